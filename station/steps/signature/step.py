"""The applicant's signature on the pad."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Picture, Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.excepting import ExceptingStep
from station.steps.signature import content


@dataclass(frozen=True)
class SignatureStep(ExceptingStep):
    kind: ClassVar[str] = "signature"
    page: ClassVar[str] = "signature"
    takes: ClassVar[Modality | None] = Modality.SIGNATURE
    what: ClassVar[Modality] = Modality.SIGNATURE
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        reason = enrollment.why_not(Modality.SIGNATURE)
        if enrollment.samples.signature is None and (reason is None or not reason.nothing_taken):
            return (Problem("REV-SIGNATURE", field="signature"), *self.unproven(enrollment, sheet))
        return self.unproven(enrollment, sheet)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        written = content.part(enrollment.samples.signature, exception_in(enrollment.items, Modality.SIGNATURE))
        return self.with_proof(written, enrollment)

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        signature, said = enrollment.samples.signature, self.said_why(enrollment)
        picture = Picture("step.signature.picture", None if signature is None else signature.image, ink=True)
        shown = () if signature is None and said else (picture,)
        return (*shown, *said, *self.proof_lines(enrollment))
