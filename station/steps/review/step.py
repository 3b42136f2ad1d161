"""All answers and samples on one page, then two signatures: the operator's and the state officer's."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.base import ProfileStep


@dataclass(frozen=True)
class ReviewStep(ProfileStep):
    kind: ClassVar[str] = "review"
    page: ClassVar[str] = "review"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = True

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        if enrollment.signed is None:
            return (Problem("REV-UNSIGNED"),)
        return () if enrollment.approved is not None else (Problem("REV-UNAPPROVED"),)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        """Empty: signatures are made over the content of the packet and are no part of it."""
        return Part()

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        """Empty: the review shows the lines of the other steps and has none of its own."""
        return ()
