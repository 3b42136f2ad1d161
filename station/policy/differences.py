"""What one policy says otherwise than the one before, as sentences for those who sign: by code and parameters."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from station.domain.errors import Problem
from station.policy import registry, rules, trusted
from station.policy.proof import SERVICES
from station.policy.registry import Registry, parse_registry
from station.policy.rules import parse_rules
from station.policy.service_differences import of_services
from station.policy.trusted import Trusted, parse_trusted

Flat: TypeAlias = Mapping[tuple[str, str], Mapping[str, str]]
"""What there is, by part and name, and what each says, by entry."""


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Problem]:
    """Of the files of two policies, by name of target. Each is a code with its parameters; those of services name the
    service in `service`. Raises as the parsers do."""
    yield from compare(_registry(before.get(registry.PART)), _registry(after.get(registry.PART)))
    yield from compare(_rules(before.get(rules.PART)), _rules(after.get(rules.PART)))
    yield from compare(_trusted(before.get(trusted.PART)), _trusted(after.get(trusted.PART)))
    yield from of_services(_services(before), _services(after))


def compare(before: Flat, after: Flat) -> Iterator[Problem]:
    for part, name in {**before, **after}:
        former, now = before.get((part, name)), after.get((part, name))
        if former is None or now is None:
            yield Problem("PUB-ADDED" if former is None else "PUB-REMOVED", {"part": part, "name": name})
            continue
        for entry in {**former, **now}:
            then, said = former.get(entry, "–"), now.get(entry, "–")
            if then != said:
                told = {"part": part, "name": name, "entry": entry, "before": then, "after": said}
                yield Problem("PUB-CHANGED", told)


def _registry(data: bytes | None) -> Flat:
    if data is None:
        return {}
    found: Registry = parse_registry(data)
    flat = {("marz", marz.id): _entries(marz.names) for marz in found.marzes}
    flat |= {("person", person.identifier): _entries(person.names) for person in found.people}
    for unit in found.units:
        flat["unit", unit.id] = _entries(unit, without={"id", "stations"})
        for station in unit.stations:
            place = f"{unit.id} / {station.id}"
            flat["station", place] = _entries(station, without={"id", "certificates", "desks"})
            flat |= {("certificate", f"{place} / {each[:16]}"): {} for each in station.certificates}
            flat |= {("desk", f"{place} / {desk.id}"): _entries(desk, without={"id"}) for desk in station.desks}
    return flat


def _rules(data: bytes | None) -> Flat:
    if data is None:
        return {}
    return {("rules", ""): _entries(parse_rules(data), without={"version", "issued"})}


def _trusted(data: bytes | None) -> Flat:
    if data is None:
        return {}
    found: Trusted = parse_trusted(data)
    lists = {
        ("list", each.authority[:40]): {"since": f"{each.this_update:%d.%m.%Y %H:%M}"}
        for each in found.revocation_lists()
    }
    named = {
        (kind, name): {"certificate": _digest(pem)}
        for kind, pems in found.certificates.items()
        for name, pem in pems.items()
    }
    sealing = {("sealing", ""): {"document": _digest(found.sealing)}} if found.sealing else {}
    return {**lists, **named, **sealing}


def _services(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(SERVICES): data for name, data in files.items() if name.startswith(SERVICES)}


def _digest(data: str | bytes) -> str:
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]


def _entries(value: object, without: frozenset[str] | set[str] = frozenset()) -> dict[str, str]:
    """By the way to each: `offline.grace_days`."""
    return dict(_walked(msgspec.to_builtins(value), "", without))


def _walked(value: Any, way: str, without: frozenset[str] | set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in without:
                yield from _walked(each, f"{way}.{name}" if way else name, without)
    elif isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
        for place, each in enumerate(value, 1):
            yield from _walked(each, f"{way}.{place}", without)
    elif isinstance(value, list | tuple):
        yield way, ", ".join(str(each) for each in value) or "–"
    elif value is not None:
        yield way, str(value)
