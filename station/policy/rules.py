"""The rules of work: modes, limits of working offline, thresholds of quality, who packets are sealed to."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, field

from station.domain.idle_lock import IdleLock
from station.domain.modes import PRACTISED
from station.domain.person import SCHEME
from station.domain.sample import Finger
from station.domain.web_address import is_web_address
from station.policy.decode import Id, Name, Sha256, Value, Version, decode
from station.policy.errors import ModeForbids, PolicyWrong

PART = "rules.json"
MOST_BYTES = 256 * 1024

Score: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
Ids: TypeAlias = Annotated[tuple[Id, ...], Meta(max_length=1000)]


class WorkMode(StrEnum):
    """In which mode a desk works; shown in the window, written into every packet."""

    NORMAL = "NORMAL"
    MOBILE = "MOBILE"
    MASS_INFLUX = "MASS_INFLUX"
    TRAINING = "TRAINING"
    EXAM = "EXAM"
    DIAGNOSTICS = "DIAGNOSTICS"
    ARCHIVE = "ARCHIVE"
    HAND_OVER = "HAND_OVER"

    @property
    def practises(self) -> bool:
        """Nobody is enrolled in earnest: sealed under the root of training."""
        return self.value in PRACTISED

    def admit(self) -> None:
        """Raises ModeForbids where nobody is enrolled."""
        if self in (WorkMode.DIAGNOSTICS, WorkMode.ARCHIVE, WorkMode.HAND_OVER):
            raise ModeForbids(mode=self.value)


class ModeOrder(Value, frozen=True):
    """From one day to another these units (all where none is named) work in a mode; `until` may be open, but not for
    mass influx, which ends by itself."""

    mode: WorkMode
    since: date
    until: date | None = None
    units: Ids = ()

    def covers(self, unit: str, day: date) -> bool:
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and (not self.units or unit in self.units)


class Offline(Value, frozen=True):
    """grace_days: how long the policy is followed after its end. most_waiting: packets without a receipt."""

    grace_days: Annotated[int, Meta(ge=0, le=90)]
    most_waiting: Annotated[int, Meta(ge=1, le=10_000)]


class Thresholds(Value, frozen=True):
    """finger: least NFIQ 2 score by finger (ISO/IEC 29794-4), as "right_index"; attempts at a slap.

    face: least score by measure of the portrait (ISO/IEC 29794-5), as "HeadPoseYaw". What is not named keeps the
    procedure's own threshold.
    """

    finger: Annotated[dict[Name, Score], Meta(max_length=10)] = field(default_factory=dict)
    finger_attempts: Annotated[int, Meta(ge=1, le=10)] | None = None
    face: Annotated[dict[Name, Score], Meta(max_length=50)] = field(default_factory=dict)

    def of_fingers(self) -> dict[Finger, int]:
        return {Finger[name.upper()]: score for name, score in self.finger.items()}


class Envelope(Value, frozen=True):
    """policy, number: name and least issue of the envelope policy in force (docs/packet.md). recipients: SHA-256 of
    the certificates packets are sealed to; where none is named, those installed."""

    policy: Id
    number: Version = 1
    recipients: Annotated[tuple[Sha256, ...], Meta(max_length=20)] = ()


class Pins(Value, frozen=True):
    """shortest: characters of a PIN of a key in a file; cards have rules of their own."""

    shortest: Annotated[int, Meta(ge=4, le=64)] = 8


class People(Value, frozen=True):
    """scheme: by which numbers people are told apart, as their certificates write it: "EI:AM", "IDCAM"."""

    scheme: Annotated[str, Meta(pattern=rf"\A{SCHEME}\Z")]


class Idle(Value, frozen=True):
    """minutes: after so many without a key or a touch the window locks by itself; volunteer_minutes: where somebody is
    signed in who is a volunteer and nothing else."""

    minutes: Annotated[int, Meta(ge=1, le=60)] = IdleLock.minutes
    volunteer_minutes: Annotated[int, Meta(ge=1, le=60)] = IdleLock.volunteer


class Drafts(Value, frozen=True):
    """oldest_days: after so many days an unfinished application is wiped. announced_days: on how many days before that
    it is shown as ending."""

    oldest_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    announced_days: Annotated[int, Meta(ge=1, le=30)] = 3


Half: TypeAlias = Annotated[tuple[Sha256, ...], Meta(min_length=2, max_length=16)]


class Recovery(Value, frozen=True):
    """Who opens the copies of a dead desk's drafts: one of the first half and one of the second together, never one
    alone. Each half: SHA-256 of the certificates of a person and their deputies."""

    first: Half
    second: Half


class TimeStamping(Value, frozen=True):
    """Who is asked for time-stamps of people's signatures. authority: http:// or https://, a token proves itself either
    way. patience_s: how long one signature waits for it at most."""

    authority: Annotated[str, Meta(max_length=500)]
    patience_s: Annotated[int, Meta(ge=1, le=10)] = 3

    @property
    def reachable(self) -> bool:
        """Whether it is an address that can be asked."""
        return is_web_address(self.authority)


class Rules(Value, frozen=True, omit_defaults=True):
    """What is as it is by default is not written: stations of version 0.1.0 know no `pins`, `people`, `drafts`,
    `recovery` and `time_stamps`."""

    version: Version
    issued: Annotated[datetime, Meta(tz=True)]
    offline: Offline
    envelope: Envelope
    thresholds: Thresholds = Thresholds()
    modes: Annotated[tuple[ModeOrder, ...], Meta(max_length=100)] = ()
    pins: Pins = Pins()
    people: People | None = None
    drafts: Drafts = Drafts()
    idle: Idle = Idle()
    recovery: Recovery | None = None
    time_stamps: TimeStamping | None = None

    def mode(self, unit: str, day: date) -> WorkMode:
        """The last order that covers the unit and the day; normal work where there is none."""
        return next((order.mode for order in reversed(self.modes) if order.covers(unit, day)), WorkMode.NORMAL)


def parse_rules(data: bytes) -> Rules:
    """Raises PolicyTooBig, PolicyWrong."""
    rules = decode(data, Rules, PART, MOST_BYTES)
    for fault in _faults(rules):
        raise PolicyWrong(part=PART, key=fault)
    return rules


def _faults(rules: Rules) -> Iterator[str]:
    fingers = {finger.name.lower() for finger in Finger}
    yield from (f"finger {name}" for name in rules.thresholds.finger if name not in fingers)
    for number, order in enumerate(rules.modes):
        if order.until is not None and order.until < order.since:
            yield f"until of mode {number}"
        if order.mode is WorkMode.MASS_INFLUX and order.until is None:
            yield f"until of mode {number}"
    if rules.time_stamps is not None and not rules.time_stamps.reachable:
        yield "authority of time_stamps"
    halves = rules.recovery
    if halves is not None and len({*halves.first, *halves.second}) < len(halves.first) + len(halves.second):
        yield "recovery"  # nobody stands in both, nor twice in one
