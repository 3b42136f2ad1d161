"""The applicant's signature on the pad."""

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
from station.steps.signature import content


@dataclass(frozen=True)
class SignatureStep(ProfileStep):
    kind: ClassVar[str] = "signature"
    page: ClassVar[str] = "signature"
    takes: ClassVar[Modality | None] = Modality.SIGNATURE
    signs: ClassVar[bool] = False

    @property
    def may_lack(self) -> tuple[ExceptionReason, ...]:
        said = self.service.profile.samples.signature
        return () if said is None else allowed(Modality.SIGNATURE, said.exceptions)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        reason = enrollment.why_not(Modality.SIGNATURE)
        if enrollment.samples.signature is not None or (reason is not None and reason.nothing_taken):
            return ()
        return (Problem("REV-SIGNATURE", field="signature"),)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return content.part(enrollment.samples.signature, exception_in(enrollment.items, Modality.SIGNATURE))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        signature, reason = enrollment.samples.signature, enrollment.why_not(Modality.SIGNATURE)
        said = (
            ()
            if reason is None
            else (Line("step.signature.exception", (Word(f"exceptions.reason.{reason.value}"),), ()),)
        )
        if signature is None and said:
            return said
        return (Picture("step.signature.picture", None if signature is None else signature.image, ink=True), *said)
