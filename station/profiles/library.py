"""Which services there are, each in its versions. Each file is read when it is asked for and not before: sixteen of
them would cost a tenth of a second, and a visit asks for one."""

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
    """Services by id and day. What it holds was examined before it came here: as a whole by who took it from policy
    (`published`), or by the tests of this program. It says so all the same where a file is wrong after all."""

    def __init__(self, texts: Mapping[str, bytes], former: Mapping[str, bytes] | None = None) -> None:
        """texts: by name of file, `id_card.toml` or `id_card@2.toml`. former: by which nobody begins any more; what was
        begun by one is finished."""
        self._files = _by_service(texts)
        self._former = _by_service(former or {})

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def versions(self, service_id: str) -> tuple[Profile, ...]:
        """The lowest first. Raises ServiceUnknown, ProfilesWrong."""
        return tuple(file.profile for file in self._of(service_id))

    def service(self, service_id: str, day: date) -> Service:
        """The version that holds on `day`, of the application. Raises ServiceUnknown, ServiceNotInForce,
        ProfilesWrong."""
        for file in self._of(service_id):
            if file.profile.in_force.covers(day):
                return file.service
        raise ServiceNotInForce(service=service_id, day=day.isoformat())

    def begun(self, service_id: str, version: int) -> Service:
        """The version that somebody began with, whatever the day. Raises ServiceUnknown, ProfilesWrong."""
        for file in (*self._files.get(service_id, ()), *self._former.get(service_id, ())):
            if file.profile.version == version:
                return file.service
        raise ServiceUnknown(service=f"{service_id}@{version}")

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
    """The id that the name of a file says: before its version, or before its ending."""
    return name.removesuffix(".toml").partition("@")[0]


def wrong(problems: Sequence[Problem]) -> ProfilesWrong:
    """Of at least one fault."""
    return ProfilesWrong(count=len(problems), place=problems[0].field, fault=problems[0].code)


def faults_in(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Of each file, and between the versions of one service: no day has two of them, and the later is the higher."""
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
    """Those that come with the program, by name of file."""
    folder = files(__package__).joinpath("data")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}


@cache
def built_in() -> Library:
    return Library(built_in_texts())
