"""Number of a document, or of anything else that has one.

`document_number` belongs to `document_kind` and `document_issuer`: the number of a travel document looks as its issuer
says.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from re import fullmatch

from station.domain.errors import Problem
from station.fields.field import Field, FieldContext, FieldType, Read, Value, problem

TRAVEL = frozenset({"PASSPORT", "ID_CARD"})
NUMBER = "number"


@cache
def _patterns() -> Mapping[str, str]:
    text = files("station.domain").joinpath("data", "documents.toml").read_text(encoding="utf-8")
    patterns: Mapping[str, str] = tomllib.loads(text)[NUMBER]
    return patterns


def _read(text: str, field: Field, _context: FieldContext) -> Read:
    """Capitals, as in the zone, where it is the number of a document and not a mention of one."""
    return Read(text.upper() if field.id.endswith(NUMBER) else text)


def _check(value: Value, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    if not field.id.endswith(NUMBER):
        return ()
    beside = field.id.removesuffix(NUMBER)
    if context.value(f"{beside}kind") not in TRAVEL:
        return ()
    pattern = _patterns().get(context.value(f"{beside}issuer") or "", _patterns()["default"])
    return () if fullmatch(pattern, value) else problem("DOC-NUMBER", field)


def _ref(text: str, _field: Field, _context: FieldContext) -> Read:
    return Read(text)


def _postcode(text: str, field: Field, _context: FieldContext) -> Read:
    return Read(text) if fullmatch(r"[0-9]{4}", text) else Read(None, problem("APP-POSTCODE", field))


DOC_NUMBER = FieldType("doc_number", "text", "line", _read, _check, longest=30)
REF = FieldType("ref", "text", "line", _ref, longest=60)
POSTCODE = FieldType("postcode", "text", "line", _postcode, longest=30)
