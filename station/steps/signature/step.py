"""The applicant's signature on the pad."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Picture, Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.base import ProfileStep
from station.steps.signature import content


@dataclass(frozen=True)
class SignatureStep(ProfileStep):
    kind: ClassVar[str] = "signature"
    page: ClassVar[str] = "signature"
    takes: ClassVar[Modality | None] = Modality.SIGNATURE
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        return () if enrollment.samples.signature is not None else (Problem("REV-SIGNATURE", field="signature"),)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return content.part(enrollment.samples.signature)

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        signature = enrollment.samples.signature
        return (Picture("step.signature.picture", None if signature is None else signature.image, ink=True),)
