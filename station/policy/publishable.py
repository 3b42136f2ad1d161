"""What may be published after what: stations take no policy that lost something or went back."""

from collections.abc import Mapping

from station.domain.errors import ParamValue, Problem
from station.policy import registry, rules, trusted
from station.policy.proof import SERVICES
from station.policy.registry import parse_registry, removed
from station.policy.rules import parse_rules
from station.policy.trusted import older, parse_trusted
from station.texts import text_for


class PublicationWrong(Exception):
    """Not to be published: `problem` says why, in every language; the message does in English."""

    def __init__(self, code: str, **params: ParamValue) -> None:
        super().__init__(text_for(code, "en", params).happened)
        self.problem = Problem(code, params, retryable=False)


def demand_publishable(files: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
    """That `files` may follow what is published now: a file that changed has a higher version, and no unit, station or
    service is lost. now: by name; empty before the first publication.

    Raises PublicationWrong, PolicyWrong, PolicyTooBig, ProfilesWrong.
    """
    described = profiles_in(files)
    if set(files) - {trusted.PART} - {f"{SERVICES}{name}" for name in described} != {registry.PART, rules.PART}:
        raise PublicationWrong("PUBLISH-PARTS", registry=registry.PART, rules=rules.PART, trust=trusted.PART)
    new_registry, new_rules = parse_registry(files[registry.PART]), parse_rules(files[rules.PART])
    _demand_sound(described, profiles_in(now))
    if not now:
        return
    old_registry, old_rules = parse_registry(now[registry.PART]), parse_rules(now[rules.PART])
    versions = [
        (registry.PART, old_registry.version, new_registry.version),
        (rules.PART, old_rules.version, new_rules.version),
    ]
    if trusted.PART in now:
        if trusted.PART not in files:
            raise PublicationWrong("PUBLISH-LOST-PART", name=trusted.PART)
        old_trust, new_trust = parse_trusted(now[trusted.PART]), parse_trusted(files[trusted.PART])
        versions.append((trusted.PART, old_trust.version, new_trust.version))
        for number in older(old_trust, new_trust):
            raise PublicationWrong("PUBLISH-OLDER", name=trusted.PART, number=number)
    for name, old, new in versions:
        if new < old or (new == old and files[name] != now[name]):
            raise PublicationWrong("PUBLISH-VERSION", name=name, version=old)
    for unit, station in removed(old_registry, new_registry):
        if station:
            raise PublicationWrong("PUBLISH-LOST-STATION", unit=unit, station=station)
        raise PublicationWrong("PUBLISH-LOST-UNIT", unit=unit)


def profiles_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What describes services, by name of file."""
    return {name.removeprefix(SERVICES): data for name, data in files.items() if name.startswith(SERVICES)}


def _demand_sound(described: Mapping[str, bytes], before: Mapping[str, bytes]) -> None:
    """Raises ProfilesWrong. A demonstration publishes none at each start, and loads nothing for it."""
    if not described and not before:
        return
    from station.profiles import load
    from station.profiles.laws import is_laws
    from station.profiles.library import wrong
    from station.profiles.naming import name_faults
    from station.profiles.published import publishable
    from station.profiles.reach import reach_faults
    from station.profiles.slips import slip_faults

    new = [load(data, name) for name, data in described.items() if name not in before and not is_laws(name)]
    problems = publishable(described, before) or (*reach_faults(new), *name_faults(new), *slip_faults(new))
    if problems:
        raise wrong(problems)
