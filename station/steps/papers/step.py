"""Of each list of papers that the profile asks of this person, the one that was shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.steps.chosen import ChosenStep, Wanted


@dataclass(frozen=True)
class PapersStep(ChosenStep):
    kind: ClassVar[str] = "papers"
    missing: ClassVar[str] = "PAP-MISSING"

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.papers:
            yield f"{'_or_'.join(rule.one_of).lower()}_paper", rule.one_of, rule.when
