"""Words for a field by its id. Where it has none of its own, those of the end of its id: `latin_source` serves the
surname's and the given name's, `role` anybody's."""

from collections.abc import Iterator
from functools import cache

from ui.messages import words

_UNNAMED = "field.unnamed"


def label_key(field_id: str) -> str:
    return _first("label", field_id) or _UNNAMED


def label_of(field_id: str, kind: str) -> str:
    """Its name where `kind` says what stands in it."""
    return _first(f"label_of.{field_id}", kind) or label_key(field_id)


def hint_key(field_id: str, type_: str) -> str:
    """Of the field, else of its type; "" where there is nothing to say."""
    return _first("hint", field_id) or _first("hint", type_)


def choice_key(field_id: str, type_: str, word: str) -> str:
    for name in (*_ends(field_id), type_):
        key = f"field.choice.{name}.{word.upper()}"
        if key in words("en"):
            return key
    return _UNNAMED


def state_key(code: str) -> str:
    """The name of a State that comes here often; "" of any other."""
    return _known(f"field.state.{code}")


def step_key(step: str, what: str) -> str:
    """what: title, purpose or hint."""
    return _known(f"field.step.{step}.{what}") or f"field.step.any.{what}"


@cache
def _first(table: str, field_id: str) -> str:
    return next((key for name in _ends(field_id) if (key := _known(f"field.{table}.{name}"))), "")


def _known(key: str) -> str:
    """Every language has the same keys."""
    return key if key in words("en") else ""


def _ends(field_id: str) -> Iterator[str]:
    """`parents.1.name` is called as `parents_name`, else as `name`."""
    parts = [part for part in field_id.replace(".", "_").split("_") if not part.isdecimal()]
    for start in range(len(parts)):
        yield "_".join(parts[start:])
