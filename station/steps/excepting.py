"""What the steps that take something have in common: what may be missing, and what is asked beside the reason."""

from dataclasses import dataclass, replace
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in, eyes_in, reasons_in
from station.domain.item import Item
from station.domain.lines import Line, Pages, Shown, Word
from station.domain.person import same_person
from station.domain.proven import NOTHING_ASKED, Asked, Proof, Proven, proven
from station.domain.sample import ExceptionReason, Modality
from station.domain.value import Source
from station.forms import Sheet
from station.packet.part import Part, joined
from station.packet.proofs import proof_part
from station.profiles.schema import Face, Fingers, Signature
from station.profiles.words import allowed
from station.steps.base import ProfileStep

NOT_TAKEN = Word("exceptions.not_taken")
"""In the place of a picture."""
_VOID = "REV-EXCEPTION-VOID"
_MISSING = {Proof.PHOTO: "REV-EXCEPTION-PHOTO", Proof.SECOND: "REV-EXCEPTION-SECOND"}


@dataclass(frozen=True)
class ExceptingStep(ProfileStep):
    kind: ClassVar[str]
    what: ClassVar[Modality]

    def may_lack(self, sheet: Sheet) -> tuple[ExceptionReason, ...]:
        said = self._sample
        if said is None:
            return ()
        when = said.exceptions_when  # what is not known lets nothing be missing
        return allowed(self.what, [word for word in said.exceptions if sheet.truth(when.get(word, True)) is True])

    def proven(self, enrollment: Enrollment) -> Proven:
        item, said = self._item(enrollment), self._sample
        if item is None or said is None:
            return NOTHING_ASKED
        asked = Asked({
            Proof.PHOTO: allowed(self.what, said.photo),
            Proof.SECOND: allowed(self.what, said.second),
        })  # fmt: skip
        found = proven(item, asked.beside(self._said_here(enrollment)))
        hands, second = (enrollment.operator, *enrollment.captured_by), found.second
        if second is not None and any(same_person(second.by, each) for each in hands):
            return replace(found, second=None)  # who took something since is no other any more
        return found

    def unproven(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        """Why nobody goes on, though a reason was said: it does not hold of this person, or something that proves it
        is missing."""
        void = self._said_here(enrollment) - set(self.may_lack(sheet))
        missing = (_MISSING[proof] for proof in self.proven(enrollment).missing)
        codes = (_VOID,) if void else tuple(missing)
        return tuple(Problem(code, field=self.what.value) for code in codes)

    def with_proof(self, part: Part, enrollment: Enrollment) -> Part:
        """What the step puts into the packet, with what proves its reasons."""
        return joined((part, proof_part(self.what, self.proven(enrollment))))

    def proof_lines(self, enrollment: Enrollment) -> tuple[Shown, ...]:
        held = self.proven(enrollment)
        photo: tuple[Shown, ...] = ()
        if Proof.PHOTO in held.asked or held.photo is not None:
            at = held.taken.at if held.taken is not None else None
            taken = () if held.photo is None or at is None else (f"{at.astimezone():%d.%m.%Y %H:%M}",)
            photo = (Line("exceptions.photo", taken, ()), *(() if held.photo is None else (Pages((held.photo,)),)))
        by = () if held.second is None else (held.second.by.name,)
        second = (Line("exceptions.second", by, ()),) if by or Proof.SECOND in held.asked else ()
        return (*photo, *second)

    def said_why(self, enrollment: Enrollment) -> tuple[Shown, ...]:
        """Of the face and the signature."""
        reason = enrollment.why_not(self.what)
        whole = () if reason is None else (Line(f"step.{self.kind}.exception", (reason_word(reason),), ()),)
        eyes = eyes_in(enrollment.items) if self.what is Modality.FACE else {}
        return (*whole, *(Line(f"exceptions.{eye.value}", (reason_word(why),), ()) for eye, why in eyes.items()))

    def _said_here(self, enrollment: Enrollment) -> frozenset[ExceptionReason]:
        """Reasons that hold, without those of a draft of before: of them nobody was asked for more."""
        item = self._item(enrollment)
        said = reasons_in(() if item is None else (item,)).values()
        return frozenset(ExceptionReason(value.text) for value in said if value.source is not Source.UNKNOWN)

    def _item(self, enrollment: Enrollment) -> Item | None:
        return exception_in(enrollment.items, self.what)

    @property
    def _sample(self) -> Face | Fingers | Signature | None:
        samples = self.service.profile.samples
        return {Modality.FACE: samples.face, Modality.FINGERS: samples.fingers, Modality.SIGNATURE: samples.signature}[
            self.what
        ]


def reason_word(reason: ExceptionReason) -> Word:
    return Word(f"exceptions.reason.{reason.value}")
