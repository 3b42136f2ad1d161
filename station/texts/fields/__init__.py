"""What the program itself calls fields and their choices: one file a language, each with the same keys.

    [label]
    birth_date = "Date of birth"
    [choice.sex]
    F = "F"

Where a field has no words of its own, those of the end of its id count: `latin_source` serves the surname's and the
given name's, `role` anybody's. A service may give its fields words of its own; those go before (`station.profiles`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files


@cache
def field_words(language: str) -> Mapping[str, str]:
    """All of one language by key: `label.birth_date`, `choice.sex.F`."""
    read = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(read))


def label_key(field_id: str) -> str:
    """Of the name of a field; "" where the program has none."""
    return _first("label", field_id)


def label_key_of(field_id: str, kind: str) -> str:
    """Of its name where `kind` says what stands in it."""
    return _first(f"label_of.{field_id}", kind) or label_key(field_id)


def choice_key(field_id: str, type_: str, word: str) -> str:
    """Of a word that may be chosen; "" where the program has no words for it."""
    keys = (f"choice.{name}.{word.upper()}" for name in (*ends(field_id), type_))
    return next((key for key in keys if _known(key)), "")


def ends(field_id: str) -> Iterator[str]:
    """`parents.1.name` is called as `parents_name`, else as `name`."""
    parts = [part for part in field_id.replace(".", "_").split("_") if not part.isdecimal()]
    for start in range(len(parts)):
        yield "_".join(parts[start:])


def _first(table: str, field_id: str) -> str:
    return next((key for name in ends(field_id) if _known(key := f"{table}.{name}")), "")


def _known(key: str) -> bool:
    return key in field_words("en")


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
