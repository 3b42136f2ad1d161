"""The document the applicant already holds: from fields to a value or to all problems; a zone that holds fills fields.

Field ids: document_kind document_mrz document_source document_number document_issuer document_expiry.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from station.domain.applicant import read_birth_date
from station.domain.dates import format_date, parse_date
from station.domain.document import DocumentKind, DocumentSource, TravelDocument
from station.domain.errors import Problem
from station.domain.nationality import is_known
from station.domain.romanisation import nfc
from station.formats.mrz import (
    Mrz,
    MrzCharacter,
    MrzCheckDigit,
    MrzDate,
    MrzError,
    MrzField,
    MrzFormat,
    MrzSize,
    parse,
    split_lines,
)

_TRAVEL = (DocumentKind.PASSPORT, DocumentKind.ID_CARD)
_MAX_NUMBER = 30
_MRZ_CODES: Mapping[type[MrzError], str] = {
    MrzSize: "DOC-MRZ-SIZE",
    MrzCharacter: "DOC-MRZ-CHARACTER",
    MrzCheckDigit: "DOC-MRZ-DIGIT",
    MrzDate: "DOC-MRZ-DATE",
    MrzField: "DOC-MRZ-FIELD",
}


def fill_from_mrz(fields: Mapping[str, str], today: date) -> Mapping[str, str]:
    """What a zone without fault says: the document's fields, and those of the applicant that are still empty."""
    lines = split_lines(fields.get("document_mrz", ""))
    try:
        mrz = parse(lines)
    except MrzError:
        return {}
    birth_date = mrz.birth_date(today)
    person = {
        "birth_date": format_date(birth_date) if birth_date else "",
        "sex": mrz.sex,
        "nationality": mrz.nationality,
    }
    read = fields.get("document_source") == DocumentSource.MRZ_READ
    return {
        **{field: value for field, value in person.items() if value and not fields.get(field)},
        "document_kind": DocumentKind.PASSPORT if mrz.format is MrzFormat.TD3 else DocumentKind.ID_CARD,
        "document_source": DocumentSource.MRZ_READ if read else DocumentSource.MRZ_TYPED,
        **_from_mrz(mrz, today),
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
