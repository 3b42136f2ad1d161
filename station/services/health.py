"""The doctor's round: what the station needs, looked at one by one. A finding never stops the round."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from secrets import token_bytes

from crypto import signature
from crypto.certificate import Certificate
from crypto.errors import RevocationUnknown
from crypto.keys.api import SigningKey
from crypto.revocation import Revocation
from crypto.trust import Purpose, TrustStore
from devices.api import DeviceKind
from devices.manager import DeviceManager
from station.domain.citizen_view import VOICE_PROGRAM
from station.domain.errors import StationError
from station.domain.operator import Role
from station.domain.pitch import learnt
from station.outbox.quarantine import NOTHING_TO_DO, Reason
from station.packet import envelope_policy
from station.quality.assets import face_models
from station.services.door import EXPECTED
from station.services.people import People
from station.services.views import DoctorLine, Outcome
from station.storage import camera_pitch
from station.storage.database import reading
from station.storage.enrollments import unopened
from station.storage.errors import DatabaseFailed
from station.storage.leftovers import survey_drafts

LEAST_FREE_BYTES = 2 * 1024**3  # some 400 packets
LEAST_RECIPIENTS = 2
RENEW_BEFORE = timedelta(days=60)  # a packet has to arrive while the certificate that sealed it is valid
_PROBE_BYTES = 32
_DEVICES = {
    DeviceKind.CAMERA: "CHK-CAMERA",
    DeviceKind.DOCUMENT: "CHK-DOCUMENT-CAMERA",
    DeviceKind.FINGERPRINT: "CHK-FINGERPRINT",
    DeviceKind.SIGNATURE: "CHK-SIGNATURE",
    DeviceKind.PAYMENT: "CHK-PAYMENT",
    DeviceKind.CARD_READER: "CHK-CARD-READER",
}
_SPARED = frozenset({DeviceKind.DOCUMENT, DeviceKind.SIGNATURE, DeviceKind.PAYMENT, DeviceKind.CARD_READER})
"""Without which a desk works: papers are photographed with the camera for faces, a signature is written in the window,
a receipt and a zone typed."""


@dataclass(frozen=True)
class HealthSources:
    """Where to look. ask_intake: says what answered, or raises a typed error. policy, copies, time_stamps, payments:
    their own lines. quarantine: what lies there, by reason. gone: how many drafts are kept because their packet is
    nowhere. untold: of how many visits the receiver was not told yet, by the code of why; "" while it is on its way."""

    data: Path
    station_key: SigningKey
    trust_folder: Path
    database: Path
    drafts: Path
    trust: TrustStore
    people: People
    ask_intake: Callable[[], str]
    policy: Callable[[], Iterable[DoctorLine]] = tuple
    quarantine: Callable[[], Mapping[Reason, int]] = dict
    copies: Callable[[], Iterable[DoctorLine]] = tuple
    gone: Callable[[], int] = lambda: 0
    time_stamps: Callable[[], Iterable[DoctorLine]] = tuple
    untold: Callable[[], Mapping[str, int]] = dict
    payments: Callable[[], Iterable[DoctorLine]] = tuple


def examine(sources: HealthSources, manager: DeviceManager, at: datetime) -> Iterator[DoctorLine]:
    yield from _devices(manager)
    yield from _zeros(sources.database)
    yield from _keys(sources, at)
    yield _trying("storage", "CHK-DATABASE", lambda: _database(sources.database))
    yield _drafts(sources)
    yield from _gone(sources)
    yield _disk(sources.data)
    yield from _put_aside(sources)
    yield from _untold(sources)
    yield from sources.payments()
    yield from sources.copies()
    yield _trying("models", "CHK-FACE-MODELS", lambda: f"{len(list(face_models().iterdir()))}")
    yield _line("models", "CHK-NFIQ2", find_spec("nbis") is not None)
    yield DoctorLine("models", "CHK-VOICE", "pass" if shutil.which(VOICE_PROGRAM) else "skip")
    yield _trying("services", "CHK-INTAKE", sources.ask_intake)
    yield from sources.time_stamps()
    yield from sources.policy()


def _devices(manager: DeviceManager) -> Iterator[DoctorLine]:
    for kind, code in _DEVICES.items():
        fit = [status for status in manager.devices(kind) if status.state in ("ready", "in_use")]
        if fit:
            yield from (
                DoctorLine("devices", code, "pass", status.info.device_id, {"device": status.info.device_id})
                for status in fit
            )
        else:
            yield DoctorLine("devices", code, "skip" if kind in _SPARED else "fail")
    for error in manager.unavailable():
        yield DoctorLine("devices", "CHK-ADAPTER", "skip", error.device_id, {"adapter": error.device_id})


def _zeros(database: Path) -> Iterator[DoctorLine]:
    """Of cameras whose portraits were sealed; one that hangs too far off is to be moved."""
    try:
        with reading(database) as db:
            known = camera_pitch.of_all(db)
    except StationError:
        return  # the database has a line of its own
    for camera, measured in sorted(known.items()):
        zero = learnt(measured)
        if zero is not None:
            outcome: Outcome = "fail" if zero.beyond else "pass" if zero.offset else "skip"
            yield DoctorLine("devices", "CHK-CAMERA-PITCH", outcome, str(zero), {"device": camera})


def _keys(sources: HealthSources, at: datetime) -> Iterator[DoctorLine]:
    def station() -> str:
        key, probe = sources.station_key, token_bytes(_PROBE_BYTES)
        sources.trust.verify(key.certificate, key.chain, Purpose.STATION, at)
        signature.verify(key.certificate, signature.identifier(key.certificate), key.sign(probe), probe)
        return _until(key.certificate)

    yield _trying("keys", "CHK-STATION-KEY", station)
    if sources.station_key.certificate.not_after - at < RENEW_BEFORE:
        yield DoctorLine("keys", "CHK-RENEWAL", "skip", _until(sources.station_key.certificate))
    if sources.trust.revocation is not None and sources.trust.revocation.published():
        yield _trying("keys", "CHK-REVOCATION", lambda: _lists(sources.trust.revocation, sources.trust.judged(at)))
    people = [person for person, _ in sources.people.known(at)]
    for role, code in ((Role.OPERATOR, "CHK-OPERATORS"), (Role.OFFICER, "CHK-OFFICERS")):
        count = sum(role in person.roles for person in people)
        yield _line("keys", code, count > 0, str(count))

    def recipients() -> str:
        policy = envelope_policy.load_active(sources.trust_folder, sources.trust, at)
        return f"{len(envelope_policy.receivers(policy, sources.trust_folder, sources.trust, at))}"

    line = _trying("keys", "CHK-RECIPIENTS", recipients)
    yield (
        line
        if line.outcome == "fail"
        else _line("keys", line.code, int(line.measured) >= LEAST_RECIPIENTS, line.measured)
    )


def _lists(revocation: Revocation | None, at: datetime) -> str:
    """Until when the first of the lists serves. Raises RevocationUnknown(reason: missing | stale)."""
    lists = revocation.lists() if revocation is not None else ()
    if revocation is None or not lists:
        raise RevocationUnknown(reason="missing")
    first = min(found.next_update for found in lists)
    if at > first + revocation.grace():
        raise RevocationUnknown(reason="stale")
    return f"{first:%d.%m.%Y}"


def _put_aside(sources: HealthSources) -> Iterator[DoctorLine]:
    """What needs a person fails; what needs nobody is only counted."""
    try:
        counts = sources.quarantine()
    except EXPECTED as error:
        yield DoctorLine("storage", "CHK-QUARANTINE", "fail", error.code)
        return
    asked = {reason: count for reason, count in counts.items() if reason not in NOTHING_TO_DO}
    measured = ", ".join(f"{reason.value} {count}" for reason, count in asked.items())
    yield _line("storage", "CHK-QUARANTINE", not asked, measured)
    if idle := sum(counts.values()) - sum(asked.values()):
        yield DoctorLine("storage", "CHK-UNFINISHED", "skip", str(idle))


def _untold(sources: HealthSources) -> Iterator[DoctorLine]:
    """What waits for its packet or the network is only counted; what the receiver refuses fails."""
    try:
        counts = sources.untold()
    except EXPECTED as error:
        yield DoctorLine("storage", "CHK-VISITS-TOLD", "fail", error.code)
        return
    refused = {code: count for code, count in counts.items() if code}
    if refused:
        yield DoctorLine("storage", "CHK-VISITS-TOLD", "fail", ", ".join(f"{n} {code}" for code, n in refused.items()))
    elif counts:
        yield DoctorLine("storage", "CHK-VISITS-WAIT", "skip", str(counts[""]))


def _database(path: Path) -> str:
    with reading(path) as db:
        (answer,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise DatabaseFailed(reason="damaged")
    return f"{path.stat().st_size / 1024:.0f} KiB"


def _drafts(sources: HealthSources) -> DoctorLine:
    """How many there are; and how many do not open, as far as the disk shows it and as they were listed last."""
    try:
        with reading(sources.database) as db:
            shut = set(unopened(db))
    except StationError:
        shut = set()  # the database has a line of its own
    found = survey_drafts(sources.drafts)
    shut = (shut | found.broken) & found.all
    measured = f"{len(found.all)}" + (f", {len(shut)} shut" if shut else "")
    return _line("storage", "CHK-DRAFTS", not shut and not found.strange, measured)


def _gone(sources: HealthSources) -> Iterator[DoctorLine]:
    try:
        count = sources.gone()
    except EXPECTED as error:
        yield DoctorLine("storage", "CHK-PACKETS-GONE", "fail", error.code)
        return
    if count:
        yield DoctorLine("storage", "CHK-PACKETS-GONE", "fail", str(count))


def _disk(folder: Path) -> DoctorLine:
    free = shutil.disk_usage(folder).free
    return _line("storage", "CHK-DISK", free >= LEAST_FREE_BYTES, f"{free / 1024**3:.1f} GiB")


def _until(certificate: Certificate) -> str:
    return f"{certificate.not_after:%d.%m.%Y}"


def _trying(area: str, code: str, look: Callable[[], str]) -> DoctorLine:
    """The finding of `look`; its typed error is the reason why it failed."""
    try:
        return DoctorLine(area, code, "pass", look())
    except EXPECTED as error:
        return DoctorLine(area, code, "fail", error.code)


def _line(area: str, code: str, good: bool, measured: str = "") -> DoctorLine:
    outcome: Outcome = "pass" if good else "fail"
    return DoctorLine(area, code, outcome, measured)
