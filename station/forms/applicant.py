"""The form of the applicant to what is known of the person, or to everything that is wrong with it."""

from collections.abc import Mapping
from datetime import date

from station.domain.errors import Problem
from station.domain.subject import (
    BiographicData,
    Contact,
    Guardian,
    GuardianRelation,
    LatinSource,
    Name,
    PsnKind,
    PublicServiceNumber,
    Sex,
)
from station.forms.passport import passport
from station.forms.sheet import Sheet

STEP = "applicant"


def read_birth_date(texts: Mapping[str, str], today: date) -> date | None:
    """The birth date when it is a day that can be one; the age rules ask this while other fields are still wrong."""
    born = Sheet(passport(), texts, today).value("birth_date")
    return born if isinstance(born, date) else None


def read_applicant(texts: Mapping[str, str], today: date) -> tuple[BiographicData | None, tuple[Problem, ...]]:
    """The applicant's data, or None with every problem. Pure."""
    sheet = Sheet(passport(), texts, today)
    problems = sheet.problems(STEP)
    return (None, problems) if problems else (_person(sheet), ())


def _person(sheet: Sheet) -> BiographicData:
    kind = PsnKind(sheet.value("psn_kind").lower())
    return BiographicData(
        _name(sheet, "surname"),
        _name(sheet, "given"),
        _text(sheet, "patronymic_hy"),
        sheet.value("birth_date"),
        _text(sheet, "birth_place"),
        Sex(sheet.value("sex")),
        _text(sheet, "nationality"),
        PublicServiceNumber(kind, _text(sheet, "psn")),
        Contact(_text(sheet, "phone"), _text(sheet, "email"), _text(sheet, "address")),
        _guardian(sheet),
    )


def _name(sheet: Sheet, part: str) -> Name:
    source = LatinSource(sheet.value(f"{part}_latin_source").lower())
    return Name(sheet.value(f"{part}_hy"), sheet.value(f"{part}_latin"), source, _text(sheet, f"{part}_evidence"))


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
