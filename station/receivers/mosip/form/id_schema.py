"""The ID schema that a receiver must hold for our packets: JSON Schema draft 7 with MOSIP's own words, of the mapping.

Whoever runs the receiver publishes it there; without it no packet is taken. What may be left out of a packet is not
required here; nor is anything asked of a value's spelling that the station has not asked before.
"""

from collections.abc import Mapping
from typing import Any

from station.receivers.mosip.form.biometrics import FACE, FINGERS
from station.receivers.mosip.form.json_text import json_text
from station.receivers.mosip.form.schema import Schema, SchemaField
from station.receivers.mosip.form.values import FURTHER

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_OF_ONE_SERVICE: Json = {"type": ["string", "object"]}
"""Read back, MOSIP's packet manager gives the object that the text of `further` holds; written, it is the text."""
_ATTRIBUTES = [*(attribute for attribute, _ in FINGERS.values()), FACE]


def _closed(properties: Mapping[str, Json], required: tuple[str, ...] = ()) -> Json:
    made: Json = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**made, "required": list(required)} if required else made


_DEFINITIONS: Json = {
    "simpleType": {
        "type": "array",
        "uniqueItems": True,
        "additionalItems": False,
        "items": _closed({"language": _TEXT, "value": _TEXT}, ("language", "value")),
    },
    "documentType": _closed(
        {"format": _TEXT, "type": _TEXT, "value": _TEXT, "refNumber": {"type": ["string", "null"]}},
        ("format", "type", "value"),
    ),
    "biometricsType": _closed(
        {"format": _TEXT, "version": {"type": "number", "minimum": 0}, "value": _TEXT}, ("format", "version", "value")
    ),
}


def id_schema(schema: Schema) -> bytes:
    version = {**_property("none"), "type": "number", "minimum": 0}
    fields = {"IDSchemaVersion": version, **{item.field_id: _field(item) for item in schema.fields}}
    return json_text(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Enrollment station",
            "description": f"Identity of an enrollment, version {schema.version}",
            **_closed({"identity": _closed(fields, ("IDSchemaVersion",))}),
            "definitions": _DEFINITIONS,
        }
    )


def _field(item: SchemaField) -> Json:
    common = _property(item.category)
    if item.biometrics:
        return {**common, "bioAttributes": _ATTRIBUTES, "$ref": "#/definitions/biometricsType"}
    if item.document:
        return {**common, "$ref": "#/definitions/documentType"}
    if item.languages:
        return {**common, "$ref": "#/definitions/simpleType"}
    return {**common, **(_OF_ONE_SERVICE if item.value == FURTHER else _TEXT)}


def _property(category: str) -> Json:
    """MOSIP's own words: where a field belongs in the packet, and that nothing else is asked of it."""
    return {"bioAttributes": [], "fieldCategory": category, "format": "none", "fieldType": "default", "validators": []}
