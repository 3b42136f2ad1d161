"""Reads the file of a profile: into a service, or into all of its faults. In two parts, since the second takes longer:
`read` its entries, then `examine` whether they and the conditions make sense together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from station.domain.errors import Problem
from station.profiles.checks import check
from station.profiles.decode import sections
from station.profiles.findings import Findings
from station.profiles.including import with_included
from station.profiles.schema import Profile
from station.profiles.service import Service
from station.toml import MOST_BYTES, NotToml, Toml, parse_toml


@dataclass(frozen=True)
class Loaded:
    """service: None where there are problems."""

    written: Toml
    service: Service | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Written:
    """The entries of a file. parts: those that could be read, by attribute of Profile. profile: None unless all
    could."""

    parts: Mapping[str, Any]
    findings: Findings
    profile: Profile | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.findings.by_line()


def read(data: bytes, name: str) -> Written:
    """Reads the entries and their types only. Pure; never raises. name: of the file, for the places of faults."""
    try:
        if len(data) > MOST_BYTES:
            raise NotToml(f"{name}:1")
        findings = Findings(parse_toml(data, name))
    except NotToml as error:
        findings = Findings(Toml(name))
        place = f"{name}:1" if error.place == name else error.place  # lists in lists: nobody says where
        findings.problems.append(Problem("PRF-001", retryable=False, field=place))
        return Written({}, findings, None)
    parts = sections(Profile, with_included(findings.written.entries, findings), findings)
    whole = not findings.problems and len(parts) == len(Profile.__struct_fields__)
    return Written(parts, findings, Profile(**parts) if whole else None)


def load(data: bytes, name: str) -> Loaded:
    """`read` and `examine` together. Pure; never raises. name: of the file, for the places of faults."""
    return examine(read(data, name))


def examine(written: Written) -> Loaded:
    """Whether the entries make sense together. Call it once for what was read: it adds to its findings. Never
    raises."""
    findings = written.findings
    rules = check(written.parts, findings) if written.parts else None
    if findings.problems or rules is None or written.profile is None:
        return Loaded(findings.written, None, written.problems)
    return Loaded(findings.written, Service(written.profile, rules))
