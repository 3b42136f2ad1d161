"""The face. Quality was checked when the portrait was taken; this step only asks whether there is a portrait."""

from dataclasses import dataclass, replace
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Picture, Shown
from station.domain.override import REASONS, Unfit, override_of
from station.domain.sample import PORTRAIT, Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.excepting import NOT_TAKEN, ExceptingStep
from station.steps.face import content
from station.steps.outgrown import outgrown
from station.steps.overridden import override_lines, overrides_at


@dataclass(frozen=True)
class FaceStep(ExceptingStep):
    kind: ClassVar[str] = "face"
    page: ClassVar[str] = "portrait"
    takes: ClassVar[Modality | None] = Modality.FACE
    what: ClassVar[Modality] = Modality.FACE
    signs: ClassVar[bool] = False

    def unfit(self, enrollment: Enrollment) -> tuple[Unfit, ...]:
        refused, override = enrollment.refused, override_of(enrollment.overrides, PORTRAIT)
        if override is not None:
            return (Unfit(PORTRAIT, override.checks, 0, REASONS[Modality.FACE], override),)
        if refused is None or enrollment.samples.portrait is not None:
            return ()
        said = self.service.profile.samples.face
        left = max(0, (0 if said is None else said.attempts) - refused.attempts)
        return (Unfit(PORTRAIT, refused.checks, left, REASONS[Modality.FACE]),)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        reason = enrollment.why_not(Modality.FACE)
        if enrollment.samples.portrait is None and (reason is None or not reason.nothing_taken):
            return (Problem("REV-PORTRAIT", field="portrait"), *self.unproven(enrollment, sheet))
        if outgrown(enrollment, sheet.day) and override_of(enrollment.overrides, PORTRAIT) is None:
            return (Problem("REV-PORTRAIT-OUTGROWN", field="portrait"), *self.unproven(enrollment, sheet))
        return self.unproven(enrollment, sheet)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        said = self.service.profile.samples.face
        record = None if said is None else said.record
        pictures = () if said is None else said.pictures
        reason = exception_in(enrollment.items, Modality.FACE)
        face = content.part(enrollment.samples.portrait, reason, record, pictures)
        return replace(self.with_proof(face, enrollment), overrides=overrides_at(self.unfit(enrollment)))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        portrait, reason = enrollment.samples.portrait, enrollment.why_not(Modality.FACE)
        instead = NOT_TAKEN if reason is not None and reason.nothing_taken else None
        picture = Picture("step.face.picture", None if portrait is None else portrait.image, instead=instead)
        refused = override_lines(self.unfit(enrollment))
        return (picture, *self.said_why(enrollment), *self.proof_lines(enrollment), *refused)
