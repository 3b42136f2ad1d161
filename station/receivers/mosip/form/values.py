"""Our values by name, as text in the receiver's forms; "" where nothing is known. A mapping (`schema`) names them."""

from collections.abc import Callable, Mapping
from datetime import date

from station.domain.document import DocumentKind
from station.domain.subject import BiographicData, Sex
from station.packet.format import Dossier

_SEX_ENGLISH = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.UNSPECIFIED: "Others"}
_SEX_ARMENIAN = {Sex.FEMALE: "Իգական", Sex.MALE: "Արական", Sex.UNSPECIFIED: "Այլ"}

VALUES: Mapping[str, Callable[[Dossier], str]] = {
    "enrollment_id": lambda d: d.enrollment.enrollment_id,
    "procedure": lambda d: d.context.procedure,
    "surname_armenian": lambda d: d.biographic.primary_identifier.armenian,
    "surname_latin": lambda d: d.biographic.primary_identifier.latin,
    "given_armenian": lambda d: d.biographic.secondary_identifier.armenian,
    "given_latin": lambda d: d.biographic.secondary_identifier.latin,
    "full_name_armenian": lambda d: _full(
        d.biographic.secondary_identifier.armenian, d.biographic.primary_identifier.armenian
    ),
    "full_name_latin": lambda d: _full(d.biographic.secondary_identifier.latin, d.biographic.primary_identifier.latin),
    "patronymic_armenian": lambda d: d.biographic.patronymic_armenian,
    "birth_date": lambda d: _day(d.biographic.birth_date),
    "birth_place": lambda d: d.biographic.birth_place,
    "sex_english": lambda d: _SEX_ENGLISH[d.biographic.sex],
    "sex_armenian": lambda d: _SEX_ARMENIAN[d.biographic.sex],
    "nationality": lambda d: d.biographic.nationality,
    "psn_kind": lambda d: d.biographic.psn.kind.value,
    "psn": lambda d: d.biographic.psn.number,
    "phone": lambda d: d.biographic.contact.phone,
    "email": lambda d: d.biographic.contact.email,
    "address": lambda d: d.biographic.contact.address,
    "guardian_name": lambda d: _guardian(d.biographic, "name"),
    "guardian_relation": lambda d: _guardian(d.biographic, "relation"),
    "guardian_document": lambda d: _guardian(d.biographic, "document_number"),
    "held_document_kind": lambda d: _held(d, "kind"),
    "held_document_number": lambda d: _held(d, "number"),
    "held_document_issuer": lambda d: _held(d, "issuer"),
    "held_document_expiry": lambda d: _held(d, "expiry_date"),
}


def _full(given: str, surname: str) -> str:
    return f"{given} {surname}".strip()


def _day(day: date) -> str:
    """MOSIP's form of a date."""
    return f"{day:%Y/%m/%d}"


def _guardian(person: BiographicData, name: str) -> str:
    return "" if person.guardian is None else str(getattr(person.guardian, name))


def _held(dossier: Dossier, name: str) -> str:
    document = dossier.document
    if document is None or document.kind is DocumentKind.NONE:
        return ""
    value = getattr(document, name)
    return _day(value) if isinstance(value, date) else str(value or "")
