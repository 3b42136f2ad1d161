"""The form of the applicant to what is known of the person."""

from collections.abc import Mapping
from datetime import date

from station.domain.document import DocumentKind
from station.domain.names import NO_NAME
from station.domain.romanisation import romanise
from station.domain.subject import (
    BiographicData,
    Contact,
    Guardian,
    GuardianRelation,
    LatinAlone,
    LatinSource,
    Name,
    PsnKind,
    PublicServiceNumber,
    Sex,
)
from station.fields import PartialDate
from station.fields.mrz import names_by, spelled_alike, zone_of
from station.forms.sheet import Sheet

NEEDED = (
    "surname_hy", "surname_latin", "surname_latin_source", "given_hy", "given_latin", "given_latin_source",
    "birth_date", "sex", "nationality",
)  # fmt: skip
"""Without these there is nobody to speak of."""
SAID = frozenset(
    {
        *NEEDED,
        "surname_evidence",
        "given_evidence",
        "patronymic_hy",
        "birth_place",
        "psn_kind",
        "psn",
        "phone",
        "email",
        "address",
        "guardian_name",
        "guardian_relation",
        "guardian_document",
    }
)
"""What `person_of` says; a service may ask more of the applicant."""


def person_of(sheet: Sheet) -> BiographicData:
    """Of a sheet on which nothing is wrong with the applicant."""
    return BiographicData(
        _name(sheet, "surname"),
        _name(sheet, "given"),
        _text(sheet, "patronymic_hy"),
        _whole_day(sheet.value("birth_date")),
        _text(sheet, "birth_place"),
        Sex(sheet.value("sex")),
        _text(sheet, "nationality"),
        _number(sheet),
        Contact(_text(sheet, "phone"), _text(sheet, "email"), _text(sheet, "address")),
        _guardian(sheet),
    )


def _name(sheet: Sheet, part: str) -> Name:
    """Empty where the person has no such name."""
    armenian, latin = _text(sheet, f"{part}_hy"), _text(sheet, f"{part}_latin")
    if not armenian and not latin:
        return Name("", "")
    said, evidence = LatinSource(sheet.value(f"{part}_latin_source").lower()), _text(sheet, f"{part}_evidence")
    # Why it is another than the table's counts of who has an Armenian form, and where something proves it: a service
    # that asks for no proof has a reason that nobody gave.
    if sheet.value(f"{part}_hy") is not None and (said is LatinSource.TABLE or evidence):
        return Name(armenian, latin, said, evidence)
    if armenian and latin == romanise(armenian):
        return Name(armenian, latin)
    return Name(armenian, latin, _alone(sheet, part, latin))


def _alone(sheet: Sheet, part: str, latin: str) -> LatinAlone:
    kind = sheet.value("document_kind")
    if kind is None or kind == DocumentKind.NONE.value.upper():
        return LatinAlone.DECLARED
    zone = zone_of("\n".join(sheet.value("document_mrz") or ()))
    said = "" if zone is None else names_by(zone, _names(sheet)).get(part, "")
    if not said:
        return LatinAlone.DOCUMENT_TYPED
    return LatinAlone.DOCUMENT_ZONE if spelled_alike(latin, said) else LatinAlone.DECLARED


def _names(sheet: Sheet) -> Mapping[str, str]:
    """As they are typed; a dash where there is no such name."""
    values = {name: sheet.value(name) for name in NEEDED if name.endswith(("_hy", "_latin"))}
    return {name: value or NO_NAME for name, value in values.items() if value is not None}


def _whole_day(born: date | PartialDate) -> date | None:
    """None where only the year is known, or the month: a packet says it as it was said, and not as a day."""
    if isinstance(born, PartialDate):
        return born.first if born.first == born.last else None
    return born


def _number(sheet: Sheet) -> PublicServiceNumber | None:
    """None where the service does not ask for it."""
    kind = sheet.value("psn_kind")
    return None if kind is None else PublicServiceNumber(PsnKind(kind.lower()), _text(sheet, "psn"))


def _guardian(sheet: Sheet) -> Guardian | None:
    relation = sheet.value("guardian_relation")
    if relation is None:
        return None
    return Guardian(
        _text(sheet, "guardian_name"), GuardianRelation(relation.lower()), _text(sheet, "guardian_document")
    )


def _text(sheet: Sheet, name: str) -> str:
    """ "" where nobody filled it in."""
    return str(sheet.value(name) or "")
