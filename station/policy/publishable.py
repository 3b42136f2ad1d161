"""What may be published after what: stations take no policy that lost something or went back."""

from collections.abc import Mapping

from station.policy import registry, rules, trusted
from station.policy.proof import SERVICES
from station.policy.registry import parse_registry, removed
from station.policy.rules import parse_rules
from station.policy.trusted import older, parse_trusted


class PublicationWrong(Exception):
    """Not to be published; the message says why."""


def demand_publishable(files: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
    """That `files` may follow what is published now: a file that changed has a higher version, and no unit, station or
    service is lost. now: by name; empty before the first publication.

    Raises PublicationWrong, PolicyWrong, PolicyTooBig, ProfilesWrong.
    """
    described = profiles_in(files)
    if set(files) - {trusted.PART} - {f"{SERVICES}{name}" for name in described} != {registry.PART, rules.PART}:
        raise PublicationWrong(f"a policy is {registry.PART} and {rules.PART}, and may have {trusted.PART}")
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
            raise PublicationWrong(f"{trusted.PART} is missing: stations do not take a policy that lost it")
        old_trust, new_trust = parse_trusted(now[trusted.PART]), parse_trusted(files[trusted.PART])
        versions.append((trusted.PART, old_trust.version, new_trust.version))
        for part in older(old_trust, new_trust):
            raise PublicationWrong(f"{trusted.PART}: {part} is older than the published one")
    for name, old, new in versions:
        if new < old or (new == old and files[name] != now[name]):
            raise PublicationWrong(f"{name}: the version must grow beyond {old}")
    for lost in removed(old_registry, new_registry):
        raise PublicationWrong(f"{lost} is missing: close it, its packets must stay attributable")


def profiles_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What describes services, by name of file."""
    return {name.removeprefix(SERVICES): data for name, data in files.items() if name.startswith(SERVICES)}


def _demand_sound(described: Mapping[str, bytes], before: Mapping[str, bytes]) -> None:
    """Raises ProfilesWrong. A demonstration publishes none at each start, and loads nothing for it."""
    if not described and not before:
        return
    from station.profiles import load
    from station.profiles.library import wrong
    from station.profiles.naming import name_faults
    from station.profiles.published import publishable
    from station.profiles.reach import reach_faults

    new = [load(data, name) for name, data in described.items() if name not in before]
    problems = publishable(described, before) or (*reach_faults(new), *name_faults(new))
    if problems:
        raise wrong(problems)
