"""A name in both scripts: the Latin spelling is the table's, or it has evidence (Decision 725-N)."""

import re
from collections.abc import Mapping

from station.domain.errors import Problem
from station.domain.romanisation import is_armenian, nfc, romanise
from station.domain.subject import LatinSource, Name

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
