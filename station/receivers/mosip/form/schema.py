"""Which of our values become which field of the receiver's ID schema, as data: the schema is each country's own.

version = 0.1
left_out = ["held_document_mrz"]   # where this stands, whatever field of ours is neither here nor below is refused

[[field]]
id = "phone"
category = "pvt"               # pvt, kyc, evidence or optional: decides the sub-packet; none: in each of them
value = "phone"                # a name of station.receivers.mosip.form.values

[[field]]
id = "fullName"
category = "kyc"
languages = { hye = "full_name_armenian", eng = "full_name_latin" }

[[field]]
id = "individualBiometrics"
category = "pvt"
biometrics = true

[[field]]
id = "proofOfSignature"
category = "evidence"
document = "signature"         # a name of station.receivers.mosip.form.documents
type = "DOC004"
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from re import fullmatch
from typing import Any

from station.packet.fields import IDS
from station.receivers.mosip.errors import MappingWrong
from station.receivers.mosip.form.documents import DOCUMENTS
from station.receivers.mosip.form.values import FURTHER, VALUES
from station.toml import NotToml, parse_toml, read_toml

SUBPACKETS = ("id", "evidence", "optional")
"""In the order in which MOSIP writes them. Its reader wants all three, whatever they hold."""
_PLACES = {
    "pvt": ("id",),
    "kyc": ("id",),
    "evidence": ("evidence",),
    "optional": ("optional",),
    "none": SUBPACKETS,
}
_FORMS = ("value", "languages", "biometrics", "document")


@dataclass(frozen=True)
class SchemaField:
    """Exactly one of value, languages, biometrics and document is set."""

    field_id: str
    subpackets: tuple[str, ...]
    category: str
    value: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    biometrics: bool = False
    document: str = ""
    document_type: str = ""


@dataclass(frozen=True)
class Schema:
    """further: whether it says what becomes of what only one service asks: a field, or left out by name."""

    version: float
    fields: tuple[SchemaField, ...]
    further: bool


def load_schema(path: Path | None) -> Schema:
    """None: the built-in mapping. Raises MappingWrong."""
    try:
        if path is None:
            data = files(__package__).joinpath("data", "schema.toml").read_bytes()
            return read_schema(parse_toml(data, "schema.toml").entries)
        return read_schema(read_toml(path).entries)
    except FileNotFoundError:
        raise MappingWrong(field=path.name if path is not None else "") from None
    except NotToml as error:
        raise MappingWrong(field=error.place) from None


def read_schema(value: Mapping[str, Any]) -> Schema:
    """From its TOML value. Raises MappingWrong."""
    version, entries = value.get("version"), value.get("field")
    if not isinstance(version, float) or not 0 < version < 1000:
        raise MappingWrong(field="version")
    if not isinstance(entries, list) or not entries:
        raise MappingWrong(field="field")
    fields = tuple(_field(entry) for entry in entries)
    for index, item in enumerate(fields):
        if item.field_id in {other.field_id for other in fields[:index]}:
            raise MappingWrong(field=item.field_id)
    if not any("id" in item.subpackets for item in fields):
        raise MappingWrong(field="category")
    used = {name for item in fields for name in (item.value, *item.languages.values()) if name}
    left_out = value.get("left_out", [])
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise MappingWrong(field="left_out")
    if "left_out" in value:
        _refuse_forgotten(left_out, used)
    return Schema(version, fields, further=FURTHER in {*used, *left_out})


def _refuse_forgotten(left_out: Iterable[str], used: Iterable[str]) -> None:
    """A mapping that names what it leaves out leaves out nothing else. Raises MappingWrong."""
    said = {field_id for name in used for field_id in VALUES[name].of}
    for name in sorted((IDS ^ {*said, *left_out}) - {FURTHER} | said & {*left_out}):
        raise MappingWrong(field=name)


def _field(entry: object) -> SchemaField:
    if not isinstance(entry, dict):
        raise MappingWrong(field="field")
    name = entry.get("id")
    if not isinstance(name, str) or not fullmatch(r"[A-Za-z][A-Za-z0-9]{0,63}", name):
        raise MappingWrong(field="id")
    forms = [form for form in _FORMS if form in entry]
    if len(forms) != 1 or entry.get("category") not in _PLACES or not _means_something(forms[0], entry):
        raise MappingWrong(field=name)
    return SchemaField(
        field_id=name,
        subpackets=_PLACES[entry["category"]],
        category=entry["category"],
        value=entry.get("value", ""),
        languages=entry.get("languages", {}),
        biometrics=entry.get("biometrics", False),
        document=entry.get("document", ""),
        document_type=entry.get("type", ""),
    )


def _means_something(form: str, entry: Mapping[str, Any]) -> bool:
    meant = entry[form]
    if form == "biometrics":
        return meant is True
    if form == "languages":
        return (
            isinstance(meant, dict)
            and bool(meant)
            and all(fullmatch(r"[a-z]{3}", code) and name in VALUES for code, name in meant.items())
        )
    if form == "document":
        return meant in DOCUMENTS and isinstance(entry.get("type"), str)
    return isinstance(meant, str) and meant in VALUES
