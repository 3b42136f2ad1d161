"""From what was typed to what is known of the applicant, or to everything that is wrong with it.

Field ids: surname_hy given_hy patronymic_hy surname_latin given_latin surname_latin_source given_latin_source
surname_evidence given_evidence birth_date birth_place sex nationality psn_kind psn phone email address guardian_name
guardian_relation guardian_document. Each problem names the field it belongs to.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from station.domain.age import AgePolicy
from station.domain.contact import email_is_wellformed, phone_is_wellformed
from station.domain.dates import parse_date
from station.domain.errors import Problem
from station.domain.names import MAX_NAME, read_name
from station.domain.nationality import is_known
from station.domain.psn import PsnFault, examine
from station.domain.romanisation import is_armenian, nfc
from station.domain.subject import (
    BiographicData,
    Contact,
    Guardian,
    GuardianRelation,
    PsnKind,
    PublicServiceNumber,
    Sex,
    age_on,
)

MAX_TEXT = 200
_OLDEST = 130  # completed years; an older birth date is a slip of the keyboard
_PSN_CODES: Mapping[PsnFault, str] = {
    "digits": "APP-PSN-DIGITS",
    "day_or_month": "APP-PSN-SHAPE",
    "sex": "APP-PSN-SEX",
    "birth_date": "APP-PSN-BIRTH",
}
Choice = TypeVar("Choice", bound=StrEnum)


class _Reader:
    """Collects problems while fields are read, so that the operator sees all of them at once."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.problems: list[Problem] = []

    def complain(self, code: str, field: str, **params: int) -> None:
        self.problems.append(Problem(code, params, field=field))

    def text(self, field: str, *, required: bool, limit: int = MAX_TEXT) -> str:
        text = nfc(self.fields.get(field, ""))
        if required and not text:
            self.complain("APP-REQUIRED", field)
        if len(text) > limit:
            self.complain("APP-TOO-LONG", field, limit=limit)
        return text

    def choice(self, field: str, options: type[Choice]) -> Choice | None:
        text = self.fields.get(field, "")
        if text in set(options):
            return options(text)
        self.complain("APP-CHOICE" if text else "APP-REQUIRED", field)
        return None


def read_birth_date(fields: Mapping[str, str], today: date) -> date | None:
    """The birth date when it is a day that can be one; the age rules ask this while other fields are still wrong."""
    day = parse_date(fields.get("birth_date", ""))
    return day if day is not None and day <= today and age_on(today, day) <= _OLDEST else None


def read_applicant(
    fields: Mapping[str, str], age: AgePolicy, today: date
) -> tuple[BiographicData | None, tuple[Problem, ...]]:
    """The applicant's data, or None with every problem. Pure; `today` decides future dates and the guardian rule."""
    reader = _Reader(fields)
    names = []
    for part in ("surname", "given"):
        name, problems = read_name(fields, part)
        names.append(name)
        reader.problems.extend(problems)
    surname, given = names
    patronymic = reader.text("patronymic_hy", required=False, limit=MAX_NAME)
    if patronymic and not is_armenian(patronymic):
        reader.complain("APP-ARMENIAN", "patronymic_hy")

    birth_date = _birth_date(reader, today)
    birth_place = reader.text("birth_place", required=True)
    sex = reader.choice("sex", Sex)
    nationality = reader.text("nationality", required=True).upper()
    if nationality and not is_known(nationality):
        reader.complain("APP-NATIONALITY", "nationality")
    psn = _psn(reader, sex, birth_date)
    contact = _contact(reader)
    guardian = _guardian(reader) if age.guardian_required(birth_date, today) else None

    if reader.problems or surname is None or given is None or birth_date is None or sex is None or psn is None:
        return None, tuple(reader.problems)
    data = BiographicData(surname, given, patronymic, birth_date, birth_place, sex, nationality, psn, contact, guardian)
    return data, ()


def _birth_date(reader: _Reader, today: date) -> date | None:
    text = reader.fields.get("birth_date", "").strip()
    day = parse_date(text)
    if not text:
        reader.complain("APP-REQUIRED", "birth_date")
    elif day is None:
        reader.complain("APP-DATE", "birth_date")
    elif day > today:
        reader.complain("APP-BIRTH-FUTURE", "birth_date")
    elif age_on(today, day) > _OLDEST:
        reader.complain("APP-BIRTH-OLD", "birth_date")
    return read_birth_date(reader.fields, today)


def _psn(reader: _Reader, sex: Sex | None, birth_date: date | None) -> PublicServiceNumber | None:
    kind = reader.choice("psn_kind", PsnKind)
    if kind is None:
        return None
    if kind is PsnKind.PENDING:
        return PublicServiceNumber(kind)
    number = reader.text("psn", required=True, limit=30)
    if kind is PsnKind.PSN and number:
        for fault in examine(number, sex, birth_date).faults:
            reader.complain(_PSN_CODES[fault], "psn")
    return PublicServiceNumber(kind, number)


def _contact(reader: _Reader) -> Contact:
    contact = Contact(
        phone=reader.text("phone", required=False, limit=30),
        email=reader.text("email", required=False, limit=254),
        address=reader.text("address", required=False, limit=300),
    )
    if contact.phone and not phone_is_wellformed(contact.phone):
        reader.complain("APP-PHONE", "phone")
    if contact.email and not email_is_wellformed(contact.email):
        reader.complain("APP-EMAIL", "email")
    return contact


def _guardian(reader: _Reader) -> Guardian | None:
    name = reader.text("guardian_name", required=True, limit=MAX_NAME)
    relation = reader.choice("guardian_relation", GuardianRelation)
    document = reader.text("guardian_document", required=True, limit=30)
    return None if relation is None else Guardian(name, relation, document)
