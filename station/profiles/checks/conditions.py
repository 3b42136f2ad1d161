"""Reads every condition of a profile, and checks that the fields it names are there and of the right kind."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from station.profiles.condition import Condition, ConditionFault, Names, day_of, truth_of
from station.profiles.findings import Findings
from station.profiles.names import names_of
from station.profiles.schema import Rule
from station.toml import Step

_Read: TypeAlias = Callable[[str, Names], Condition]
_Place: TypeAlias = tuple[Step, ...]


def read_conditions(parts: Mapping[str, Any], findings: Findings) -> dict[str, Condition] | None:
    """Every condition of the profile by its text; None where at least one of them is wrong."""
    names = names_of(parts["fields"], ends="in_force" in parts and parts["in_force"].until is not None)
    read: dict[tuple[str, _Read], Condition] = {}
    sound = True
    for way, text, as_ in texts_of(parts):
        if not isinstance(text, str) or (text, as_) in read:
            continue
        try:
            read[text, as_] = as_(text, names)
        except ConditionFault as fault:
            findings.add(fault.code, *way, **fault.params)
            sound = False
    return {text: condition for (text, _), condition in read.items()} if sound else None


def texts_of(parts: Mapping[str, Any]) -> Iterator[tuple[_Place, Rule, _Read]]:
    """Each condition: where in the file it stands, its text, and how to read it: as a truth or as a day."""
    if "subject" in parts:
        for place, text in enumerate(parts["subject"].who):
            yield ("subject", "who", place), text, truth_of
        yield ("subject", "obliged"), parts["subject"].obliged, truth_of
    for name, field in parts["fields"].items():
        yield ("fields", name, "when"), field.when, truth_of
        yield ("fields", name, "required"), field.required, truth_of
        yield ("fields", name, "evidence"), field.evidence, truth_of
    for part in ("steps", "papers", "consents", "terms"):
        for place, rule in enumerate(parts.get(part, ())):
            yield (part, place, "when"), rule.when, truth_of
    if "samples" in parts:
        for name in ("face", "fingers", "signature"):
            sample = getattr(parts["samples"], name)
            if sample is not None:
                yield ("samples", name, "when"), sample.when, truth_of
                for reason, text in sample.exceptions_when.items():
                    yield ("samples", name, "exceptions_when", reason), text, truth_of
    if parts.get("payment") is not None:
        yield ("payment", "required"), parts["payment"].required, truth_of
        yield ("payment", "in_time"), parts["payment"].in_time, truth_of
    if parts.get("document") is not None:
        for place, rule in enumerate(parts["document"].validity):
            yield ("document", "validity", place, "when"), rule.when, truth_of
            yield ("document", "validity", place, "until"), rule.until, day_of


def unquoted(text: str) -> str:
    """The text of a condition without the texts in quotes, so that names can be looked for in it."""
    return re.sub(r"'[^']*'", "", text)
