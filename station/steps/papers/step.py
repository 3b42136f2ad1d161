"""Papers that the profile asks this person to show: for each list of papers of which one is enough, the one shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.steps.chosen import ChosenStep, Wanted


@dataclass(frozen=True)
class PapersStep(ChosenStep):
    kind: ClassVar[str] = "papers"
    missing: ClassVar[str] = "PAP-MISSING"

    def shared(self) -> frozenset[str]:
        return frozenset(rule.kept_in for rule in self.service.profile.papers if rule.shared)

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.papers:
            yield rule.kept_in, rule.one_of, rule
