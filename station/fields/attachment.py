"""A page that lies sealed beside the case: what is kept in the field is its SHA-256."""

from re import fullmatch

from station.fields.field import Field, FieldContext, FieldType, Read, problem


def _read(text: str, field: Field, _context: FieldContext) -> Read:
    return Read(text) if fullmatch(r"[0-9a-f]{64}", text) else Read(None, problem("APP-ATTACHMENT", field))


TYPE = FieldType("attachment", "other", "attachment", _read)
