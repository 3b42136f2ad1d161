"""A whole desk without threads and devices: real keys, vault, database, packets and outbox; the clock stands still."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

import numpy as np

from crypto.keys.machine import load_machine_key
from crypto.keys.soft import SoftKeyStore
from station.audit import AuditLog
from station.bootstrap.log_signer import log_signer
from station.domain.capture import FingerBox, InkPoint, PortraitCandidate, SegmentedFinger, SlapCandidate
from station.domain.enrollment import EnrollmentId
from station.domain.modes import MODES, UNORDERED
from station.domain.operator import Operator
from station.domain.person import require_identified
from station.domain.sample import SLAPS, CaptureDevice, Finger, QualityScore, Slap
from station.outbox.store import OutboxStore
from station.packet.format import PacketFormat
from station.packet.sealed import SealedContainer
from station.policy import TimeStamping
from station.services.approvals import Approvals, Seen, seen_in
from station.services.belongings import Belongings
from station.services.counting import Counting, Place
from station.services.dossiers import StationIdentity
from station.services.enroll import Enroll
from station.services.log_writer import LogWriter
from station.services.overrides import Overrides
from station.services.people import People
from station.services.pins import Pins
from station.services.proofs import Proofs
from station.services.receivers import find_receivers, find_receivers_of_class
from station.services.session import SignedIn
from station.services.sign_in import SignIn
from station.services.signing import Sealing, Signing
from station.services.time_stamps import Authority, TimeStamps
from station.services.tokens import open_trust
from station.services.views import EnrollmentView
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.database import connect
from station.storage.vault import Follower
from tests.support.applicants import WHOLE
from tests.support.plans import PLANS

DEVICE = CaptureDevice("sim:one:1", "Sim", "One", simulated=True)
REAL_DEVICE = CaptureDevice("real:one:1", "Maker", "One")
PINS = {
    "Անի Հակոբյան": "1234",
    "Կարեն Սարգսյան": "5678",
    "Տիգրան Սահակյան": "2468",
    "Նարինե Ավետիսյան": "1357",
    "Սոնա Մանուկյան": "3579",
    "Գևորգ Դանիելյան": "4680",
    "Հասմիկ Թորոսյան": "8642",
}
OPERATOR, OFFICER, TECHNICIAN, VOLUNTEER, SUPERVISOR, EXAMINER, AUDITOR = PINS
_OURS = SealedContainer()


class StillClock:
    """Says always the same, until it is moved. `forward`: time goes by; by less than nothing: it is put back. Setting
    `at`: somebody sets the clock, and no time goes by. `restart`: the computer starts anew."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._passed_s = 1000.0
        self._starts = 1

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self._passed_s

    def boot(self) -> str:
        return f"boot-{self._starts}"

    def forward(self, by: timedelta) -> None:
        self.at += by
        self._passed_s += max(0.0, by.total_seconds())

    def restart(self) -> None:
        self._starts, self._passed_s = self._starts + 1, 10.0


@dataclass
class Bench:
    sign_in: SignIn
    pins: Pins
    enroll: Enroll
    outbox: OutboxStore
    clock: StillClock
    db: Connection
    signed_in: SignedIn
    woken: list[str]
    approvals: Approvals
    belongings: Belongings
    proofs: Proofs
    overrides: Overrides

    def credential(self, name: str) -> str:
        return next(each.credential_id for each in self.sign_in.credentials() if each.name == name)

    def sign_in_as(self, name: str) -> None:
        answer = self.sign_in.sign_in(self.credential(name), PINS[name])
        assert not hasattr(answer, "code"), answer

    def events(self) -> list[str]:
        """Kinds of all audit events, oldest first."""
        rows = self.db.execute("SELECT json_extract(event, '$.kind') FROM audit ORDER BY seq").fetchall()
        return [row[0] for row in rows]


def looked(desk: Bench, *cases: EnrollmentId) -> dict[EnrollmentId, Seen]:
    """Each as an officer sees it who looks at it now, with everybody of it."""

    def views(which: EnrollmentId) -> list[EnrollmentView]:
        first = desk.enroll.view(which)
        assert isinstance(first, EnrollmentView), first
        people = [desk.enroll.view(each.enrollment_id) for each in first.people] or [first]
        return [each for each in people if isinstance(each, EnrollmentView)]

    return {which: seen_in(views(which)) for which in cases}


def open_desk(
    settings: Settings,
    at: datetime | None = None,
    mode: str = "demo",
    scheme: str = "",
    follower: Follower | None = None,
    stamping: tuple[TimeStamping, Authority] | None = None,
    work_mode: str = "",
    form: PacketFormat | None = None,
    plans: Plans = PLANS,
) -> Bench:
    """`settings` of a home with demonstration keys. scheme: of identifiers, as policy would name it. follower: of the
    vault. stamping: whom policy names for time-stamps, and who carries the request. work_mode: as policy says it. form:
    the receiver's; None: our own intake's. plans: of the services that are offered."""
    clock, woken = StillClock(at or datetime.now(UTC)), []
    for folder in (settings.data, settings.config):
        folder.mkdir(exist_ok=True)
    db = connect(settings.database)
    key, trust = load_machine_key(settings.keys, settings.machine_secret), open_trust(settings, clock)
    signer = log_signer(settings, key, db)
    log_writer, desk = LogWriter(AuditLog(db, clock, signer.keys.salt_key), signer), SignedIn()

    def require_identity(person: Operator) -> None:
        if mode == "production":
            require_identified((person,), scheme)

    files = SoftKeyStore(settings.keys, settings.machine_secret)
    people = People(files, trust, {}, require_identity)
    pins = Pins(files, people, clock, log_writer.note)
    outbox = OutboxStore(db, settings.outbox)
    receivers = partial(find_receivers, settings, trust, clock)
    sealing = Sealing(
        key,
        receivers,
        outbox,
        lambda: woken.append("woken"),
        log_writer.note_signed,
        form or SealedContainer(),
        of_class=partial(find_receivers_of_class, usual=receivers, settings=settings, trust=trust, clock=clock),
    )
    ordered = MODES.get(work_mode, UNORDERED)
    station_identity = StationIdentity(mode, key.certificate.fingerprint, "1", "0", {}, lambda: ordered)
    signing = Signing(plans, people, trust, station_identity, sealing, clock, log_writer.proof)
    if stamping is not None:
        stamps = TimeStamps(lambda: stamping[0], stamping[1], trust, clock)
        stamp = partial(stamps.stamped, log_writer.note)
        signing = Signing(plans, people, trust, station_identity, sealing, clock, log_writer.proof, stamp)
    sign_in = SignIn(desk, people, settings.drafts, clock, log_writer.note, locked=pins.locked, follower=follower)
    counting = Counting(db, clock, counted_here(desk, lambda: signing.practises, clock))
    log_writer.listen(counting.hear)
    enroll = Enroll(desk, db, plans, clock, log_writer.note, signing, seen=counting.seen)
    approvals = Approvals(desk, enroll, signing, clock, log_writer.note)
    belongings = Belongings(desk, enroll, signing.rights, clock, log_writer.note)
    proofs = Proofs(desk, enroll, signing.rights, clock, log_writer.note)
    overrides = Overrides(enroll, signing.rights, clock)
    return Bench(sign_in, pins, enroll, outbox, clock, db, desk, woken, approvals, belongings, proofs, overrides)


def counted_here(signed_in: SignedIn, practises: Callable[[], bool], clock: StillClock) -> Place:
    def partner() -> str:
        return signed_in.session.operator.organisation if signed_in.session is not None else ""

    def order(service: str) -> list[str]:
        return [step.step_id for step in PLANS.plan(service, clock.now().astimezone().date()).steps]

    return Place(lambda: "gyumri-1", partner, order, lambda service: True, practises, clock.now)


def portrait_candidate(at: datetime, device: CaptureDevice = DEVICE) -> PortraitCandidate:
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    crop = np.full((531, 413, 3), 180, np.uint8)
    return PortraitCandidate(noise, crop, device, at, True, (QualityScore("HeadPoseYaw", "1", 96, 1.0),), ())


def slap_candidate(
    at: datetime,
    slap: Slap,
    score: int | None = 60,
    fingers: tuple[Finger, ...] | None = None,
    device: CaptureDevice = DEVICE,
) -> SlapCandidate:
    """Prints are stripes; every finger has the same score."""
    stripes = (np.indices((240, 200)).sum(axis=0) // 5 % 2 * 200 + 20).astype(np.uint8)
    quality = QualityScore("NFIQ2", "2.3.0", score)
    segmented = tuple(
        SegmentedFinger(finger, stripes, quality, FingerBox(finger, ((0.0, 0.0),) * 4, score))
        for finger in (slap.fingers if fingers is None else fingers)
    )
    return SlapCandidate(slap, np.tile(stripes, (2, 4)), 500, segmented, device, at)


def ink() -> tuple[InkPoint, ...]:
    points = tuple(InkPoint(5.0 + n, 10.0 + n % 7, 10 * n) for n in range(40))
    return (*points, replace(points[-1], t_ms=400, down=False))


def complete_draft(desk: Bench) -> EnrollmentId:
    """One adult with everything captured by who is signed in, and nothing signed."""
    enroll, at = desk.enroll, desk.clock.now()
    which = _seen(enroll.start("biometric_passport")).enrollment.enrollment_id
    _seen(enroll.set_fields(which, WHOLE))
    _seen(enroll.accept_portrait(which, portrait_candidate(at)))
    for slap in SLAPS:
        _seen(enroll.accept_slap(which, slap_candidate(at, slap)))
    _seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    return which


def approved_draft(desk: Bench, officer_pin: str = PINS[OFFICER]) -> EnrollmentId:
    """The same, signed, and approved by the officer."""
    which = complete_draft(desk)
    _seen(desk.enroll.sign(which))
    _seen(desk.enroll.approve(which, desk.credential(OFFICER), officer_pin))
    return which


def _seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer
