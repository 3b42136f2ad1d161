"""A name in one script. The Latin spelling is the table's, or something proves another (Decision 725-N).

`surname_latin` belongs to `surname_hy`; `surname_latin_source` says why it is another than the table's, and
`surname_evidence` what proves it.
"""

from re import compile as pattern

from station.domain.armenian import is_armenian
from station.domain.errors import Problem
from station.domain.names import says_none
from station.domain.romanisation import romanise
from station.fields.field import Field, FieldContext, FieldType, Read, Value, problem
from station.fields.scripts import foreign_letter, script_of

# Letters of the MRZ (ICAO Doc 9303-3 section 4.1) with the hyphen and apostrophe that it replaces or drops.
_LATIN = pattern(r"[A-Z]+([ '-][A-Z]+)*")
_BETWEEN = " -'"
BY_TABLE = "TABLE"
_OTHER = {"surname": "given", "given": "surname"}
_REFUSED = {"hy": "APP-ARMENIAN", "la": "APP-LATIN", "cy": "APP-CYRILLIC"}


def _read(text: str, field: Field, context: FieldContext) -> Read:
    """Latin becomes capitals, as in the zone; the others stay as they are written. "" where there is no such name."""
    if says_none(text):
        return Read("")
    script = field.script or "hy"
    if script == "la":
        text = text.upper()
    if _is_of(text, script):
        return Read(text)
    return Read(None, foreign_letter(context.typed(field), script, field.id) or problem(_REFUSED[script], field))


def _is_of(text: str, script: str) -> bool:
    if script == "hy":
        return is_armenian(text)
    if script == "la":
        return _LATIN.fullmatch(text) is not None
    letters = [letter for letter in text if letter not in _BETWEEN]
    return bool(letters) and all(letter.isalpha() and script_of(letter) == "CYRILLIC" for letter in letters)


def _check(value: Value, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    if value == "" and not _has_another(field, context):
        return problem("APP-NO-NAME", field)
    if field.script != "la":
        return ()
    armenian, source = context.value(f"{field.stem}_hy"), context.value(f"{field.id}_source")
    if source != BY_TABLE or armenian is None or value == romanise(armenian):
        return ()
    return problem("APP-LATIN-TABLE", field)


def _has_another(field: Field, context: FieldContext) -> bool:
    """Whether of surname and given name the other one is there, or not filled in yet; of any other name, no matter."""
    part, _, script = field.id.rpartition(".")[2].partition("_")
    other = _OTHER.get(part)
    if other is None:
        return True
    beside = field.beside(f"{other}_{script}")
    return beside in context.fields and context.value(beside) != ""


TYPE = FieldType("name", "text", "name", _read, _check, takes=frozenset({"script"}), longest=100)
