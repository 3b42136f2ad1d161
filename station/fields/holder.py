"""Whether a document is the applicant's: what its zone says of its holder, against what is entered of them.

Some differences stop: a person has one birth date, one number of public service and hardly ever another given name.
Others are only told: a surname changes by marriage, a spelling by table, and whoever has two citizenships shows either
document.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby

from station.domain.dates import format_date
from station.domain.names import NO_NAME
from station.domain.psn import examine
from station.domain.romanisation import romanise
from station.domain.subject import Sex
from station.fields.day import BIRTH, PartialDate
from station.fields.field import Value
from station.formats.mrz import Mrz, components

_HOME = "ARM"
_ONE_STATE: Mapping[str, str] = {"D": "DEU", "RKS": "XXK", "UNK": "XXK"}
"""Codes that zones have for a State that others write otherwise."""
_UNSPECIFIED = "XXX"
_OTHERS = "other_citizenships"
_LIKE, _SOUNDS_LIKE, _FEW = 0.7, 0.66, 3
"""Shares of letters, and of sounds, in which two spellings of a name agree; fewer sounds than three say nothing."""
# Letters that one table writes for another's; what is not here is a vowel, or is left out by some.
_SOUNDS = str.maketrans("BPDTGKQZSCJVFWXLMNR", "PPTTKKKSSSSFFFKLMNR", "AEIOUYH")


@dataclass(frozen=True)
class Difference:
    """field: of the applicant. said: by the zone; entered: at the desk; both as a form shows them. code: of the problem
    that it is; "" where it is told and stops nobody."""

    field: str
    said: str
    entered: str
    code: str


def differences(
    zone: Mrz, value: Callable[[str], Value], asked: Collection[str], today: date
) -> tuple[Difference, ...]:
    """value: of a field of the applicant; None while it is not known, which is not compared. asked: fields that the
    service has."""
    return tuple(
        found for each in (_birth, _sex, _number, _citizenship, _names) for found in each(zone, value, asked, today)
    )


def number_by(zone: Mrz, today: date) -> str:
    """The number of public service, where an Armenian zone has one: ten digits of its optional data that agree with its
    birth date and sex. Unconfirmed: where Armenian documents have it."""
    if zone.issuing_state != _HOME:
        return ""
    born, further = zone.birth_date(today), (zone.optional_1, zone.optional_2)
    return next((text for text in further if born and not examine(text, Sex(zone.sex), born).faults), "")


def spelled_like(one: str, other: str) -> bool:
    """Whether two Latin names may be one: a part of one is a part of the other, by whatever table of letters."""
    parts = components(one), components(other)
    return any(_alike(a, b) for a in parts[0] for b in parts[1])


def _alike(one: str, other: str) -> bool:
    if SequenceMatcher(None, one, other).ratio() >= _LIKE:
        return True
    sounds = _sounds(one), _sounds(other)
    few = min(len(each) for each in sounds) < _FEW
    return sounds[0] == sounds[1] or (not few and SequenceMatcher(None, *sounds).ratio() >= _SOUNDS_LIKE)


def _sounds(name: str) -> str:
    return "".join(each for each, _ in groupby(name.translate(_SOUNDS)))


def _birth(zone: Mrz, value: Callable[[str], Value], _asked: Collection[str], today: date) -> Iterator[Difference]:
    said, entered = zone.birth_date(today), value(BIRTH)
    if said is None or entered is None:
        return
    first, last = (entered.first, entered.last) if isinstance(entered, PartialDate) else (entered, entered)
    if not first <= said <= last:
        written = str(entered) if isinstance(entered, PartialDate) else format_date(entered)
        yield Difference(BIRTH, format_date(said), written, "DOC-BIRTH-DIFFERS")


def _sex(zone: Mrz, value: Callable[[str], Value], _asked: Collection[str], _today: date) -> Iterator[Difference]:
    entered = value("sex")
    if zone.sex != "X" and entered in ("F", "M") and entered != zone.sex:
        yield Difference("sex", zone.sex, entered, "DOC-SEX-DIFFERS")


def _number(zone: Mrz, value: Callable[[str], Value], _asked: Collection[str], today: date) -> Iterator[Difference]:
    said, entered = number_by(zone, today), value("psn")
    if said and entered and value("psn_kind") in (None, "PSN") and entered != said:
        yield Difference("psn", said, entered, "DOC-PSN-DIFFERS")


def _citizenship(zone: Mrz, value: Callable[[str], Value], asked: Collection[str], _t: date) -> Iterator[Difference]:
    """Where all citizenships are asked it is among them. Somebody with an Armenian passport is no foreigner, unless it
    was cancelled."""
    said, entered = _ONE_STATE.get(zone.nationality, zone.nationality), value("nationality")
    others = value(_OTHERS) or ()
    if entered is None or said in {_ONE_STATE.get(each, each) for each in (_UNSPECIFIED, entered, *others)}:
        return
    stops = _OTHERS in asked or (said == _HOME and not value("document_cancelled"))
    yield Difference("nationality", zone.nationality, entered, "DOC-CITIZENSHIP-DIFFERS" if stops else "")


def _names(zone: Mrz, value: Callable[[str], Value], _asked: Collection[str], today: date) -> Iterator[Difference]:
    """The given name in Latin and in Armenian letters. Of a zone with one name alone nobody knows which it is."""
    said = zone.secondary_identifier
    if not said or zone.rules_of == "RUS" or number_by(zone, today) == (value("psn") or NO_NAME):
        return
    typed = (value("given_latin"), romanise(value("given_hy") or ""))
    other = next((name for name in typed if name and not spelled_like(name, said)), "")
    if other:
        yield Difference("given_latin", said, other, "DOC-NAME-DIFFERS")
