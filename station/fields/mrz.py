"""A machine-readable zone, and what it says otherwise than the fields beside it.

`document_mrz` belongs to `document_kind`, `document_number`, `document_issuer` and `document_expiry`; what it says of
its holder is held against the applicant in `station.fields.holder`.
"""

from collections.abc import Mapping
from datetime import date

from station.domain.armenian import nfc
from station.domain.dates import format_date, parse_date
from station.domain.errors import Problem
from station.domain.names import NO_NAME, says_none, written
from station.domain.romanisation import romanise
from station.fields.cleaning import clean
from station.fields.field import Field, FieldContext, FieldType, Json, Read, Value, problem
from station.fields.holder import differences
from station.formats.mrz import (
    Mrz,
    MrzCharacter,
    MrzCheckDigit,
    MrzDate,
    MrzError,
    MrzField,
    MrzSize,
    components,
    parse,
    split_lines,
    unframed,
)

_CODES: Mapping[type[MrzError], str] = {
    MrzSize: "DOC-MRZ-SIZE",
    MrzCharacter: "DOC-MRZ-CHARACTER",
    MrzCheckDigit: "DOC-MRZ-DIGIT",
    MrzDate: "DOC-MRZ-DATE",
    MrzField: "DOC-MRZ-FIELD",
}
NO_DOCUMENT = "NONE"
_MARKS = str.maketrans("", "", "< -")


def zone_of(text: str) -> Mrz | None:
    """What a document's zone without fault says; None of any other, and of a visa's, which is no document."""
    zone = any_zone_of(text)
    return None if zone is None or zone.format.visa else zone


def any_zone_of(text: str) -> Mrz | None:
    """As `zone_of`, and of a visa's too."""
    cleaned, problems = clean(unframed(text), "", lines=True)
    try:
        return None if problems else parse(split_lines(cleaned))
    except MrzError:
        return None


def said_by(zone: Mrz, today: date) -> Mapping[str, str]:
    """Of the document, as it would be typed; "" where the zone does not say it. Within a number, a filler stands for a
    mark or a blank (ICAO Doc 9303-3 section 4.4): nobody types it."""
    expiry = zone.expiry_date(today)
    return {
        "number": zone.document_number.replace("<", ""),
        "issuer": zone.issuing_state,
        "expiry": format_date(expiry) if expiry else "",
    }


def names_by(zone: Mrz, texts: Mapping[str, str]) -> Mapping[str, str]:
    """By part, surname or given, in Latin letters; a dash where the zone says that there is none. Empty where something
    was cut, and of one whose letters are no Latin names. texts: what is entered of the applicant."""
    if zone.names_truncated or zone.rules_of == "RUS":
        return {}
    if not zone.secondary_identifier:
        return _alone(zone.primary_identifier, texts)
    return {"surname": zone.primary_identifier or NO_NAME, "given": zone.secondary_identifier}


def _alone(name: str, texts: Mapping[str, str]) -> Mapping[str, str]:
    """A zone with one name alone has it in the place of the surname, whichever it is (ICAO Doc 9303-3 section 4.6): it
    is the given name of whom the applicant's own answers say so, by a dash or by the name itself."""
    no_surname = any(says_none(texts.get(f"surname_{script}", "")) for script in ("hy", "latin"))
    given = (texts.get("given_latin", ""), romanise(texts.get("given_hy", "")))
    if no_surname or any(spelled_alike(each, name) for each in given):
        return {"surname": NO_NAME, "given": name}
    return {"surname": name, "given": NO_NAME}


def own_rules(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Of a zone that follows a state's own rules: `state`, and the `name` in it. Empty of any other."""
    zone = zone_of(texts.get("document_mrz", ""))
    if zone is None or not zone.rules_of:
        return {}
    return {"state": zone.rules_of, "name": f"{zone.secondary_identifier} {zone.primary_identifier}".strip()}


def spelled_alike(one: str, other: str) -> bool:
    """Whether two Latin names are one in a zone, which has neither hyphens nor apostrophes."""
    return components(one) == components(other)


def name_otherwise(part: str, texts: Mapping[str, str]) -> str:
    """How the zone spells a name, surname or given, where that is not what is typed in Latin letters; "" where it is,
    where nothing is typed, and where the zone does not say. Quick enough for each key."""
    typed = texts.get(f"{part}_latin", "")
    zone = zone_of(texts.get("document_mrz", "")) if typed else None
    said = "" if zone is None else names_by(zone, texts).get(part, "")
    return "" if not said or spelled_alike(written(typed), said) else said


def _read(text: str, field: Field, _context: FieldContext) -> Read:
    """Its lines, right or wrong: what is not on them is no zone."""
    lines = split_lines(text)
    if not lines:
        return Read()
    try:
        zone = parse(lines)
    except MrzError as error:
        return Read(None, (Problem(_CODES[type(error)], error.params, field=field.id),))
    if zone.format.visa:
        return Read(None, (Problem("DOC-MRZ-VISA", field=field.id),))
    return Read(lines)


def _check(value: Value, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    """Where the zone says something else than a field; what is unknown on either side is not compared."""
    zone = parse(value)
    beside = field.id.removesuffix("mrz")
    problems = [
        Problem("DOC-MRZ-DIFFERS", field=f"{beside}{name}")
        for name, said in said_by(zone, context.day).items()
        if said and not _agree(nfc(context.texts.get(f"{beside}{name}", "")).upper(), said)
    ]
    if context.value(f"{beside}kind") != NO_DOCUMENT:
        found = differences(zone, lambda name: context.value(field.beside(name)), context.fields, context.day)
        problems += [one for each in found if each.code for one in problem(each.code, field)]
    return tuple(problems)


def _agree(typed: str, said: str) -> bool:
    """One day however it is written; a number with or without the fillers that stand for its marks and blanks."""
    if not typed:
        return True
    day = parse_date(said)
    if day is not None:
        return parse_date(typed) in (None, day)
    return typed.translate(_MARKS) == said.translate(_MARKS)


def _lines(value: Value) -> Json:
    return list(value)


TYPE = FieldType("mrz", "other", "mrz", _read, _check, _lines, longest=None, lines=True, bare=unframed)
