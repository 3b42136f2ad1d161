"""Which services there are, each in its versions. A file is read when its service is first asked for: reading all
sixteen would take a tenth of a second, and a visit needs one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from station.domain.errors import Problem
from station.profiles.errors import ProfilesWrong, ServiceNotInForce, ServiceUnknown
from station.profiles.load import Loaded, Written, examine, read
from station.profiles.schema import Profile
from station.profiles.service import Service


class Library:
    """Services by id and day. Its files were checked before: those of policy when they were taken (`published`), those
    of the program by its tests. A file that is wrong all the same raises ProfilesWrong."""

    def __init__(self, texts: Mapping[str, bytes], former: Mapping[str, bytes] | None = None) -> None:
        """texts: contents by name of file, `id_card.toml` or `id_card@2.toml`. former: the same of versions that are no
        longer in force: nothing new is begun with them, but drafts begun with them are finished."""
        self._files = _by_service(texts)
        self._former = _by_service(former or {})

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def versions(self, service_id: str) -> tuple[Profile, ...]:
        """All versions of a service, the lowest first. Raises ServiceUnknown, ProfilesWrong."""
        return tuple(file.profile for file in self._of(service_id))

    def service(self, service_id: str, day: date) -> Service:
        """The version in force on `day`, the day of the application. Raises ServiceUnknown, ServiceNotInForce,
        ProfilesWrong."""
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

    def _holding(self, service_id: str, day: date) -> "_File":
        for file in self._of(service_id):
            if file.profile.in_force.covers(day):
                return file
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


def _by_service(texts: Mapping[str, bytes]) -> Mapping[str, Sequence[_File]]:
    held: dict[str, list[_File]] = defaultdict(list)
    for name, data in texts.items():
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
    higher number."""
    every = tuple(loaded)
    return (*(problem for each in every for problem in each.problems), *_between(every))


def _between(loaded: Sequence[Loaded]) -> list[Problem]:
    found = []
    sound = [(each, each.service.profile) for each in loaded if each.service is not None]
    sound.sort(key=lambda pair: (pair[1].id, pair[1].in_force.since))
    for (_, earlier), (file, later) in pairwise(sound):
        if earlier.id != later.id:
            continue
        if earlier.in_force.covers(later.in_force.since):
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
    return Library(built_in_texts())
