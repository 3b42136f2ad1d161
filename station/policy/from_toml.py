"""Plain TOML files to the bytes that are signed: checked like a station would, canonical, with version and moment."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import rfc8785

from station.policy import registry, rules
from station.policy.decode import Value
from station.policy.errors import PolicyWrong
from station.policy.registry import Registry, parse_registry
from station.policy.rules import Rules, parse_rules


def policy_files(texts: Mapping[str, str], published: Mapping[str, bytes], at: datetime) -> dict[str, bytes]:
    """`texts`: "registry.toml" and "rules.toml". A file that says the same as the published one stays as it is; one
    that does not gets the next version. Raises PolicyWrong(part, key), PolicyTooBig.
    """
    made = {}
    kinds: tuple[tuple[str, type[Registry | Rules]], ...] = ((registry.PART, Registry), (rules.PART, Rules))
    for name, kind in kinds:
        made[name] = _file(name, kind, texts[name.replace(".json", ".toml")], published.get(name), at)
    parse_registry(made[registry.PART])
    parse_rules(made[rules.PART])
    return made


def _file(name: str, kind: type[Registry | Rules], text: str, published: bytes | None, at: datetime) -> bytes:
    try:
        entries: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise PolicyWrong(part=name, key="TOML") from None
    before = msgspec.json.decode(published, type=kind) if published is not None else None
    if before is not None and _value(name, kind, entries, before.version, before.issued) == before and published:
        return published
    version = before.version + 1 if before is not None else 1
    return _bytes(_value(name, kind, entries, version, at.replace(microsecond=0)))


def _value(name: str, kind: type[Registry | Rules], entries: dict[str, Any], version: int, at: datetime) -> Value:
    try:
        return msgspec.convert({**entries, "version": version, "issued": at}, type=kind)
    except msgspec.ValidationError as error:
        raise PolicyWrong(part=name, key=str(error)) from None


def _bytes(value: Value) -> bytes:
    return rfc8785.dumps(msgspec.to_builtins(value))
