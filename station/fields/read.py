"""A field of any type, from the texts of a case to its value or to all that is wrong with it.

A field that may stand several times, and a part, has its text under a longer id: `parents.2.name`. What has no text at
all was taken away again.
"""

from collections.abc import Mapping
from dataclasses import replace

from station.domain.errors import Problem
from station.fields.cleaning import clean
from station.fields.field import Field, FieldContext, FieldType, Json, Read, Value, problem
from station.fields.table import type_of


def read_field(field: Field, context: FieldContext) -> Read:
    """Raises UnknownFieldType."""
    if not field.repeated:
        return _one(field, context)
    read = [_one(one, context) for one in items(field, context.texts)]
    return Read(tuple(each.value for each in read) or None, tuple(found for each in read for found in each.problems))


def check_field(value: Value, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    """The value of a field held against others of the case."""
    kind = type_of(field.type)
    if value is None or field.repeated or kind.parts(field):
        return ()
    return kind.check(value, field, context)


def parts_of(field: Field) -> tuple[Field, ...]:
    return type_of(field.type).parts(field)


def items(field: Field, texts: Mapping[str, str]) -> tuple[Field, ...]:
    """Those of a repeated field that hold any text, in the order of their numbers."""
    start = f"{field.id}."
    numbers = {name[len(start) :].partition(".")[0] for name, text in texts.items() if name.startswith(start) and text}
    found = sorted(int(number) for number in numbers if number.isascii() and number.isdecimal())
    return tuple(field.item(number) for number in found)


def missing(field: Field) -> Problem:
    """It is wanted and empty."""
    (found,) = problem("APP-EVIDENCE" if field.id.endswith("_evidence") else "APP-REQUIRED", field)
    return found


def packed(value: Value, field: Field) -> Json:
    """As the value stands in a packet. Nothing that is not known has a place there."""
    if field.repeated:
        one = replace(field, repeated=False)
        return [packed(each, one) for each in value]
    parts = parts_of(field)
    if not parts:
        return type_of(field.type).packed(value)
    named = {part.id.rpartition(".")[2]: part for part in parts}
    return {name: packed(each, named[name]) for name, each in value.items() if each is not None}


def _one(field: Field, context: FieldContext) -> Read:
    kind = type_of(field.type)
    parts = kind.parts(field)
    return _whole(parts, context) if parts else _plain(field, kind, context)


def _plain(field: Field, kind: FieldType, context: FieldContext) -> Read:
    text, unseen = clean(kind.bare(context.typed(field)), field.id, lines=kind.lines, joiners=kind.joiners)
    text = text or field.default
    if unseen or not text:
        return Read(None, unseen)
    read = kind.read(text, field, context)
    longest = field.longest or kind.longest
    if longest is None or len(text) <= longest:
        return read
    return Read(read.value, (*problem("APP-TOO-LONG", field, limit=longest), *read.problems))


def _whole(parts: tuple[Field, ...], context: FieldContext) -> Read:
    read = {part.id: read_field(part, context) for part in parts}
    if all(each.value is None and not each.problems for each in read.values()):
        return Read()
    near = replace(
        context, value=lambda name: read[name].value if name in read else context.value(name), fields=(*read,)
    )
    problems: list[Problem] = []
    for part in parts:
        each = read[part.id]
        empty = each.value is None and not each.problems
        problems += (missing(part),) if empty and part.needed else each.problems
        problems += () if each.problems else check_field(each.value, part, near)
    return Read({name.rpartition(".")[2]: each.value for name, each in read.items()}, tuple(problems))
