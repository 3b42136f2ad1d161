"""Plain files to the bytes that are signed: checked like a station would, canonical, with version and moment."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import rfc8785

from station.policy import registry, rules, trusted
from station.policy.decode import Value
from station.policy.errors import PolicyWrong
from station.policy.registry import Registry, parse_registry
from station.policy.rules import Rules, parse_rules
from station.policy.trusted import Trusted, parse_trusted


def policy_files(
    texts: Mapping[str, str], published: Mapping[str, bytes], at: datetime, trust: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """`texts`: "registry.toml" and "rules.toml"; trust: the entries of trust.json (`services.rollout.trust_in`), None
    for those that are published. A file that says the same as the published one stays as it is; one that does not gets
    the next version.

    Raises PolicyWrong(part, key), PolicyTooBig.
    """
    made: dict[str, bytes] = {}
    kinds: tuple[tuple[str, type[Registry | Rules]], ...] = ((registry.PART, Registry), (rules.PART, Rules))
    for name, kind in kinds:
        made[name] = _file(name, kind, _entries(name, texts), published.get(name), at)
    parse_registry(made[registry.PART])
    parse_rules(made[rules.PART])
    if trust is not None:
        made[trusted.PART] = _file(trusted.PART, Trusted, trust, published.get(trusted.PART), at)
        parse_trusted(made[trusted.PART])
    elif trusted.PART in published:
        made[trusted.PART] = published[trusted.PART]
    return made


def _entries(name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    try:
        return tomllib.loads(texts[name.replace(".json", ".toml")])
    except (ValueError, RecursionError):  # not the parser's alone: numbers of thousands of digits, lists in lists
        raise PolicyWrong(part=name, key="TOML") from None


def _file(
    name: str, kind: type[Registry | Rules | Trusted], entries: Mapping[str, Any], published: bytes | None, at: datetime
) -> bytes:
    before = msgspec.json.decode(published, type=kind) if published is not None else None
    if before is not None and _value(name, kind, entries, before.version, before.issued) == before and published:
        return published
    version = before.version + 1 if before is not None else 1
    return _bytes(_value(name, kind, entries, version, at.replace(microsecond=0)))


def _value(
    name: str, kind: type[Registry | Rules | Trusted], entries: Mapping[str, Any], version: int, at: datetime
) -> Value:
    try:
        return msgspec.convert({**entries, "version": version, "issued": at}, type=kind)
    except msgspec.ValidationError as error:
        raise PolicyWrong(part=name, key=str(error)) from None


def _bytes(value: Value) -> bytes:
    return rfc8785.dumps(msgspec.to_builtins(value))
