"""Fields: how each type of them is read, made one, checked and packed, and which input draws it. One table, `table`.

Typed text is kept as typed; a value is what is read from it, each time anew. Pure: no storage, no window. Imports
formats and domain. What a service asks for, and when, stands in its profile (`station.profiles`); what a form makes of
both is `station.forms`.
"""

from station.fields.cleaning import clean
from station.fields.day import PartialDate
from station.fields.field import Field, FieldContext, FieldType, Json, Read, Value
from station.fields.read import check_field, items, missing, packed, parts_of, read_field
from station.fields.table import NAMES, TYPES, UnknownFieldType, type_of

__all__ = [
    "NAMES",
    "TYPES",
    "Field",
    "FieldContext",
    "FieldType",
    "Json",
    "PartialDate",
    "Read",
    "UnknownFieldType",
    "Value",
    "check_field",
    "clean",
    "items",
    "missing",
    "packed",
    "parts_of",
    "read_field",
    "type_of",
]
