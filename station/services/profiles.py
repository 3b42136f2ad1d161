"""What describes the services of this desk: which version is in force, from where it came, since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from station.domain.errors import Problem, StationError
from station.policy.in_force import ProfilesInForce
from station.services.views import DoctorLine

if TYPE_CHECKING:
    from station.profiles import Library


@dataclass(frozen=True)
class ProfileRow:
    """One version of one service. since, until: first and last day on which it counts; None: no such day. waits: the
    day of a law that is not set, before which it does not begin. taken_at: when this desk took it from policy; None for
    the program's own. holds: whether it is the one for applications of today. lacks: kinds of its steps that this
    program does not have: it is not offered."""

    service: str
    version: int
    since: date | None
    until: date | None
    waits: str
    taken_at: datetime | None
    holds: bool
    lacks: tuple[str, ...]


def library_of(profiles: ProfilesInForce | None) -> "Library":
    """Raises DiskFull, DiskFailed, FileTrouble."""
    from station.profiles import built_in

    return profiles.library() if profiles is not None else built_in()


def profile_rows(profiles: ProfilesInForce | None, day: date) -> Iterator[ProfileRow]:
    """Each version of each service. Raises as `library_of`, and ProfilesWrong."""
    import station.profiles  # noqa: F401  # whole before any part of it: another thread may be reading it
    from station.profiles.kinds import lacking
    from station.profiles.library import service_in

    library = library_of(profiles)
    taken = profiles.taken() if profiles is not None else None
    of_policy = {service_in(name) for name in taken.texts} if taken is not None else set()
    for service in library.ids:
        taken_at = taken.taken_at if taken is not None and service in of_policy else None
        held = _held(library, service, day)
        for profile, since, until in library.spans(service):
            law = profile.in_force.day
            waits = law if law is not None and law not in library.days else ""
            holds = profile.version == held
            yield ProfileRow(service, profile.version, since, until, waits, taken_at, holds, lacking(profile))


def _held(library: "Library", service: str, day: date) -> int:
    """Number of the version that counts on that day; 0 where none does."""
    from station.profiles import ServiceNotInForce

    try:
        return library.profile(service, day).version
    except ServiceNotInForce:
        return 0


@dataclass(frozen=True)
class LawDay:
    """taken_at: as of a profile."""

    law: str
    day: date
    taken_at: datetime | None


def law_days(profiles: ProfilesInForce | None) -> tuple[LawDay, ...]:
    """The days of laws that are set. Raises as `library_of`."""
    import station.profiles  # noqa: F401  # as above
    from station.profiles.laws import is_laws

    library = library_of(profiles)
    taken = profiles.taken() if profiles is not None else None
    taken_at = taken.taken_at if taken is not None and any(is_laws(name) for name in taken.texts) else None
    return tuple(LawDay(law, day, taken_at) for law, day in sorted(library.days.items()))


def profile_faults(profiles: ProfilesInForce) -> tuple[Problem, ...]:
    """Of what policy brings now and was not taken. Raises as `library_of`."""
    return profiles.taken().problems


def profile_lines(profiles: ProfilesInForce | None, day: date) -> tuple[DoctorLine, ...]:
    try:
        rows = [row for row in profile_rows(profiles, day) if row.holds]
    except StationError as error:
        return (DoctorLine("services", "CHK-SERVICES", "fail", error.code),)
    lines = [DoctorLine("services", "CHK-SERVICES", "pass" if rows else "fail", _versions(rows))]
    taken = next((row.taken_at for row in rows if row.taken_at is not None), None)
    if taken is not None:
        lines.append(DoctorLine("services", "CHK-SERVICES-POLICY", "pass", f"{taken.astimezone():%d.%m.%Y %H:%M}"))
    problem = profiles.problem if profiles is not None else None
    if problem is not None:
        measured = f"{problem.params['place']} {problem.params['fault']}"
        lines.append(DoctorLine("services", "CHK-SERVICES-TAKEN", "fail", measured))
    return tuple(lines)


def _versions(rows: list[ProfileRow]) -> str:
    return ", ".join(f"{row.service} {row.version}" for row in rows)
