"""The rules of work: modes, limits of working offline, thresholds of quality, who packets are sealed to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, field

from station.domain.idle_lock import IdleLock
from station.domain.modes import MODES, Mode, WorkMode
from station.domain.person import SCHEME
from station.domain.sample import Finger
from station.domain.web_address import is_web_address
from station.policy.decode import Id, Name, Sha256, Value, Version, decode
from station.policy.errors import PolicyWrong

PART = "rules.json"
MOST_BYTES = 256 * 1024

Score: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
Ids: TypeAlias = Annotated[tuple[Id, ...], Meta(max_length=1000)]


ServiceId: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,39}\Z")]


class ModeOrder(Value, frozen=True, omit_defaults=True):
    """From one day to another these units (all where none is named) work in a mode; `until` may be open, but not for
    mass influx, which ends by itself. The rest narrows or widens what the mode means by itself (station.domain.modes);
    stations of version 0.1.0 know none of it."""

    mode: WorkMode
    since: date
    until: date | None = None
    units: Ids = ()
    services: Annotated[tuple[ServiceId, ...], Meta(max_length=100)] = ()
    volunteers: bool | None = None
    most_waiting: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    oldest_days: Annotated[int, Meta(ge=1, le=3650)] | None = None

    def covers(self, unit: str, day: date) -> bool:
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and (not self.units or unit in self.units)

    @property
    def means(self) -> Mode:
        of_itself = MODES[self.mode]
        return replace(
            of_itself,
            volunteers=of_itself.volunteers if self.volunteers is None else self.volunteers,
            services=frozenset(self.services),
            until=self.until,
            most_waiting=self.most_waiting,
            oldest_days=self.oldest_days,
        )


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

    def mode(self, unit: str, day: date) -> Mode:
        """The last order that covers the unit and the day; normal work where there is none."""
        found = (order.means for order in reversed(self.modes) if order.covers(unit, day))
        return next(found, MODES[WorkMode.NORMAL])


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
        if order.mode is WorkMode.DIAGNOSTICS and order.volunteers:
            yield f"volunteers of mode {number}"
        if order.means.ends and order.until is None:
            yield f"until of mode {number}"
    if rules.time_stamps is not None and not rules.time_stamps.reachable:
        yield "authority of time_stamps"
    halves = rules.recovery
    if halves is not None and len({*halves.first, *halves.second}) < len(halves.first) + len(halves.second):
        yield "recovery"  # nobody stands in both, nor twice in one
