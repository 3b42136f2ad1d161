"""A draft as JSON, with the number of its format: what older versions wrote is brought up step by step (ADR 78).

Nothing in a draft is ever dropped because a program does not know it: such a draft stays shut, and stays.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from station.cases.case import Case
from station.domain.exceptions import exception_id
from station.domain.item import ItemKind
from station.domain.sample import Finger, Modality
from station.storage.errors import DraftDamaged, DraftTooNew

Upgrade: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
_MALFORMED = (
    msgspec.MsgspecError, UnicodeDecodeError, RecursionError, LookupError, AttributeError, TypeError, ValueError,
)  # fmt: skip


def _people_by_certificate(enrollment: dict[str, Any]) -> dict[str, Any]:
    """Format 1 kept only the certificate of who captured; of who began and who signed, more."""
    signed = enrollment.get("signed") or {}
    known = {each["credential_id"]: each for each in (enrollment["operator"], signed.get("operator")) if each}

    def person(credential_id: str) -> dict[str, Any]:
        return known.get(credential_id) or {"credential_id": credential_id, "name": "", "organisation": "", "roles": []}

    return {**enrollment, "captured_by": [person(each) for each in enrollment.get("captured_by", ())]}


def _values(enrollment: dict[str, Any]) -> dict[str, Any]:
    """Format 2 kept the text of each field, and not where it came from."""
    kept = {name: content for name, content in enrollment.items() if name != "fields"}
    return {**kept, "values": {name: {"text": text} for name, text in enrollment.get("fields", {}).items()}}


def _case(enrollment: dict[str, Any]) -> dict[str, Any]:
    """Format 3 kept one person alone."""
    return {"enrollments": [enrollment], "current": enrollment["enrollment_id"]}


def _exceptions(case: dict[str, Any]) -> dict[str, Any]:
    """Format 4 kept missing fingers with the samples, and not who had said so."""
    return {**case, "enrollments": [_with_exceptions(each) for each in case["enrollments"]]}


def _with_exceptions(enrollment: dict[str, Any]) -> dict[str, Any]:
    samples = {**enrollment.get("samples", {})}
    missing = {Finger(each["finger"]).name.lower(): {"text": each["reason"]} for each in samples.pop("exceptions", ())}
    if not missing:
        return {**enrollment, "samples": samples}
    what = Modality.FINGERS.value
    item_id = exception_id(enrollment["enrollment_id"], what)
    item = {"item_id": item_id, "kind": ItemKind.EXCEPTION.value, "about": what, "values": missing}
    return {**enrollment, "samples": samples, "items": [*enrollment.get("items", ()), item]}


UPGRADES: Mapping[int, Upgrade] = {1: _people_by_certificate, 2: _values, 3: _case, 4: _exceptions}
"""From a format to the next: what the content of format n looks like in format n + 1. Never taken out again."""
_CASES_SINCE = 4  # before, the content was one enrollment, and called so
MOST_BYTES = 64 * 1024 * 1024
"""Of a draft: thirty people who corrected every field twenty times do not fill it."""


def newest(upgrades: Mapping[int, Upgrade] = UPGRADES) -> int:
    """The format that is written: one more than there are upgrades."""
    return len(upgrades) + 1


def encode_draft(case: Case) -> bytes:
    return msgspec.json.encode({"format": newest(), "case": case})


def decode_draft(data: bytes, upgrades: Mapping[int, Upgrade] = UPGRADES) -> Case:
    """Raises DraftTooNew for a format or a field that this version does not know, DraftDamaged for anything else."""
    known = newest(upgrades)
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("longer than any draft")
        draft = msgspec.json.decode(data, type=dict[str, Any])
        found = msgspec.convert(draft["format"], Annotated[int, msgspec.Meta(ge=1)])
        name = "case" if found >= _CASES_SINCE else "enrollment"
        if found > known or not draft.keys() <= {"format", name}:
            raise DraftTooNew(found=found, known=known)
        content = draft[name]
        for number in range(found, known):
            content = upgrades[number](content)
        case = msgspec.convert(content, Case)
    except _MALFORMED as error:
        raise DraftDamaged from error
    if not _kept(content, msgspec.to_builtins(case)):
        raise DraftTooNew(found=found, known=known)
    return case


def _kept(read: object, understood: object) -> bool:
    """Whether every field that was read is still there in what was understood, however deep."""
    if isinstance(read, dict) and isinstance(understood, dict):
        return all(name in understood and _kept(value, understood[name]) for name, value in read.items())
    if isinstance(read, list) and isinstance(understood, list | tuple):
        return len(read) == len(understood) and all(map(_kept, read, understood))
    return True
