"""What a profile takes from elsewhere: parts that many services have, and the grade of each field that may be proven.

A part is a file of this program in `shared`, named with its number: `person@1`. It has tables of a profile, and whoever
includes it says only what is different. What stood under a number stays: another text of a part is another number.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from tomllib import loads
from typing import Any, TypeAlias

from station.profiles import words
from station.profiles.findings import Findings
from station.texts import LANGUAGES
from station.texts.fields import field_words, label_key

Entries: TypeAlias = Mapping[str, Any]
_FOLDER = files(__package__).joinpath("shared")
PARTS = tuple(sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")))
"""Names of all parts."""


def with_included(entries: Entries, findings: Findings) -> Entries:
    """The entries of a file together with those of the parts that it includes, and a field for each grade. Of the
    fields of a part only those are taken that a step asks for. What is not written as it should be is left as it is,
    for `decode` to say so."""
    whole = entries
    for name in _texts(entries.get("include")):
        if name in PARTS:
            whole = _joined(whole, _part(name))
    return _graded(_without_unasked(whole, entries.get("fields", {})), findings)


@cache
def _part(name: str) -> Entries:
    return loads(_FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _joined(own: Entries, part: Entries) -> Entries:
    """Tables entry by entry, lists of tables one after the other; of everything else what the file itself says."""
    whole = dict(own)
    for name, said in part.items():
        mine = own.get(name)
        if mine is None:
            whole[name] = said
        elif isinstance(mine, dict) and isinstance(said, dict):
            whole[name] = _joined(mine, said)
        elif _of_tables(mine) and _of_tables(said):
            whole[name] = [*mine, *said]
    return whole


def _of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _without_unasked(whole: Entries, own: Any) -> Entries:
    """own: the fields that stand in the file itself."""
    fields = whole.get("fields")
    if not isinstance(fields, dict):
        return whole
    asked = {name for step in _tables(whole.get("steps")) for name in _texts(step.get("fields"))}
    return {**whole, "fields": {name: field for name, field in fields.items() if name in asked or name in own}}


def _graded(entries: Entries, findings: Findings) -> Entries:
    """After each field of `graded` one that says how well it is proven."""
    fields = entries.get("fields")
    if not isinstance(fields, dict):
        return entries
    graded = dict(fields)
    of: dict[str, str] = {}
    for place, name in enumerate(_texts(entries.get("graded"))):
        if not isinstance(fields.get(name), dict):
            findings.add("PRF-087", "graded", place, field=name[:40])
            continue
        of[name] = f"{name}_grade"
        when = {"when": fields[name]["when"]} if "when" in fields[name] else {}
        grade = {"type": "choice", "name": _called(name, fields[name]), "choices": list(words.GRADES), **when}
        graded[of[name]] = {**grade, "default": words.GRADES[0]}
    if not of or not isinstance(entries.get("steps"), list):
        return entries
    return {**entries, "fields": graded, "steps": [_asking(step, of) for step in entries["steps"]]}


def _called(name: str, field: Entries) -> Mapping[str, str]:
    """By language: the name of the field, and what is asked of it, so that nobody takes one grade for another's."""
    own = field.get("name")
    said = own if isinstance(own, dict) else {}
    texts = {tag: field_words(tag) for tag in LANGUAGES}
    return {
        tag: f"{said.get(tag) or every.get(label_key(name), name)}{every['label.graded']}"
        for tag, every in texts.items()
    }


def _asking(step: Any, of: Mapping[str, str]) -> Any:
    """The step with each field followed by its grade."""
    if not isinstance(step, dict) or not isinstance(step.get("fields"), list):
        return step
    names = ([name, of[name]] if name in of else [name] for name in step["fields"])
    return {**step, "fields": [*chain.from_iterable(names)]}


def _tables(value: object) -> tuple[Entries, ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
