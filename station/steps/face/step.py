"""The face. Quality was checked when the portrait was taken; this step only asks whether there is a portrait."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Line, Picture, Shown, Word
from station.domain.sample import ExceptionReason, Modality
from station.forms import Sheet
from station.packet.part import Part
from station.profiles.words import allowed
from station.steps.base import ProfileStep
from station.steps.face import content


@dataclass(frozen=True)
class FaceStep(ProfileStep):
    kind: ClassVar[str] = "face"
    page: ClassVar[str] = "portrait"
    takes: ClassVar[Modality | None] = Modality.FACE
    signs: ClassVar[bool] = False

    @property
    def may_lack(self) -> tuple[ExceptionReason, ...]:
        said = self.service.profile.samples.face
        return () if said is None else allowed(Modality.FACE, said.exceptions)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        reason = enrollment.why_not(Modality.FACE)
        if enrollment.samples.portrait is not None or (reason is not None and reason.nothing_taken):
            return ()
        return (Problem("REV-PORTRAIT", field="portrait"),)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return content.part(enrollment.samples.portrait, exception_in(enrollment.items, Modality.FACE))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        portrait, reason = enrollment.samples.portrait, enrollment.why_not(Modality.FACE)
        said = (
            () if reason is None else (Line("step.face.exception", (Word(f"exceptions.reason.{reason.value}"),), ()),)
        )
        if portrait is None and said:
            return said
        return (Picture("step.face.picture", None if portrait is None else portrait.image), *said)
