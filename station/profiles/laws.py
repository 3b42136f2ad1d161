"""From which days laws hold: days with a name, for which versions of services wait. One file for all services, so that
a day is set in one place; a day that the file lacks has not come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, TypeAlias

from msgspec import Meta

from station.domain.errors import Problem
from station.profiles.decode import sections
from station.profiles.findings import Findings
from station.profiles.schema import Entry, Id
from station.toml import MOST_BYTES, NotToml, Toml, parse_toml

Days: TypeAlias = Mapping[str, date]
"""By name, as `id_law_from`."""
LAWS = "laws"
"""In the place of a service, in the name of such a file: `laws@2.toml`."""


class Laws(Entry, frozen=True, kw_only=True):
    """days: those that are set. What was published stays; the highest version counts."""

    version: Annotated[int, Meta(ge=1, le=9999)]
    days: dict[Id, date]


@dataclass(frozen=True)
class LawsRead:
    """laws: None where there are problems."""

    written: Toml
    laws: Laws | None
    problems: tuple[Problem, ...] = ()


def is_laws(name: str) -> bool:
    """Whether a file of that name says days, and describes no service."""
    return name.removesuffix(".toml").partition("@")[0] == LAWS


def laws_name(laws: Laws) -> str:
    return f"{LAWS}@{laws.version}.toml"


def read_laws(data: bytes, name: str) -> LawsRead:
    """Pure; never raises. name: of the file, for the places of faults."""
    try:
        if len(data) > MOST_BYTES:
            raise NotToml(f"{name}:1")
        findings = Findings(parse_toml(data, name))
    except NotToml as error:
        place = f"{name}:1" if error.place == name else error.place
        return LawsRead(Toml(name), None, (Problem("PRF-001", retryable=False, field=place),))
    parts = sections(Laws, findings.written.entries, findings)
    if findings.problems:
        return LawsRead(findings.written, None, findings.by_line())
    return LawsRead(findings.written, Laws(**parts))


def days_of(texts: Iterable[tuple[str, bytes]], own: Days) -> Days:
    """Of the newest such file, by name and contents; `own` where there is none. They were examined before: one with a
    fault says nothing."""
    found = [read_laws(data, name).laws for name, data in texts if is_laws(name)]
    newest = max((each for each in found if each is not None), key=lambda each: each.version, default=None)
    return own if newest is None else newest.days


@cache
def own_days(*, demonstration: bool) -> Days:
    """Of this program: in earnest only what is known, in a demonstration all."""
    name = f"{LAWS}_of_demonstration.toml" if demonstration else f"{LAWS}.toml"
    data = files(__package__).joinpath(name).read_bytes()
    return Laws(**sections(Laws, parse_toml(data, name).entries, Findings(Toml(name)))).days
