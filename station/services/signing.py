"""Two people, two signatures, one packet: the operator signs, a state officer approves, the station seals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey, UnlockedKey
from crypto.trust import TrustStore
from station.acts import Act, CaseFacts, facts_of, require
from station.cases.case import Case
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.modes import Mode
from station.domain.operator import Operator
from station.domain.outbox import Handling, Logged, PacketId
from station.domain.sample import Blob
from station.domain.signatures import Approved, Signed
from station.outbox.outgoing import Outgoing
from station.outbox.store import OutboxStore
from station.packet import asice, content, envelope_policy, layout
from station.packet.envelope_policy import EnvelopePolicy
from station.packet.format import Dossier, PacketFormat
from station.packet.incomplete import papers_due
from station.packet.sealed import SealedContainer
from station.roster import OWN
from station.services.afterwards import afterwards
from station.services.contacts import with_contact
from station.services.dossiers import NotComplete, StationIdentity, dossier_of
from station.services.people import People
from station.services.receivers import SealedTo, no_class, require_way
from station.services.rights import Rights
from station.services.samples import keep, kept
from station.services.session import Session
from station.services.settling import require_settlers
from station.services.training import OtherMode, Training, not_set_up
from station.services.views import SealedView
from station.steps.plans import Plans

if TYPE_CHECKING:  # not on the way to the first window
    from station.profiles import Profile


class NotSigned(StationError):
    """The operator's signature comes first."""

    code, retryable = "STN-412", True


@dataclass(frozen=True)
class Sealing:
    """What sealing needs of the station: its own key, to whom and by which policy (asked anew each time; raises as
    `find_receivers`), the outbox, who wakes the dispatcher, who writes the sealing into the audit log and signs it, and
    what the receiver wants packets to look like. training: what stands in the place of key, receivers, form and policy
    while people practise; raises TrainingNotSetUp. receiver: its name. of_class: receivers of a confidential class;
    raises ClassNotSetUp. activity: that a visit ended, signed; b"" where the receiver is not told of it."""

    key: SigningKey
    receivers: Callable[[], SealedTo]
    outbox: OutboxStore
    wake: Callable[[], None]
    record: Callable[[AuditEvent, AuditEvent], Logged]
    packet_format: PacketFormat = field(default_factory=SealedContainer)
    training: Callable[[], Training] = not_set_up
    receiver: str = OWN
    of_class: Callable[[str], SealedTo] = no_class
    activity: Callable[[Enrollment, PacketId, str, datetime], bytes] = lambda *_: b""


@dataclass(frozen=True)
class VerifiedContent:
    """The container as the operator signed it, and who that was."""

    container: bytes
    operator: Certificate


@dataclass(frozen=True)
class _Means:
    """What an enrollment is sealed with, in earnest or in training."""

    key: SigningKey
    to: SealedTo
    packet_format: PacketFormat


class Signing:
    """For the work thread."""

    def __init__(
        self,
        plans: Plans,
        people: People,
        trust: TrustStore,
        station_identity: StationIdentity,
        sealing: Sealing,
        clock: Clock,
        proof: Callable[[], bytes],
        stamp: Callable[[EnrollmentId, bytes], bytes] = lambda _, container: container,
    ) -> None:
        """proof: inclusion proof and checkpoint of the newest audit event, JSON. stamp: puts a time-stamp on the last
        signature of a container, if there is one to be had; fails nothing."""
        self._plans = plans
        self.people = people
        self._trust = trust
        self._identity = station_identity
        self._sealing = sealing
        self.outbox = sealing.outbox
        self._clock = clock
        self._proof = proof
        self._stamp = stamp
        self.rights = Rights(people, clock, lambda: self.mode)

    @property
    def practises(self) -> bool:
        """Whether work is training now, so that nothing of it counts."""
        return self.mode.practises

    @property
    def mode(self) -> Mode:
        """In which signed policy lets the desk work now."""
        return self._identity.work_mode()

    def require_way(self, profile: "Profile") -> None:
        """That what is begun now can be sealed and sent as its profile says. Raises as `receivers.require_way`."""
        if not self.practises:  # that is sealed for training
            require_way(profile, self._sealing.receiver, self._sealing.of_class)

    def require_mode(self, enrollment: Enrollment) -> None:
        """What was begun in training ends in training. Raises OtherMode."""
        if enrollment.training != self.practises:
            raise OtherMode

    def foresee(self, session: Session, enrollment: Enrollment) -> tuple[Problem, ...]:
        """What all must know before they sign. Raises NotComplete, SimulatedSample, and as the receiver's form."""
        return self._form().foresee(self._dossier(session, enrollment, self._clock.now()))

    def sign(self, session: Session, enrollment: Enrollment) -> Enrollment:
        """Signature 001 over all content, with the signed-in person's key.

        Raises NotComplete, SimulatedSample, SignatureNotAllowed, OtherMode, PersonUnidentified, and as
        `Rights.ask_anew` and `foresee`.
        """
        at = self._clock.now()
        self.require_mode(enrollment)
        self.rights.ask_anew(session, Act.SIGN, self._of_service(enrollment))
        self._policy().require_signature(session.key.certificate)
        enrollment = self.people.known_again(enrollment)
        for person in (session.operator, *enrollment.involved):
            self.people.require_identity(person)
        facts = self._dossier(session, replace(enrollment, signed=None), at, self._proof())  # by today, also again
        self._form().foresee(facts)
        made = content.build(enrollment, facts.given, facts.get_blob, facts.context)
        container = asice.sign_operator(made, session.key, at, under_duress=session.key.under_duress)
        blob = keep(session.vault, enrollment, self._stamped(enrollment, container), layout.MIMETYPE)
        return enrollment.with_signed(Signed(blob, session.operator, at))

    def approve(self, session: Session, enrollment: Enrollment, officer_id: str, pin: str) -> Enrollment:
        """Signature 002 with the officer's key, opened for this one act; what is approved is verified first. Raises
        NotSigned, PersonUnidentified, SamePerson, SignatureNotAllowed, OtherMode, as `require_approver` and
        `Rights.ask_anew`, and what the key store raises."""
        return self.approve_all(session, (enrollment,), officer_id, pin)[0]

    def approve_all(
        self, session: Session, enrollments: Sequence[Enrollment], officer_id: str, pin: str
    ) -> tuple[Enrollment, ...]:
        """The same of several who came together: each is verified before the key is opened. Nothing where none is."""
        if not enrollments:
            return ()
        self.rights.ask_anew(session, Act.LOOK, facts_of(*enrollments))
        verified = [self.verified(session, each) for each in enrollments]

        def admit(officer: Operator) -> None:
            for each in enrollments:
                self.require_approver(officer, each)

        officer, key = self.people.unlock(officer_id, pin, self._clock.now(), admit)
        try:
            pairs = zip(enrollments, verified, strict=True)
            return tuple(self.approve_with(session, each, content, officer, key) for each, content in pairs)
        finally:
            key.lock()

    def require_approver(self, officer: Operator, enrollment: Enrollment) -> None:
        """Whoever approves says yes to what was proposed, too. Raises as `station.acts.require`."""
        case, now = self._of_service(self.people.known_again(enrollment)), self.rights.now()
        require(officer, Act.APPROVE, case, now, answers=True)
        require_settlers(officer, enrollment, now)

    def _of_service(self, enrollment: Enrollment) -> CaseFacts:
        """With whom its service leaves the signatures to."""
        from station.profiles import words  # here: not on the way to the first window

        acts = self._plans.walk(enrollment, _day(self._clock.now())).plan.service.profile.acts
        by = {Act.SIGN: words.roles_of(acts.sign.by), Act.APPROVE: words.roles_of(acts.approve.by)}
        return replace(facts_of(enrollment), by=by)

    def verified(self, session: Session, enrollment: Enrollment) -> VerifiedContent:
        """What the operator signed; the signature holds. Raises NotSigned, OtherMode, and as `asice.verify`."""
        self.require_mode(enrollment)
        if enrollment.signed is None:
            raise NotSigned
        container = kept(session.vault, enrollment, enrollment.signed.container.digest)
        operator = asice.verify(container, self._trust, self._clock.now(), approved=False).operator.certificate
        return VerifiedContent(container, operator)

    def approve_with(
        self, session: Session, enrollment: Enrollment, verified: VerifiedContent, officer: Operator, key: UnlockedKey
    ) -> Enrollment:
        """Signature 002 with a key that is open. Raises SamePerson, SignatureNotAllowed, what signing raises."""
        self._policy().require_signature(key.certificate)
        at = self._clock.now()
        approved = asice.approve(verified.container, key, at, verified.operator, under_duress=key.under_duress)
        blob = keep(session.vault, enrollment, self._stamped(enrollment, approved), layout.MIMETYPE)
        return enrollment.with_approved(Approved(blob, officer, at))

    def seal(self, session: Session, case: Case) -> SealedView:
        """Encrypt to the centre and queue: a packet for each person, all of them or none. What comes after the commit
        can't fail it any more: wiping the draft too. Returns the first one's, with the others'.

        Raises NotComplete, OtherMode, TrainingNotSetUp, what the policy of sealing says of time and signatures, and
        what the disk and the vault raise; then the draft is as it was, and can be sealed again.
        """
        self.rights.ask_anew(session, Act.LOOK, facts_of(*case.enrollments))
        means, outbox, at = self._means(case.first), self._sealing.outbox, self._clock.now()
        approved = tuple(self._approved(each, at) for each in case.enrollments)
        for each in case.enrollments:
            self.rights.ask(session, Act.SEAL, facts_of(each))
        means.to.policy.require_time(self._trust.judged(at))
        means.to.policy.require_signature(means.key.certificate)
        pairs = zip(case.enrollments, approved, strict=True)
        made = (self._sealed(session, each, container, means, at) for each, container in pairs)
        packets = tuple(with_contact(session.vault, case, each) for each in made)
        outbox.seal_case(case.case_id, packets, at)
        afterwards(self._sealing.wake)
        sealed = (each.packet for each in packets)
        views = [SealedView(each.packet_id, str(outbox.path_of(each)), len(each.p7m)) for each in sealed]
        return replace(views[0], others=tuple(views[1:]))

    def _approved(self, enrollment: Enrollment, at: datetime) -> Blob:
        """The container that is sealed. Raises NotComplete."""
        problems = self._plans.walk(enrollment, _day(at)).open_problems
        if problems or enrollment.approved is None:
            raise NotComplete(count=len(problems), first=problems[0].code if problems else "REV-UNAPPROVED")
        return enrollment.approved.container

    def _sealed(
        self, session: Session, enrollment: Enrollment, approved: Blob, means: _Means, at: datetime
    ) -> Outgoing:
        container = kept(session.vault, enrollment, approved.digest)
        if means.to.quantum_key is not None:
            container = asice.countersign(container, means.to.quantum_key, at)
        dossier = self._dossier(session, enrollment, at, self._proof(), container)
        packet = means.packet_format.seal(dossier, means.to.recipients, means.key, at)
        # Two events: the second names no person, so that it can be opened on the citizen's receipt.
        events = (
            AuditEvent(EventKind.ENROLLMENT_SEALED, session.operator.credential_id, enrollment.enrollment_id),
            AuditEvent(EventKind.PACKET_SEALED, subject=packet.packet_id, details={"size": len(packet.p7m)}),
        )
        tells = not self.practises and not enrollment.confidential and enrollment.withdrawal is None
        told = self._sealing.activity(enrollment, packet.packet_id, self._identity.packet_mode, at) if tells else b""
        record = partial(self._sealing.record, *events)
        handling = Handling(enrollment.confidential, dossier.context.retention_days, papers_due(container))
        return Outgoing(enrollment.enrollment_id, packet, token_hex(16), record, told, enrollment.follows, handling)

    def _stamped(self, enrollment: Enrollment, container: bytes) -> bytes:
        """As soon as it is signed, so that the next signature is over the time-stamp too. Practice needs no witness."""
        return container if self.practises else self._stamp(enrollment.enrollment_id, container)

    def _means(self, enrollment: Enrollment) -> _Means:
        """Raises OtherMode, TrainingNotSetUp, and as `find_receivers` and `find_receivers_of_class`."""
        self.require_mode(enrollment)
        used = self._sealing
        if not self.practises:
            to = used.of_class(enrollment.case_class) if enrollment.confidential else used.receivers()
            return _Means(used.key, to, self._form())
        training = used.training()
        return _Means(training.key, SealedTo(envelope_policy.DEFAULT, training.recipients), self._form())

    def _policy(self) -> EnvelopePolicy:
        """Raises as `find_receivers`."""
        return envelope_policy.DEFAULT if self.practises else self._sealing.receivers().policy

    def _form(self) -> PacketFormat:
        return SealedContainer() if self.practises else self._sealing.packet_format

    def _dossier(
        self, session: Session, enrollment: Enrollment, at: datetime, proof: bytes = b"", container: bytes = b""
    ) -> Dossier:
        """Raises as `dossier_of`."""
        return dossier_of(session, enrollment, self._plans.walk(enrollment, _day(at)), self._identity, proof, container)


def _day(at: datetime) -> date:
    return at.astimezone().date()
