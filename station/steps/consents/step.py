"""Consents that the profile asks for: for each, in which of the allowed forms it was given."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.steps.chosen import ChosenStep, Wanted


@dataclass(frozen=True)
class ConsentsStep(ChosenStep):
    kind: ClassVar[str] = "consents"
    missing: ClassVar[str] = "CON-MISSING"

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.consents:
            words = tuple(f"{giver}_{form}" for giver in rule.by for form in rule.forms)
            yield f"{'_or_'.join(rule.by).lower()}_consent", words, rule.when
