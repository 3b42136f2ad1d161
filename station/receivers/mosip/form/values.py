"""Our values by name, as text in the receiver's forms; "" where nothing is known. A mapping (`schema`) names them.

Each field of our own table by its id, and what is put together of them or of the enrollment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from station.domain.document import DocumentKind, TravelDocument
from station.domain.subject import BiographicData, Sex
from station.packet.fields import HELD_DOCUMENT, PERSON, Field
from station.packet.fields import Value as Kept
from station.packet.format import Dossier

_SEX_ENGLISH = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.UNSPECIFIED: "Others"}
_SEX_ARMENIAN = {Sex.FEMALE: "Իգական", Sex.MALE: "Արական", Sex.UNSPECIFIED: "Այլ"}


@dataclass(frozen=True)
class Value:
    """of: ids of the fields that it says."""

    text: Callable[[Dossier], str]
    of: tuple[str, ...] = ()


def _of_person(field: Field[BiographicData]) -> Value:
    return Value(lambda dossier: _text(field.read(dossier.biographic)), (field.field_id,))


def _of_document(field: Field[TravelDocument]) -> Value:
    def text(dossier: Dossier) -> str:
        document = dossier.document
        held = document is not None and document.kind is not DocumentKind.NONE
        return _text(field.read(document)) if document is not None and held else ""

    return Value(text, (field.field_id,))


def _text(value: Kept) -> str:
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"  # MOSIP's form of a date
    return "\n".join(value) if isinstance(value, tuple) else value or ""


def _full(given: str, surname: str) -> str:
    return f"{given} {surname}".strip()


VALUES: Mapping[str, Value] = {
    **{field.field_id: _of_person(field) for field in PERSON},
    **{field.field_id: _of_document(field) for field in HELD_DOCUMENT},
    "enrollment_id": Value(lambda d: d.enrollment.enrollment_id),
    "procedure": Value(lambda d: d.context.procedure),
    "full_name_armenian": Value(
        lambda d: _full(d.biographic.secondary_identifier.armenian, d.biographic.primary_identifier.armenian),
        ("given_armenian", "surname_armenian"),
    ),
    "full_name_latin": Value(
        lambda d: _full(d.biographic.secondary_identifier.latin, d.biographic.primary_identifier.latin),
        ("given_latin", "surname_latin"),
    ),
    "sex_english": Value(lambda d: _SEX_ENGLISH[d.biographic.sex], ("sex",)),
    "sex_armenian": Value(lambda d: _SEX_ARMENIAN[d.biographic.sex], ("sex",)),
}
