"""Papers that the profile asks this person to show: for each list of papers of which one is enough, the one shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.profiles.schema import PaperRule
from station.steps.chosen import ChosenStep, Wanted


@dataclass(frozen=True)
class PapersStep(ChosenStep):
    kind: ClassVar[str] = "papers"
    missing: ClassVar[str] = "PAP-MISSING"

    def shared(self) -> frozenset[str]:
        return frozenset(_field_of(rule) for rule in self.service.profile.papers if rule.shared)

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.papers:
            yield _field_of(rule), rule.one_of, rule.when


def _field_of(rule: PaperRule) -> str:
    return f"{'_or_'.join(rule.one_of).lower()}_paper"
