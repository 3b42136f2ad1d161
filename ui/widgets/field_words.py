"""Keys of the words that the program has for a field, by its id."""

from collections.abc import Mapping
from functools import cache

from station.texts import fields
from station.texts.states import state_names
from ui.messages import languages, words

_UNNAMED = "field.unnamed"


def label_key(field_id: str) -> str:
    return _key(fields.label_key(field_id))


def label_of(field_id: str, kind: str) -> str:
    """Its name where `kind` says what stands in it."""
    return _key(fields.label_key_of(field_id, kind))


@cache
def hint_key(field_id: str, type_: str) -> str:
    """Of the field, else of the end of its id, else of its type; "" where there is nothing to say."""
    names = (*fields.ends(field_id), type_)
    return next((key for name in names if (key := _known(f"field.hint.{name}"))), "")


def choice_key(field_id: str, type_: str, word: str) -> str:
    return _key(fields.choice_key(field_id, type_, word))


def state_words(code: str) -> Mapping[str, str]:
    """The name of a State or special nationality by language; empty where there is no such code."""
    return {tag: names[code] for tag in languages() if code in (names := state_names(tag))}


def step_key(step: str, what: str) -> str:
    """what: title, purpose or hint."""
    return _known(f"field.step.{step}.{what}") or f"field.step.any.{what}"


def _key(found: str) -> str:
    return f"field.{found}" if found else _UNNAMED


def _known(key: str) -> str:
    """Every language has the same keys."""
    return key if key in words("en") else ""
