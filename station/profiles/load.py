"""A file to a service, or to every fault in it."""

from dataclasses import dataclass

from msgspec.structs import fields

from station.domain.errors import Problem
from station.profiles.checks import check
from station.profiles.decode import sections
from station.profiles.findings import Findings
from station.profiles.schema import Profile
from station.profiles.service import Service
from station.toml import MOST_BYTES, NotToml, Toml, parse_toml


@dataclass(frozen=True)
class Loaded:
    """service: None where there are problems."""

    written: Toml
    service: Service | None
    problems: tuple[Problem, ...] = ()


def load(data: bytes, name: str) -> Loaded:
    """Pure; never raises. name: of the file, for the places of faults."""
    try:
        if len(data) > MOST_BYTES:
            raise NotToml(f"{name}:1")
        written = parse_toml(data, name)
    except NotToml as error:
        return Loaded(Toml(name), None, (Problem("PRF-001", retryable=False, field=error.place),))
    findings = Findings(written)
    parts = sections(Profile, written.entries, findings)
    rules = check(parts, findings)
    if findings.problems or rules is None or len(parts) < len(fields(Profile)):
        return Loaded(written, None, findings.by_line())
    return Loaded(written, Service(Profile(**parts), rules))
