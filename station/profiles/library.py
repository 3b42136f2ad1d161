"""Which services there are, each in its versions: those that come with the program, until others take their place."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from station.domain.errors import Problem
from station.profiles.errors import ProfilesWrong, ServiceNotInForce, ServiceUnknown
from station.profiles.load import Loaded, load
from station.profiles.service import Service


class Library:
    """Services by id and day. What it holds was found without fault; what has one changes nothing."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        """Raises ProfilesWrong."""
        self._versions: Mapping[str, tuple[Service, ...]] = {}
        self.replace(texts)

    def replace(self, texts: Mapping[str, bytes]) -> None:
        """Take these profiles, by name of file, in the place of all. Raises ProfilesWrong; then nothing has changed."""
        loaded = [load(data, name) for name, data in texts.items()]
        problems = faults_in(loaded)
        if problems:
            raise ProfilesWrong(count=len(problems), place=problems[0].field)
        versions: dict[str, list[Service]] = defaultdict(list)
        for each in loaded:
            if each.service is not None:
                versions[each.service.profile.id].append(each.service)
        self._versions = {name: tuple(services) for name, services in versions.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._versions))

    def service(self, service_id: str, day: date) -> Service:
        """The version that holds on `day`. Raises ServiceUnknown, ServiceNotInForce."""
        versions = self._versions.get(service_id)
        if versions is None:
            raise ServiceUnknown(service=service_id)
        for service in versions:
            if service.profile.in_force.covers(day):
                return service
        raise ServiceNotInForce(service=service_id, day=day.isoformat())


def faults_in(loaded: list[Loaded]) -> tuple[Problem, ...]:
    """Of each file, and between the versions of one service: no day has two of them, and the later is the higher."""
    return (*(problem for each in loaded for problem in each.problems), *_between(loaded))


def _between(loaded: list[Loaded]) -> list[Problem]:
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


@cache
def built_in() -> Library:
    """Read when first asked for: nothing on the way to the first window needs it."""
    folder = files(__package__).joinpath("data")
    return Library({file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")})
