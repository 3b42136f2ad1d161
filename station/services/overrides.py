"""Taking a sample that a rule refused: an operator proposes it with a reason, somebody of the State answers for it.

What was measured stays beside it as it was. An officer answers at once, at the desk with their PIN, or by approving the
case; what is only proposed when the operator signs is settled by signature 002 itself.
"""

from collections.abc import Callable
from dataclasses import replace
from re import findall

from station.acts import Act, facts_of, who_may
from station.domain.capture import PortraitCandidate
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent
from station.domain.operator import Operator
from station.domain.override import (
    LONGEST_NOTE,
    Override,
    OverrideReason,
    RefusedPortrait,
    better,
    may_pass,
    override_of,
    unfit_in,
)
from station.domain.sample import PORTRAIT, Modality
from station.fields.cleaning import clean
from station.services.case_work import said_by_hand
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.refusals import Refusals
from station.services.rights import Rights
from station.services.samples import keep_portrait
from station.services.session import Session
from station.services.settling import proposed_event, require_settler, settled_events
from station.services.views import EnrollmentView

_NAMES = ("name", "given", "patronymic")
_LEAST_LETTERS, _DIGITS = 3, r"\d{5,}"


class OverrideNotOffered(StationError):
    """No sample of that name may be taken although a rule refused it: none was refused, a check is one that nobody
    passes over, or tries are left. `field`: which; `left`: tries."""

    code, retryable = "STN-491", True


class OverrideReasonUnknown(StationError):
    """Not a reason for which such a sample is taken. `reason`: which."""

    code, retryable = "STN-492", True


class OverrideNotOpen(StationError):
    """Nobody proposed it, or it is settled already. `sample`: which."""

    code, retryable = "STN-493", True


class OverrideNoteUnfit(StationError):
    """The note cannot be kept. `reason`: long | sign | person; `limit`: its most characters."""

    code, retryable = "STN-494", True


class Overrides:
    """For the work thread."""

    def __init__(self, enroll: Enroll, rights: Rights, clock: Clock) -> None:
        self._enroll, self._rights, self._clock = enroll, rights, clock

    @property
    def refusals(self) -> Refusals:
        return self._enroll.refusals

    @answering
    def keep(self, enrollment_id: EnrollmentId, candidate: PortraitCandidate) -> EnrollmentView:
        """A portrait that was refused: the best of them is kept beside the application, sealed as all of the draft, and
        each counts as a try. Nothing where a portrait is held that passed."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            checks = (*candidate.failed, *self._enroll.below_policy(candidate.quality))
            if not may_pass(checks):
                raise OverrideNotOffered(left=0, field=PORTRAIT)
            before = enrollment.refused
            if enrollment.samples.portrait is not None:
                return enrollment
            attempts = 1 if before is None else before.attempts + 1
            if before is not None and better(before.checks, checks):
                return enrollment.with_refused(replace(before, attempts=attempts))
            portrait = keep_portrait(session.vault, enrollment, candidate)
            return enrollment.with_refused(RefusedPortrait(portrait, checks, attempts)).taken_by(session.operator)

        return self._enroll.alter(enrollment_id, change, Act.CAPTURE)

    @answering
    def propose(
        self, enrollment_id: EnrollmentId, sample: str, reason: OverrideReason, note: str = ""
    ) -> EnrollmentView:
        """Take it for now. It counts once somebody of the State says yes: by `settle`, or by approving the case."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return self._proposed(session, enrollment, sample, reason, note)

        def told(_: Session, after: Enrollment) -> AuditEvent:
            return proposed_event(_held(after, sample), after)

        return self._enroll.alter(enrollment_id, change, Act.PROPOSE_OVERRIDE, told)

    @answering
    def override(
        self,
        enrollment_id: EnrollmentId,
        sample: str,
        reason: OverrideReason,
        note: str = "",
        credential_id: str = "",
        pin: str = "",
    ) -> EnrollmentView:
        """Both at once, or neither. credential_id, pin: of who answers for it, where that is not who sits here."""
        events: list[AuditEvent] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            proposed = self._proposed(session, enrollment, sample, reason, note)
            officer = self._who_settles(session, proposed, sample, credential_id, pin)
            after = proposed.with_override(_held(proposed, sample).settled(officer, self._clock.now()))
            events.extend(
                (proposed_event(_held(proposed, sample), proposed), *settled_events(proposed, after, officer))
            )
            return after

        return self._enroll.alter(enrollment_id, change, Act.PROPOSE_OVERRIDE, _all_of(events))

    @answering
    def settle(
        self, enrollment_id: EnrollmentId, sample: str, *, accept: bool, credential_id: str = "", pin: str = ""
    ) -> EnrollmentView:
        """Say yes or no to what was proposed, before anybody signed; of a signed case whoever approves it says yes, and
        whoever sends the sample back says no. After a no the sample is taken anew. credential_id, pin: as `override`.
        """
        events: list[AuditEvent] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            held = override_of(enrollment.overrides, sample)
            if held is None or not held.open or enrollment.signed is not None:
                raise OverrideNotOpen(sample=sample)
            officer = self._who_settles(session, enrollment, sample, credential_id, pin)
            yes = held.settled(officer, self._clock.now())
            after = enrollment.with_override(yes) if accept else enrollment.without_samples((sample,))
            events.extend(settled_events(enrollment, after, officer))
            return after

        return self._enroll.alter(enrollment_id, change, Act.LOOK, _all_of(events))

    # --- inside ------------------------------------------------------------------------------------------------

    def _proposed(
        self, session: Session, enrollment: Enrollment, sample: str, reason: OverrideReason, note: str
    ) -> Enrollment:
        """Who proposes it had a hand in the capture. Raises OverrideNotOffered, OverrideReasonUnknown,
        OverrideNoteUnfit."""
        found = unfit_in(self._enroll.unfit(enrollment), sample)
        if found is None or not found.offered:
            raise OverrideNotOffered(left=0 if found is None else found.left, field=sample)
        if reason not in found.reasons:
            raise OverrideReasonUnknown(reason=str(reason))
        at, refused = self._clock.now(), enrollment.refused
        if sample == PORTRAIT and refused is not None:
            taken = enrollment.with_portrait(refused.portrait)
            enrollment = taken.taken_after_all(Modality.FACE, said_by_hand(session, at))
        told = Override(sample, found.checks, reason, _note(note, enrollment), session.operator, at)
        return enrollment.with_override(told).taken_by(session.operator)

    def _who_settles(
        self, session: Session, enrollment: Enrollment, sample: str, credential_id: str, pin: str
    ) -> Operator:
        """Who sits here, by what their card gives now; or who was named and types their PIN."""
        case = facts_of(enrollment)
        if not credential_id and session.operator.roles.intersection(who_may(Act.OVERRIDE)):
            self._rights.ask_anew(session, Act.OVERRIDE, case)
            person = session.operator
        else:
            person = self._rights.require_answer(session, Act.OVERRIDE, credential_id, pin, case)
        require_settler(person, _held(enrollment, sample), enrollment, self._rights.now(), answers=bool(credential_id))
        return person


def _held(enrollment: Enrollment, sample: str) -> Override:
    """Raises OverrideNotOpen."""
    found = override_of(enrollment.overrides, sample)
    if found is None:
        raise OverrideNotOpen(sample=sample)
    return found


def _all_of(events: list[AuditEvent]) -> Callable[[Session, Enrollment], tuple[AuditEvent, ...]]:
    return lambda *_: tuple(events)


def _note(text: str, enrollment: Enrollment) -> str:
    """As it is kept. Nothing that was typed as somebody's name stands in it, and no number as long as a person's.
    Raises OverrideNoteUnfit."""
    note, unseen = clean(text, "note")
    if unseen:
        raise OverrideNoteUnfit(reason="sign", limit=LONGEST_NOTE)
    if len(note) > LONGEST_NOTE:
        raise OverrideNoteUnfit(reason="long", limit=LONGEST_NOTE)
    named = [text for name, text in enrollment.fields.items() if any(part in name for part in _NAMES)]
    if findall(_DIGITS, note) or _words(note) & {word for text in named for word in _words(text)}:
        raise OverrideNoteUnfit(reason="person", limit=LONGEST_NOTE)
    return note


def _words(text: str) -> set[str]:
    return {word for word in findall(r"\w+", text.casefold()) if len(word) >= _LEAST_LETTERS}
