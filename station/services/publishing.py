"""From a folder of plain files to what is published: registry, rules, trust, services. At the State's office."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from station.domain.errors import Problem
from station.policy.from_toml import policy_files
from station.policy.proof import SERVICES
from station.policy.publishable import profiles_in
from station.policy.trusted import PART, parse_trusted
from station.profiles import faults_in, load
from station.profiles.kinds import lacking
from station.profiles.laws import LawsRead, is_laws, laws_name, read_laws
from station.profiles.library import built_in_texts, wrong
from station.profiles.load import Loaded
from station.profiles.published import file_name, publishable, services
from station.services.rollout import demand_whole, trust_in
from station.steps.base import FieldsMissing
from station.steps.table import plan_of
from station.toml import MOST_BYTES, read_toml
from station.workflow.slaps import FingerRules

FILES = ("registry.toml", "rules.toml")
_TRUST, _PROFILES = "trust", "profiles"


def files_in(folder: Path, published: Mapping[str, bytes], at: datetime) -> dict[str, bytes]:
    """By name of target. published: what is published now; a service that the folder does not hold stays as it is, and
    so do registry and rules where it holds services alone.

    Raises PolicyWrong, PolicyTooBig, ProfilesWrong, NotToml, OSError.
    """
    made = dict(published)
    if not published or not _services_alone(folder):
        texts = {name: read_toml(folder / name).text for name in FILES}
        made = policy_files(texts, published, at, trust_in(folder / _TRUST))
    if PART in made:
        demand_whole(parse_trusted(made[PART]))
    problems = service_faults(folder)
    if problems:
        raise wrong(problems)
    kept = {name: data for name, data in published.items() if name.startswith(SERVICES)}
    return {**made, **kept, **dict(_services(folder))}


def _services_alone(folder: Path) -> bool:
    """Whether nothing but services lies there: one of the others without the rest is a mistake."""
    return (folder / _PROFILES).is_dir() and not any((folder / name).exists() for name in (*FILES, _TRUST))


def service_faults(folder: Path) -> tuple[Problem, ...]:
    """Each fault of the profiles in the folder, by their own files and lines."""
    read = _read(folder)
    loaded = [each for each, _ in read]
    laws = (problem for each, _ in _laws(folder) for problem in each.problems)
    return (*_strays(folder), *laws, *faults_in(loaded), *walk_faults(loaded), *_of_the_program(read))


def faults_beside(files: Mapping[str, bytes], published: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Of services that are to be published, each beside the others and those published until now."""
    return publishable(profiles_in(files), profiles_in(published))


def _strays(folder: Path) -> Iterator[Problem]:
    """What lies among the profiles and would not be read; hidden files are no person's."""
    for file in sorted((folder / _PROFILES).glob("[!.]*")):
        if file.suffix != ".toml":
            yield Problem("PRF-100", retryable=False, field=file.name)


def _of_the_program(read: Iterable[tuple[Loaded, bytes]]) -> Iterator[Problem]:
    """A version that the program has, saying something else: whoever began with that one would go on with this."""
    own = built_in_texts()
    known = [(service.profile.id, service.profile.version) for service in services(own)]
    for loaded, data in read:
        if loaded.service is None or data in own.values():
            continue
        profile = loaded.service.profile
        if (profile.id, profile.version) in known:
            place = loaded.written.place("version")
            said: dict[str, str | int | float] = {"service": profile.id, "version": profile.version}
            yield Problem("PRF-109", said, retryable=False, field=place)


def walk_faults(loaded: Iterable[Loaded]) -> Iterator[Problem]:
    """Of files without a fault of their own: a step that lacks a field which its kind needs."""
    for each in loaded:
        if each.service is None or lacking(each.service.profile):  # it is not offered: nobody walks it
            continue
        try:
            plan_of(each.service, FingerRules({}))
        except FieldsMissing as error:
            steps = [step.id for step in each.service.profile.steps]
            place = each.written.place("steps", steps.index(str(error.params["step"])))
            yield Problem("PRF-108", error.params, retryable=False, field=place)


def _services(folder: Path) -> Iterator[tuple[str, bytes]]:
    for read, data in _laws(folder):
        if read.laws is not None:
            yield f"{SERVICES}{laws_name(read.laws)}", data
    for loaded, data in _read(folder):
        if loaded.service is not None:
            yield f"{SERVICES}{file_name(loaded.service.profile)}", data


def _read(folder: Path) -> list[tuple[Loaded, bytes]]:
    """`profiles/*.toml`, however they are called: what they are published as, their id and version say."""
    return [(load(data, name), data) for name, data in _texts(folder) if not is_laws(name)]


def _laws(folder: Path) -> list[tuple[LawsRead, bytes]]:
    """Beside them, the days of laws."""
    return [(read_laws(data, name), data) for name, data in _texts(folder) if is_laws(name)]


def _texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted((folder / _PROFILES).glob("*.toml")):
        with file.open("rb") as opened:
            yield file.name, opened.read(MOST_BYTES + 1)
