"""Our values by name, as text in the receiver's forms; "" where nothing is known. A mapping (`schema`) names them.

Each field of our own table by its id, and what is put together of them or of the enrollment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import rfc8785

from station.domain.subject import Sex
from station.packet.fields import IDS
from station.packet.fields import Value as Kept
from station.packet.format import Dossier

FURTHER = "further"
"""What only one service asks: all of it in one JSON object, as in our own form."""
_SEX_ENGLISH = {Sex.FEMALE.value: "Female", Sex.MALE.value: "Male", Sex.UNSPECIFIED.value: "Others"}
_SEX_ARMENIAN = {Sex.FEMALE.value: "Իգական", Sex.MALE.value: "Արական", Sex.UNSPECIFIED.value: "Այլ"}


@dataclass(frozen=True)
class Value:
    """of: ids of the fields that it says."""

    text: Callable[[Dossier], str]
    of: tuple[str, ...] = ()


def _of_field(field_id: str) -> Value:
    return Value(lambda dossier: _text(dossier.given.values.get(field_id)), (field_id,))


def _text(value: Kept) -> str:
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"  # MOSIP's form of a date
    return "\n".join(value) if isinstance(value, tuple) else value or ""


def _full(given: str, surname: str) -> Value:
    return Value(lambda dossier: f"{dossier.given.text(given)} {dossier.given.text(surname)}".strip(), (given, surname))


def _sex(words: Mapping[str, str]) -> Value:
    return Value(lambda dossier: words.get(dossier.given.text("sex"), ""), ("sex",))


VALUES: Mapping[str, Value] = {
    **{field_id: _of_field(field_id) for field_id in sorted(IDS)},
    "enrollment_id": Value(lambda d: d.enrollment.enrollment_id),
    "procedure": Value(lambda d: d.context.procedure),
    "full_name_armenian": _full("given_armenian", "surname_armenian"),
    "full_name_latin": _full("given_latin", "surname_latin"),
    "sex_english": _sex(_SEX_ENGLISH),
    "sex_armenian": _sex(_SEX_ARMENIAN),
    FURTHER: Value(lambda d: rfc8785.dumps(dict(d.given.further)).decode() if d.given.further else "", (FURTHER,)),
}
