"""Consents that the profile asks for: for each, in which of the allowed forms it was given."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.steps.chosen import ChosenStep, Wanted

OWN = "SELF"


@dataclass(frozen=True)
class ConsentsStep(ChosenStep):
    kind: ClassVar[str] = "consents"
    missing: ClassVar[str] = "CON-MISSING"

    def shared(self) -> frozenset[str]:
        """What an adult says for one child they may say for the next; what a person says for themselves, nobody else
        does."""
        return frozenset(rule.kept_in for rule in self.service.profile.consents if OWN not in rule.by)

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.consents:
            yield rule.kept_in, tuple(rule.answers), rule
