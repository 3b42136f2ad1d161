"""How applicant and held document were read before fields had types: the peer that the forms are held to."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from station.domain.armenian import is_armenian, nfc
from station.domain.dates import format_date, parse_date
from station.domain.document import DocumentKind, DocumentSource, TravelDocument
from station.domain.errors import Problem
from station.domain.nationality import is_known
from station.domain.psn import PsnFault, examine
from station.domain.romanisation import romanise
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
    age_on,
)
from station.fields.contact import email_is_wellformed, phone_is_wellformed
from station.formats.mrz import (
    Mrz,
    MrzCharacter,
    MrzCheckDigit,
    MrzDate,
    MrzError,
    MrzField,
    MrzSize,
    parse,
    split_lines,
)

# Letters of the MRZ (ICAO Doc 9303-3 section 4.1) with the hyphen and apostrophe that it replaces or drops.
_LATIN = re.compile(r"[A-Z]+([ '-][A-Z]+)*")
MAX_NAME = 100


def read_name(fields: Mapping[str, str], part: str) -> tuple[Name | None, tuple[Problem, ...]]:
    """The name of `part` ("surname" or "given") from its four fields, or None with every problem it has."""
    hy_field, latin_field, source_field, evidence_field = (
        f"{part}_hy",
        f"{part}_latin",
        f"{part}_latin_source",
        f"{part}_evidence",
    )
    armenian = nfc(fields.get(hy_field, ""))
    latin = nfc(fields.get(latin_field, "")).upper()
    evidence = fields.get(evidence_field, "").strip()
    problems = [*_armenian(armenian, hy_field), *_latin(latin, latin_field)]

    source_text = fields.get(source_field, "") or LatinSource.TABLE
    if source_text not in set(LatinSource):
        return None, (*problems, Problem("APP-CHOICE", field=source_field))
    source = LatinSource(source_text)
    if source is not LatinSource.TABLE and not evidence:
        problems.append(Problem("APP-EVIDENCE", field=evidence_field))
    if not problems and source is LatinSource.TABLE and latin != romanise(armenian):
        problems.append(Problem("APP-LATIN-TABLE", field=latin_field))
    if problems:
        return None, tuple(problems)
    return Name(armenian, latin, source, evidence), ()


def _armenian(text: str, field: str) -> tuple[Problem, ...]:
    if not text:
        return (Problem("APP-REQUIRED", field=field),)
    if not is_armenian(text):
        return (Problem("APP-ARMENIAN", field=field),)
    return _short_enough(text, field)


def _latin(text: str, field: str) -> tuple[Problem, ...]:
    if not text:
        return (Problem("APP-REQUIRED", field=field),)
    if _LATIN.fullmatch(text) is None:
        return (Problem("APP-LATIN", field=field),)
    return _short_enough(text, field)


def _short_enough(text: str, field: str) -> tuple[Problem, ...]:
    return (Problem("APP-TOO-LONG", {"limit": MAX_NAME}, field=field),) if len(text) > MAX_NAME else ()


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


@dataclass(frozen=True)
class AgePolicy:
    """Ages in completed years."""

    guardian_under: int = 16
    fingerprints_from: int = 6

    def guardian_required(self, birth_date: date | None, today: date) -> bool:
        """False while the birth date is not known: the field that lacks it says so itself."""
        return birth_date is not None and age_on(today, birth_date) < self.guardian_under

    def fingerprints_required(self, birth_date: date | None, today: date) -> bool:
        """True while the birth date is not known: nothing is left out by mistake."""
        return birth_date is None or age_on(today, birth_date) >= self.fingerprints_from


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


_TRAVEL = (DocumentKind.PASSPORT, DocumentKind.ID_CARD)
_MAX_NUMBER = 30
_MRZ_CODES: Mapping[type[MrzError], str] = {
    MrzSize: "DOC-MRZ-SIZE",
    MrzCharacter: "DOC-MRZ-CHARACTER",
    MrzCheckDigit: "DOC-MRZ-DIGIT",
    MrzDate: "DOC-MRZ-DATE",
    MrzField: "DOC-MRZ-FIELD",
}


def read_document(fields: Mapping[str, str], today: date) -> tuple[TravelDocument | None, tuple[Problem, ...]]:
    """The document, or None with every problem. Without a document the value has kind NONE and nothing else."""
    text = fields.get("document_kind", "")
    if text not in set(DocumentKind):
        faults = _zone(split_lines(fields.get("document_mrz", "")))[1]
        return None, (*faults, Problem("DOC-KIND", field="document_kind"))
    kind = DocumentKind(text)
    if kind is DocumentKind.NONE:
        return TravelDocument(kind, "", "", None, DocumentSource.TYPED), ()

    number = nfc(fields.get("document_number", "")).upper()
    issuer = fields.get("document_issuer", "").strip().upper()
    expiry_text = fields.get("document_expiry", "").strip()
    expiry = parse_date(expiry_text)
    lines = split_lines(fields.get("document_mrz", "")) if kind in _TRAVEL else ()
    mrz, problems = _zone(lines)
    problems += _number(number, issuer, kind)
    problems += _issuer(issuer, kind)
    if expiry_text and expiry is None:
        problems += (Problem("DOC-DATE", field="document_expiry"),)
    if mrz is not None:
        problems += _disagreements(mrz, fields, today)
    if problems:
        return None, problems
    return TravelDocument(kind, number, issuer, expiry, _source(fields, lines), lines), ()


def _source(fields: Mapping[str, str], lines: tuple[str, ...]) -> DocumentSource:
    if not lines:
        return DocumentSource.TYPED
    read = fields.get("document_source") == DocumentSource.MRZ_READ
    return DocumentSource.MRZ_READ if read else DocumentSource.MRZ_TYPED


def _from_mrz(mrz: Mrz, today: date) -> Mapping[str, str]:
    expiry = mrz.expiry_date(today)
    return {
        "document_number": mrz.document_number,
        "document_issuer": mrz.issuing_state,
        "document_expiry": format_date(expiry) if expiry else "",
    }


def _zone(lines: tuple[str, ...]) -> tuple[Mrz | None, tuple[Problem, ...]]:
    if not lines:
        return None, ()
    try:
        return parse(lines), ()
    except MrzError as error:
        return None, (Problem(_MRZ_CODES[type(error)], error.params, field="document_mrz"),)


def _disagreements(mrz: Mrz, fields: Mapping[str, str], today: date) -> tuple[Problem, ...]:
    """Where the zone says something else than the fields; what is unknown on either side is not compared."""
    problems = [
        Problem("DOC-MRZ-DIFFERS", field=field)
        for field, said in _from_mrz(mrz, today).items()
        if said and fields.get(field, "").strip().upper() not in ("", said)
    ]
    birth_date, said_birth = read_birth_date(fields, today), mrz.birth_date(today)
    if None not in (birth_date, said_birth) and birth_date != said_birth:
        problems.append(Problem("DOC-BIRTH-DIFFERS", field="document_mrz"))
    if mrz.sex != "X" and fields.get("sex", "") in ("F", "M") and fields["sex"] != mrz.sex:
        problems.append(Problem("DOC-SEX-DIFFERS", field="document_mrz"))
    return tuple(problems)


@cache
def _patterns() -> Mapping[str, str]:
    text = files("station.domain").joinpath("data", "documents.toml").read_text(encoding="utf-8")
    patterns: Mapping[str, str] = tomllib.loads(text)["number"]
    return patterns


def _number(number: str, issuer: str, kind: DocumentKind) -> tuple[Problem, ...]:
    if not number:
        return (Problem("DOC-REQUIRED", field="document_number"),)
    if kind in _TRAVEL:
        wellformed = re.fullmatch(_patterns().get(issuer, _patterns()["default"]), number) is not None
    else:
        wellformed = len(number) <= _MAX_NUMBER
    return () if wellformed else (Problem("DOC-NUMBER", field="document_number"),)


def _issuer(issuer: str, kind: DocumentKind) -> tuple[Problem, ...]:
    if not issuer:
        return (Problem("DOC-REQUIRED", field="document_issuer"),) if kind in _TRAVEL else ()
    return () if is_known(issuer) else (Problem("DOC-ISSUER", field="document_issuer"),)
