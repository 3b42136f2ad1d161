"""Checks of steps: each id once, each field in exactly one step, exactly one step for each kind of thing that is taken,
and the review last."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from station.domain.sample import Slap
from station.profiles.findings import Findings
from station.profiles.schema import Samples, Step

_WITH_FIELDS = ("form", "applicant", "document", "payment")
_WITHOUT_WORDS = ("form",)
"""Kinds of steps whose own name does not tell what the service asks there: such a step must have a name."""
_TAKES: Mapping[str, str] = {
    "papers": "papers",
    "consents": "consents",
    "face": "samples.face",
    "slaps": "samples.fingers",
    "signature": "samples.signature",
}
"""Kinds of steps that take something, and the part of the profile that says when it is needed."""
_SAID_IN: Mapping[str, str] = {**_TAKES, "payment": "payment"}
"""Kinds of steps of which there may be one only, and the part of the profile that it is about."""


def check_steps(parts: Mapping[str, Any], findings: Findings) -> None:
    steps: tuple[Step, ...] = parts["steps"]
    _each(steps, findings)
    _fields(steps, parts["fields"], findings)
    if {"papers", "consents", "samples", "payment"} <= parts.keys():
        _takes(steps, parts, findings)
    reviews = [place for place, step in enumerate(steps) if step.kind == "review"]
    if reviews != [len(steps) - 1]:
        findings.add("PRF-053", "steps", reviews[0] if reviews else len(steps) - 1)


def _each(steps: tuple[Step, ...], findings: Findings) -> None:
    seen: set[str] = set()
    for place, step in enumerate(steps):
        if step.id in seen:
            findings.add("PRF-051", "steps", place, "id", step=step.id)
        seen.add(step.id)
        if (step.kind == "form") and not step.fields:
            findings.add("PRF-054", "steps", place, step=step.id)
        if step.name is None and step.kind in _WITHOUT_WORDS:
            findings.add("PRF-003", "steps", place, entry="name")
        if step.fields and step.kind not in _WITH_FIELDS:
            findings.add("PRF-055", "steps", place, "fields", step=step.id)
        if step.when is not True and step.kind in _TAKES:
            findings.add("PRF-056", "steps", place, "when", step=step.id, part=_TAKES[step.kind])
        if step.when is not True and step.kind == "review":
            findings.add("PRF-053", "steps", place, "when")


def _fields(steps: tuple[Step, ...], fields: Mapping[str, Any], findings: Findings) -> None:
    asked = Counter[str]()
    for place, step in enumerate(steps):
        for number, name in enumerate(step.fields):
            asked[name] += 1
            if name not in fields:
                findings.add("PRF-050", "steps", place, "fields", number, step=step.id, field=name)
            elif asked[name] == 2:
                findings.add("PRF-049", "steps", place, "fields", number, field=name)
    for name in fields:
        if not asked[name]:
            findings.add("PRF-048", "fields", name, field=name)


def _takes(steps: tuple[Step, ...], parts: Mapping[str, Any], findings: Findings) -> None:
    said = {
        kind: bool(parts[kind])
        if kind in parts
        else getattr(parts["samples"], part.removeprefix("samples.")) is not None
        for kind, part in _SAID_IN.items()
    }
    kinds = Counter(step.kind for step in steps)
    for kind in kinds.keys() - {*_SAID_IN, *_WITHOUT_WORDS, "review"}:
        if kinds[kind] > 1:
            place = [place for place, step in enumerate(steps) if step.kind == kind][1]
            findings.add("PRF-052", "steps", place, kind=kind)
    for kind, part in _SAID_IN.items():
        place = next((place for place, step in enumerate(steps) if step.kind == kind), 0)
        if said[kind] and not kinds[kind]:
            findings.add("PRF-057", *part.split("."), part=part, kind=kind)
        elif kinds[kind] and not said[kind]:
            findings.add("PRF-058", "steps", place, part=part, step=steps[place].id)
        elif kinds[kind] > 1:
            findings.add("PRF-052", "steps", place, kind=kind)


def check_samples(samples: Samples, findings: Findings) -> None:
    """Every finger that is taken has a threshold, and no other finger has one; no more fingers go into the chip than
    are taken."""
    fingers = samples.fingers
    if fingers is None:
        return
    taken = {finger.name for slap in fingers.slaps for finger in Slap[slap].fingers}
    for name in sorted(taken - fingers.thresholds.keys()):
        findings.add("PRF-062", "samples", "fingers", "thresholds", finger=name)
    for name in sorted(fingers.thresholds.keys() - taken):
        findings.add("PRF-063", "samples", "fingers", "thresholds", name, finger=name)
    if fingers.chip > len(taken):
        findings.add("PRF-064", "samples", "fingers", "chip", most=len(taken))
