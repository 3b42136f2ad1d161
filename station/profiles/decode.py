"""The entries of a file, read into frozen values. Unknown entries, wrong types and words outside a list are faults.

`msgspec` stops at the first fault. A file that it refuses is read again entry by entry, so that its author sees all
faults at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from re import match
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from station.profiles.findings import Findings
from station.profiles.schema import WORDS, Entry
from station.toml import Step

WRONG = object()
"""Stands for a value that could not be read; why not is in the findings."""


@dataclass(frozen=True)
class _Slot:
    hint: Any
    attribute: str
    required: bool
    default: Any


def sections(kind: type[Entry], entries: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """The entries that could be read, by attribute of `kind`, with the defaults of those that are not in the file.
    Entries that are wrong are missing here, and are in the findings."""
    try:
        whole = msgspec.convert(entries, type=kind)
    except msgspec.ValidationError:
        return _by_themselves(kind, entries, findings)
    return msgspec.structs.asdict(whole)


def _by_themselves(kind: type[Entry], entries: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    slots = _slots(kind)
    for entry in entries:
        if entry not in slots:
            findings.add("PRF-002", entry, entry=entry[:40])
    for entry, slot in slots.items():
        if entry in entries:
            value = _read(slot.hint, entries[entry], (entry,), findings)
            if value is not WRONG:
                found[slot.attribute] = value
        elif slot.required:
            findings.add("PRF-003", entry=entry)
        else:
            found[slot.attribute] = slot.default
    return found


@cache
def _slots(kind: type[Entry]) -> Mapping[str, _Slot]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        each.encode_name: _Slot(hints[each.name], each.name, each.required, each.default)
        for each in msgspec.structs.fields(kind)
    }


def _read(hint: Any, value: object, way: tuple[Step, ...], findings: Findings) -> Any:
    hint, limits = _bare(hint)
    if isinstance(hint, type) and issubclass(hint, Entry):
        return _entry(hint, value, way, findings)
    if get_origin(hint) is dict:
        return _table(hint, value, way, findings)
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], limits, value, way, findings)
    return _leaf(hint, limits, value, way, findings)


def _bare(hint: Any) -> tuple[Any, Meta | None]:
    """A type hint without `| None` and `Annotated`, and the limits that `Annotated` gave."""
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is not Annotated:
        return hint, None
    of, *said = get_args(hint)
    return of, next((each for each in said if isinstance(each, Meta)), None)


def _entry(kind: type[Entry], value: object, way: tuple[Step, ...], findings: Findings) -> Any:
    if not isinstance(value, dict):
        return _wrong_type(findings, way, "object")
    values: dict[str, Any] = {}
    slots = _slots(kind)
    for entry in value:
        if entry not in slots:
            findings.add("PRF-002", *way, entry, entry=entry[:40])
    for entry, slot in slots.items():
        if entry in value:
            values[slot.attribute] = _read(slot.hint, value[entry], (*way, entry), findings)
        elif slot.required:
            findings.add("PRF-003", *way, entry=entry)
            values[slot.attribute] = WRONG
    return WRONG if any(each is WRONG for each in values.values()) else kind(**values)


def _table(hint: Any, value: object, way: tuple[Step, ...], findings: Findings) -> Any:
    if not isinstance(value, dict):
        return _wrong_type(findings, way, "object")
    of_key, of_value = get_args(hint)
    pairs = [
        (_read(of_key, key, (*way, key), findings), _read(of_value, each, (*way, key), findings))
        for key, each in value.items()
    ]
    return WRONG if any(WRONG in (key, each) for key, each in pairs) else dict(pairs)


def _list(hint: Any, limits: Meta | None, value: object, way: tuple[Step, ...], findings: Findings) -> Any:
    if not isinstance(value, list):
        return _wrong_type(findings, way, "array")
    if limits is not None and len(value) < (limits.min_length or 0):
        findings.add("PRF-007", *way, entry=_entry_of(way))
        return WRONG
    items = [_read(hint, each, (*way, place), findings) for place, each in enumerate(value)]
    return WRONG if any(each is WRONG for each in items) else tuple(items)


def _leaf(hint: Any, limits: Meta | None, value: object, way: tuple[Step, ...], findings: Findings) -> Any:
    try:
        return msgspec.convert(value, type=Annotated[hint, limits] if limits else hint)
    except msgspec.ValidationError as error:
        wrong = match(r"Expected `([a-z |]+)`, got", str(error))
        if wrong is not None:
            return _wrong_type(findings, way, wrong[1])
        if hint is date:
            return _wrong_type(findings, way, "date")
    words = (limits.extra or {}).get(WORDS) if limits else None
    if words:
        findings.add("PRF-005", *way, entry=_entry_of(way), found=str(value)[:40], words=", ".join(words))
    else:
        findings.add("PRF-006", *way, entry=_entry_of(way))
    return WRONG


def _wrong_type(findings: Findings, way: tuple[Step, ...], wanted: str) -> object:
    findings.add("PRF-004", *way, entry=_entry_of(way), wanted=wanted)
    return WRONG


def _entry_of(way: tuple[Step, ...]) -> str:
    return next((str(step)[:40] for step in reversed(way) if isinstance(step, str)), "")
