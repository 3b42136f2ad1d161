"""The face. Quality was checked when the portrait was taken; this step only asks whether there is a portrait."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Picture, Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.base import ProfileStep
from station.steps.face import content


@dataclass(frozen=True)
class FaceStep(ProfileStep):
    kind: ClassVar[str] = "face"
    page: ClassVar[str] = "portrait"
    takes: ClassVar[Modality | None] = Modality.FACE
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        return () if enrollment.samples.portrait is not None else (Problem("REV-PORTRAIT", field="portrait"),)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return content.part(enrollment.samples.portrait)

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        portrait = enrollment.samples.portrait
        return (Picture("step.face.picture", None if portrait is None else portrait.image),)
