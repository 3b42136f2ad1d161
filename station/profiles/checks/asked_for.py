"""Checks that a service asks for every paper, consent and finger that its conditions name, and a consent in that form.
Nobody would ever learn whether one that is not asked for is there, and what depends on it would be asked of
everybody."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from station.profiles.checks.conditions import texts_of, unquoted
from station.profiles.findings import Findings
from station.profiles.schema import Rule, Samples

_FORM = re.compile(r"\bconsent\(\s*(\w+)\s*\)\s*(?:(?:==|!=)\s*(\w+)|(?:not\s+)?in\s*\{([^}]*)\})")
_GIVEN = re.compile(r"\b(has_doc|consent|finger)\(\s*(\w+)\s*\)")


def check_asked_for(parts: Mapping[str, Any], findings: Findings) -> None:
    asked = {
        "has_doc": {word for rule in parts["papers"] for word in rule.one_of},
        "consent": {word for rule in parts["consents"] for word in rule.by},
        "finger": _fingers(parts["samples"]),
    }
    for way, text, _ in texts_of(parts):
        for function, word in _named(text):
            if word not in asked[function]:
                findings.add("PRF-102", *way, word=f"{function}({word})")
        for giver, form in _forms(text):
            allowed = {each for rule in parts["consents"] if giver in rule.by for each in rule.forms}
            if allowed and form not in allowed:
                findings.add("PRF-116", *way, giver=giver, form=form)


def _fingers(samples: Samples) -> set[str]:
    return set() if samples.fingers is None else set(samples.fingers.thresholds)


def _named(text: Rule) -> Iterator[tuple[str, str]]:
    if isinstance(text, str):
        for match in _GIVEN.finditer(unquoted(text)):
            yield match[1], match[2]


def _forms(text: Rule) -> Iterator[tuple[str, str]]:
    """Who is asked in which form, as `consent(FATHER) == NOTARISED` has them."""
    if isinstance(text, str):
        for match in _FORM.finditer(unquoted(text)):
            for form in re.findall(r"\w+", match[2] or match[3] or ""):
                yield match[1], form
