"""The face. Quality was checked when the portrait was taken; this step only asks whether there is a portrait."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Picture, Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.excepting import NOT_TAKEN, ExceptingStep
from station.steps.face import content


@dataclass(frozen=True)
class FaceStep(ExceptingStep):
    kind: ClassVar[str] = "face"
    page: ClassVar[str] = "portrait"
    takes: ClassVar[Modality | None] = Modality.FACE
    what: ClassVar[Modality] = Modality.FACE
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        reason = enrollment.why_not(Modality.FACE)
        if enrollment.samples.portrait is None and (reason is None or not reason.nothing_taken):
            return (Problem("REV-PORTRAIT", field="portrait"), *self.unproven(enrollment))
        return self.unproven(enrollment)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        face = content.part(enrollment.samples.portrait, exception_in(enrollment.items, Modality.FACE))
        return self.with_proof(face, enrollment)

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        portrait, reason = enrollment.samples.portrait, enrollment.why_not(Modality.FACE)
        instead = NOT_TAKEN if reason is not None and reason.nothing_taken else None
        picture = Picture("step.face.picture", None if portrait is None else portrait.image, instead=instead)
        return (picture, *self.said_why(enrollment), *self.proof_lines(enrollment))
