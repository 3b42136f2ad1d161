"""Public service number, or the number of what stands in for it: `psn_kind` says which."""

from collections.abc import Mapping
from datetime import date

from station.domain.errors import Problem
from station.domain.psn import PsnFault, examine
from station.domain.subject import Sex
from station.fields.day import BIRTH
from station.fields.field import Field, FieldContext, FieldType, Read, Value, problem

_CODES: Mapping[PsnFault, str] = {
    "digits": "APP-PSN-DIGITS",
    "day_or_month": "APP-PSN-SHAPE",
    "sex": "APP-PSN-SEX",
    "birth_date": "APP-PSN-BIRTH",
}
_ITSELF = "PSN"


def _read(text: str, _field: Field, _context: FieldContext) -> Read:
    return Read(text)


def _check(value: Value, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    kind = f"{field.id}_kind"
    if kind in context.fields and context.value(kind) != _ITSELF:
        return ()
    sex, born = context.value(field.beside("sex")), context.value(field.beside(BIRTH))
    faults = examine(value, Sex(sex) if sex else None, born if isinstance(born, date) else None).faults
    return tuple(one for fault in faults for one in problem(_CODES[fault], field))


TYPE = FieldType("psn", "text", "line", _read, _check, longest=30)
