"""A name as it is said at the desk: its form in each script, where each comes from, and on what it rests.

A person may have one name only. A dash in the place of the other says that there is none, which is another thing than
an empty field: nobody has asked yet. In every record such a name is the empty text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from station.domain.armenian import hy_upper, nfc
from station.domain.romanisation import romanise
from station.domain.subject import LatinSource
from station.domain.value import FieldValue, Source

NO_NAME = "-"
_DASHES = frozenset({NO_NAME, "\u2012", "\u2013", "\u2014", "\u2015"})
_SCRIPTS = {"hy": "hy", "latin": "la", "cy": "cy"}
"""As ids of fields end, and as profiles call it."""


@dataclass(frozen=True)
class NameForm:
    """script: hy, la or cy. text: as typed; "" where the person has no such name. source: TABLE while a Latin form is
    the table's, PAPER where a document proves another. reason: which kind of document. evidence: its number; of what a
    zone or a register gave, the field that it came from."""

    script: str
    text: str
    source: Source
    reason: LatinSource | None = None
    evidence: str = ""


def says_none(text: str) -> bool:
    """Whether what is typed into the place of a name says that there is none."""
    return nfc(text) in _DASHES


def written(text: str) -> str:
    """A name as typed; "" where it says that there is none."""
    return "" if says_none(text) else text


def forms_of(values: Mapping[str, FieldValue], part: str) -> tuple[NameForm, ...]:
    """Of `part`, surname or given: those that are filled in, in the order Armenian, Latin, Cyrillic."""
    return tuple(_forms(values, part))


def _forms(values: Mapping[str, FieldValue], part: str) -> Iterator[NameForm]:
    for end, script in _SCRIPTS.items():
        value = values.get(f"{part}_{end}")
        if value is None or not nfc(value.text):
            continue
        if script == "la":
            yield _latin(value, values, part)
        else:
            yield NameForm(script, written(value.text), value.source, evidence=value.evidence)


def _latin(value: FieldValue, values: Mapping[str, FieldValue], part: str) -> NameForm:
    text = written(value.text)
    armenian, said = _text(values, f"{part}_hy"), _text(values, f"{part}_latin_source").lower()
    if not nfc(armenian):  # nothing to deviate from
        return NameForm("la", text, value.source, evidence=value.evidence)
    if said not in ("", LatinSource.TABLE) and said in list(LatinSource):
        return NameForm("la", text, Source.PAPER, LatinSource(said), _text(values, f"{part}_evidence"))
    if nfc(value.text).upper() == romanise(armenian):
        return NameForm("la", text, Source.TABLE, LatinSource.TABLE)
    return NameForm("la", text, value.source, evidence=value.evidence)


def _text(values: Mapping[str, FieldValue], name: str) -> str:
    return values[name].text if name in values else ""


def whole_name(texts: Mapping[str, str], script: str) -> str:
    """Given name and surname as far as they are typed. script: hy or latin."""
    parts = (written(texts.get(f"{part}_{script}", "")) for part in ("given", "surname"))
    return " ".join(part for part in parts if part).strip()


def in_capitals(surname: str, given: str) -> str:
    """Both in the capitals of the state orthography, as a document carries them."""
    return hy_upper(f"{written(surname)} {written(given)}")
