"""Profiles as signed policy carries them: one file a version, named by service and version, `id_card@2.toml`; beside
them, in the same way, the days of laws that versions wait for, `laws@2.toml`.

What was published stays: drafts are finished by the version with which they were begun. In a published version only the
day on which it ends may be changed.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from station.domain.errors import Problem
from station.profiles.laws import LawsRead, is_laws, laws_name, read_laws
from station.profiles.library import faults_in
from station.profiles.load import Loaded, load
from station.profiles.schema import Profile
from station.profiles.service import Service


def file_name(profile: Profile) -> str:
    return f"{profile.id}@{profile.version}.toml"


def publishable(texts: Mapping[str, bytes], before: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Every fault of profiles that are to be published. texts: all of them; before: those published until now; both by
    name of file. Pure."""
    loaded = [load(data, name) for name, data in texts.items() if not is_laws(name)]
    laws = [read_laws(data, name) for name, data in texts.items() if is_laws(name)]
    return (
        *faults_in(loaded),
        *(problem for each in laws for problem in each.problems),
        *_misnamed(loaded),
        *_laws_misnamed(laws),
        *_changed(loaded, texts, before),
    )


def services(texts: Mapping[str, bytes]) -> tuple[Service, ...]:
    """The services of the files without a fault, sorted by id and version."""
    loaded = [load(data, name) for name, data in texts.items() if not is_laws(name)]
    sound = [each.service for each in loaded if each.service is not None]
    return tuple(sorted(sound, key=lambda each: (each.profile.id, each.profile.version)))


def _misnamed(loaded: list[Loaded]) -> Iterator[Problem]:
    for each in loaded:
        if each.service is not None and each.written.name != file_name(each.service.profile):
            yield _fault("PRF-080", each, "id", wanted=file_name(each.service.profile))


def _laws_misnamed(laws: list[LawsRead]) -> Iterator[Problem]:
    for each in laws:
        if each.laws is not None and each.written.name != laws_name(each.laws):
            place = each.written.place("version")
            yield Problem("PRF-080", {"wanted": laws_name(each.laws)}, retryable=False, field=place)


def _changed(loaded: list[Loaded], texts: Mapping[str, bytes], before: Mapping[str, bytes]) -> Iterator[Problem]:
    now = {each.written.name: each for each in loaded}
    for name, former in before.items():
        if name not in texts:
            yield Problem("PRF-081", {"name": name}, retryable=False, field=f"{name}:1")
        elif texts[name] != former and is_laws(name):
            yield Problem("PRF-121", {"name": name}, retryable=False, field=f"{name}:1")
        elif texts[name] != former:
            then, each = load(former, name).service, now[name]
            if then is not None and each.service is not None and _but_the_end(then) != _but_the_end(each.service):
                yield _fault("PRF-082", each, "version", version=each.service.profile.version)


def _but_the_end(service: Service) -> Profile:
    return replace(service.profile, in_force=replace(service.profile.in_force, until=None))


def _fault(code: str, of: Loaded, entry: str, **params: int | str) -> Problem:
    return Problem(code, params, retryable=False, field=of.written.place(entry))
