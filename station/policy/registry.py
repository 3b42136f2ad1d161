"""The organisation registry: marz -> unit -> station -> desk -> device, with opening days and closing dates.

Nothing is ever taken out of it: a closed unit stays, so that each packet ever sealed can be attributed by the
certificate of its station and its day. A station that moves stands in both units, each with its dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from station.policy.decode import Id, Name, Sha256, Value, Version, decode
from station.policy.errors import DeskUnknown, PolicyWrong, UnitClosed, UnitNotOpen, UnitShut

PART = "registry.json"
MOST_BYTES = 1024 * 1024
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Day: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Dates: TypeAlias = Annotated[tuple[date, ...], Meta(max_length=400)]
ServiceId: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,39}\Z")]  # as in its profile


class Names(Value, frozen=True):
    """What it is called in the languages of the window."""

    hy: Name
    ru: Name
    en: Name

    def by_language(self) -> dict[str, str]:
        return {"hy": self.hy, "ru": self.ru, "en": self.en}


class DeskEntry(Value, frozen=True, omit_defaults=True):
    """id: as `desk` in station.toml. names: shown in the place of `name`, in the language in use. devices: what is
    installed here, as `stationctl doctor` names it: an inventory."""

    id: Name
    name: Name
    devices: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()
    names: Names | None = None


class StationEntry(Value, frozen=True):
    """certificates: SHA-256 of each certificate the station ever had. since, until: first and last day in this unit."""

    id: Id
    certificates: Annotated[tuple[Sha256, ...], Meta(min_length=1, max_length=50)]
    desks: Annotated[tuple[DeskEntry, ...], Meta(min_length=1, max_length=100)]
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Unit(Value, frozen=True):
    """closes: the last day on which somebody may begin. also_open, shut: single days that differ from open_days.
    favourites: ids of the services that its first page offers first, in this order."""

    id: Id
    names: Names
    marz: Id
    opens: date
    open_days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)]
    stations: Annotated[tuple[StationEntry, ...], Meta(max_length=100)] = ()
    closes: date | None = None
    merged_into: Id | None = None
    also_open: Dates = ()
    shut: Dates = ()
    favourites: Annotated[tuple[ServiceId, ...], Meta(max_length=9)] = ()

    def admit(self, day: date) -> None:
        """Raises UnitNotOpen, UnitClosed, UnitShut when nobody may begin on `day`."""
        if day < self.opens:
            raise UnitNotOpen(day=_written(self.opens))
        if self.closes is not None and day > self.closes:
            raise UnitClosed(day=_written(self.closes))
        if day in self.also_open:
            return
        if day in self.shut or DAYS[day.weekday()] not in self.open_days:
            raise UnitShut(day=_written(day))


class Marz(Value, frozen=True):
    id: Id
    names: Names


class Person(Value, frozen=True):
    """What somebody who works here is called in the languages of the window; their certificate says it in one.
    identifier: as the certificate names them (`people.scheme` of the rules)."""

    identifier: Name
    names: Names


class Registry(Value, frozen=True, omit_defaults=True):
    version: Version
    issued: Annotated[datetime, Meta(tz=True)]
    marzes: Annotated[tuple[Marz, ...], Meta(min_length=1, max_length=100)]
    units: Annotated[tuple[Unit, ...], Meta(min_length=1, max_length=1000)]
    people: Annotated[tuple[Person, ...], Meta(max_length=5000)] = ()

    def place(self, certificate: str, day: date, desk: str | None = None) -> "Place":
        """Where the station with this certificate stood on `day`, closed or not. Raises DeskUnknown.

        desk: its id; None asks for the unit only, as one does of a packet.
        """
        for unit in self.units:
            for station in unit.stations:
                if certificate in station.certificates and station.covers(day):
                    return Place(unit, station, _desk(station, desk))
        raise DeskUnknown(desk=desk or "")


@dataclass(frozen=True)
class Place:
    unit: Unit
    station: StationEntry
    desk: DeskEntry | None


def parse_registry(data: bytes) -> Registry:
    """Raises PolicyTooBig, PolicyWrong."""
    registry = decode(data, Registry, PART, MOST_BYTES)
    for fault in _faults(registry):
        raise PolicyWrong(part=PART, key=fault)
    return registry


def removed(before: Registry, after: Registry) -> Iterator[tuple[str, str]]:
    """Unit and station that stood in `before` and are missing in `after`, or changed their certificate; a unit alone
    where the whole unit is missing. Old packets could no longer be attributed."""
    now = {unit.id: unit for unit in after.units}
    for unit in before.units:
        if unit.id not in now:
            yield unit.id, ""
            continue
        kept = {(station.id, each) for station in now[unit.id].stations for each in station.certificates}
        for station in unit.stations:
            yield from ((unit.id, station.id) for each in station.certificates if (station.id, each) not in kept)


def _faults(registry: Registry) -> Iterator[str]:
    marzes = [marz.id for marz in registry.marzes]
    units = [unit.id for unit in registry.units]
    yield from (f"marz {each} twice" for each in _twice(marzes))
    yield from (f"unit {each} twice" for each in _twice(units))
    yield from (f"people {each} twice" for each in _twice([person.identifier for person in registry.people]))
    held: dict[str, list[StationEntry]] = {}
    for unit in registry.units:
        if unit.marz not in marzes:
            yield f"marz of unit {unit.id}"
        if unit.merged_into is not None and (unit.merged_into not in units or unit.merged_into == unit.id):
            yield f"merged_into of unit {unit.id}"
        if unit.closes is not None and unit.closes < unit.opens:
            yield f"closes of unit {unit.id}"
        yield from (f"station {each} twice in unit {unit.id}" for each in _twice([s.id for s in unit.stations]))
        for station in unit.stations:
            yield from (f"desk {each} twice in station {station.id}" for each in _twice([d.id for d in station.desks]))
            for certificate in dict.fromkeys(station.certificates):
                if any(_overlap(station, other) for other in held.setdefault(certificate, [])):
                    yield f"certificate of station {station.id} in two places"
                held[certificate].append(station)


def _twice(ids: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            yield each
        seen.add(each)


def _overlap(one: StationEntry, other: StationEntry) -> bool:
    begin = max(one.since or date.min, other.since or date.min)
    return begin <= min(one.until or date.max, other.until or date.max)


def _desk(station: StationEntry, wanted: str | None) -> DeskEntry | None:
    if wanted is None:
        return None
    for desk in station.desks:
        if desk.id == wanted:
            return desk
    raise DeskUnknown(desk=wanted)


def _written(day: date) -> str:
    return f"{day:%d.%m.%Y}"
