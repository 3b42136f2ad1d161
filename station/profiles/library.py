"""Which services there are, each in its versions. A file is read when its service is first asked for: reading all
sixteen would take a tenth of a second, and a visit needs one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from station.domain.dates import format_date
from station.domain.errors import Problem
from station.profiles.errors import ProfilesWrong, ServiceNotInForce, ServiceOver, ServiceUnknown, ServiceWaits
from station.profiles.laws import Days, days_of, is_laws, own_days
from station.profiles.load import Loaded, Written, examine, read
from station.profiles.schema import Profile
from station.profiles.service import Service


class Library:
    """Services by id and day. Its files were checked before: those of policy when they were taken (`published`), those
    of the program by its tests. A file that is wrong all the same raises ProfilesWrong."""

    def __init__(
        self, texts: Mapping[str, bytes], former: Mapping[str, bytes] | None = None, own: Days | None = None
    ) -> None:
        """texts: contents by name of file, `id_card.toml`, `id_card@2.toml` or `laws@2.toml`. former: the same of
        versions no longer in force: nothing new is begun with them, but drafts begun with them are finished. own: days
        of laws where `texts` have none; None: those of a demonstration."""
        self._texts = texts
        self._own = own_days(demonstration=True) if own is None else own
        self._files = _by_service(texts)
        self._former = _by_service(former or {})

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    @cached_property
    def days(self) -> Days:
        """Of laws that are set."""
        return days_of(self._texts.items(), self._own)

    def under(self, days: Days) -> "Library":
        """The same services where other days are set."""
        other = copy(self)
        other.days = days
        return other

    def versions(self, service_id: str) -> tuple[Profile, ...]:
        """All versions of a service, the lowest first. Raises ServiceUnknown, ProfilesWrong."""
        return tuple(file.profile for file in self._of(service_id))

    def spans(self, service_id: str) -> tuple[tuple[Profile, date | None, date | None], ...]:
        """Each version with the first and the last day on which it counts: a newer one ends it by beginning. No days
        where it never counts. Raises as `versions`."""
        found: list[tuple[Profile, date | None, date | None]] = []
        next_first: date | None = None
        for profile in reversed(self.versions(service_id)):
            first, until = profile.in_force.first(self.days), profile.in_force.until
            if next_first is not None and (until is None or until >= next_first):
                until = next_first - timedelta(days=1)
            counts = first is not None and (until is None or first <= until)
            found.append((profile, first, until) if counts else (profile, None, None))
            next_first = min((day for day in (first, next_first) if day is not None), default=None)
        return tuple(reversed(found))

    def service(self, service_id: str, day: date) -> Service:
        """The version in force on `day`, the day of the application. Raises ServiceUnknown, ServiceNotInForce
        (ServiceOver, ServiceWaits), ProfilesWrong."""
        return self._holding(service_id, day).service

    def profile(self, service_id: str, day: date) -> Profile:
        """The same, without a look at its conditions. Raises as `service`."""
        return self._holding(service_id, day).profile

    def begun(self, service_id: str, version: int) -> Service:
        """The version with which a draft was begun, in force today or not. Raises ServiceUnknown, ProfilesWrong."""
        for file in (*self._files.get(service_id, ()), *self._former.get(service_id, ())):
            if file.profile.version == version:
                return file.service
        raise ServiceUnknown(service=f"{service_id}@{version}")

    def last(self, service_id: str, day: date) -> Profile:
        """The newest version that has begun, also where it is over: what belongs to an earlier packet of the service
        comes all the same. Raises as `profile`, but ServiceOver."""
        return self._last(service_id, day).profile

    def _holding(self, service_id: str, day: date) -> "_File":
        """The newest that has begun. Where that is over nothing holds: a former version does not come back."""
        last = self._last(service_id, day)
        until = last.profile.in_force.until
        if until is not None and until < day:
            raise ServiceOver(service=service_id, until=format_date(until))
        return last

    def _last(self, service_id: str, day: date) -> "_File":
        files = self._of(service_id)
        begun = [file for file in files if _has_begun(file.profile, day, self.days)]
        if begun:
            return begun[-1]
        waits_for = files[0].profile.in_force.day
        if waits_for is not None and waits_for not in self.days:
            raise ServiceWaits(service=service_id, law=waits_for)
        raise ServiceNotInForce(service=service_id, day=day.isoformat())

    def _of(self, service_id: str) -> list["_File"]:
        found = self._files.get(service_id)
        if found is None:
            raise ServiceUnknown(service=service_id)
        return sorted(found, key=lambda file: file.profile.version)


class _File:
    """One version as a file. Raises ProfilesWrong where it cannot be read."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    @cached_property
    def _written(self) -> Written:
        return read(self._data, self._name)

    @property
    def profile(self) -> Profile:
        if self._written.profile is None:
            raise wrong(self._written.problems)
        return self._written.profile

    @cached_property
    def service(self) -> Service:
        loaded = examine(self._written)
        if loaded.service is None:
            raise wrong(loaded.problems)
        return loaded.service


def _has_begun(profile: Profile, day: date, days: Days) -> bool:
    first = profile.in_force.first(days)
    return first is not None and first <= day


def _by_service(texts: Mapping[str, bytes]) -> Mapping[str, Sequence[_File]]:
    held: dict[str, list[_File]] = defaultdict(list)
    for name, data in texts.items():
        if is_laws(name):
            continue
        held[service_in(name)].append(_File(name, data))
    return held


def service_in(name: str) -> str:
    """The id of the service in the name of a file: `id_card` of `id_card@2.toml`."""
    return name.removesuffix(".toml").partition("@")[0]


def wrong(problems: Sequence[Problem]) -> ProfilesWrong:
    """The error for these faults. problems: at least one."""
    return ProfilesWrong(count=len(problems), place=problems[0].field, fault=problems[0].code)


def faults_in(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Faults in each file and between files: two versions of a service in force on one day, or a later one with no
    higher number. One that waits for a day of the law ends the former by beginning, whenever that is; so does one with
    the same last day, for that is the end of the service."""
    every = tuple(loaded)
    return (*(problem for each in every for problem in each.problems), *_between(every))


def _between(loaded: Sequence[Loaded]) -> list[Problem]:
    found = []
    sound = [(each, each.service.profile) for each in loaded if each.service is not None]
    sound.sort(key=lambda pair: (pair[1].id, pair[1].in_force.since, pair[1].version))
    for (_, earlier), (file, later) in pairwise(sound):
        if earlier.id != later.id:
            continue
        until, day = earlier.in_force.until, later.in_force.day
        after = earlier.in_force.since < later.in_force.since
        ends_both = after and until is not None and until == later.in_force.until
        if day is None and not ends_both and (until is None or later.in_force.since <= until):
            found.append(_fault("PRF-061", file, other=earlier.version, service=later.id))
        elif later.version <= earlier.version:
            found.append(_fault("PRF-059", file, other=earlier.version, service=later.id))
    return found


def _fault(code: str, file: Loaded, **params: int | str) -> Problem:
    return Problem(code, params, retryable=False, field=file.written.place("in_force", "since"))


def built_in_texts() -> dict[str, bytes]:
    """Contents of the profiles that come with the program, by name of file."""
    folder = files(__package__).joinpath("data")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}


@cache
def built_in() -> Library:
    """All of the program, as a demonstration has it."""
    return Library(built_in_texts())
