"""Everything that is typed or read about the applicant, once: its id, where it is kept, and its name in our own form.

Our form (`application`) is made of these tables. A receiver's form that spells things otherwise names them by their
ids, so that a field that is new here is missing nowhere in silence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeAlias, TypeVar

from station.domain.document import TravelDocument
from station.domain.subject import BiographicData, Guardian, Name, PublicServiceNumber

T = TypeVar("T")
Value: TypeAlias = str | date | tuple[str, ...] | None
"""As it is kept; each form spells it. An empty one is not known."""


@dataclass(frozen=True)
class Field(Generic[T]):
    """member: its name in our form, in `biographicData` or documents/held.json."""

    field_id: str
    member: str
    read: Callable[[T], Value]


def _guardian(read: Callable[[Guardian], str]) -> Callable[[BiographicData], Value]:
    return lambda person: None if person.guardian is None else read(person.guardian)


def _number(read: Callable[[PublicServiceNumber], str]) -> Callable[[BiographicData], Value]:
    return lambda person: None if person.psn is None else read(person.psn)


def _source(name: Name) -> str:
    """Of a name that the person has."""
    return name.latin_source.value if name.latin else ""


PERSON: tuple[Field[BiographicData], ...] = (
    Field("surname_armenian", "lastNameArmenian", lambda p: p.primary_identifier.armenian),
    Field("surname_latin", "lastName", lambda p: p.primary_identifier.latin),
    Field("surname_latin_source", "lastNameLatinSource", lambda p: _source(p.primary_identifier)),
    Field("surname_latin_evidence", "lastNameLatinEvidence", lambda p: p.primary_identifier.evidence),
    Field("given_armenian", "firstNameArmenian", lambda p: p.secondary_identifier.armenian),
    Field("given_latin", "firstName", lambda p: p.secondary_identifier.latin),
    Field("given_latin_source", "firstNameLatinSource", lambda p: _source(p.secondary_identifier)),
    Field("given_latin_evidence", "firstNameLatinEvidence", lambda p: p.secondary_identifier.evidence),
    Field("patronymic_armenian", "patronymicArmenian", lambda p: p.patronymic_armenian),
    Field("birth_date", "dateOfBirth", lambda p: p.birth_date),
    Field("birth_place", "placeOfBirth", lambda p: p.birth_place),
    Field("sex", "gender", lambda p: p.sex.value),
    Field("nationality", "nationality", lambda p: p.nationality),
    Field("psn_kind", "personalNumberKind", _number(lambda n: n.kind.value)),
    Field("psn", "personalNumber", _number(lambda n: n.number)),
    Field("phone", "phone", lambda p: p.contact.phone),
    Field("email", "email", lambda p: p.contact.email),
    Field("address", "address", lambda p: p.contact.address),
    Field("guardian_name", "guardianName", _guardian(lambda g: g.name)),
    Field("guardian_relation", "guardianRelation", _guardian(lambda g: g.relation.value)),
    Field("guardian_document", "guardianDocument", _guardian(lambda g: g.document_number)),
)
HELD_DOCUMENT: tuple[Field[TravelDocument], ...] = (
    Field("held_document_kind", "kind", lambda d: d.kind.value),
    Field("held_document_number", "number", lambda d: d.number),
    Field("held_document_issuer", "issuer", lambda d: d.issuer),
    Field("held_document_expiry", "expiryDate", lambda d: d.expiry_date),
    Field("held_document_source", "source", lambda d: d.source.value),
    Field("held_document_mrz", "mrz", lambda d: d.mrz),
)
IDS = frozenset({*(field.field_id for field in PERSON), *(field.field_id for field in HELD_DOCUMENT)})


def values(fields: Iterable[Field[T]], source: T) -> dict[str, Value]:
    """By id, without what is not known."""
    found = {field.field_id: field.read(source) for field in fields}
    return {field_id: value for field_id, value in found.items() if value}


def members(fields: Iterable[Field[T]], source: T) -> dict[str, Any]:
    """As JSON of our own form, without what is not known."""
    found = {field.member: _json(field.read(source)) for field in fields}
    return {name: value for name, value in found.items() if value}


def _json(value: Value) -> str | list[str] | None:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
