"""Checks of steps: each id once, each field in exactly one step, exactly one step for each kind of thing that is taken,
and the review last."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from station.domain.proven import Proof
from station.domain.sample import Finger, Modality, Slap, hand_of
from station.profiles.findings import Findings
from station.profiles.kinds import STEP_KINDS, kind_called
from station.profiles.sampled import Fingers
from station.profiles.schema import PaperRule, Samples, Step

_KEEPS = "attachments"


def check_steps(parts: Mapping[str, Any], findings: Findings) -> None:
    steps: tuple[Step, ...] = parts["steps"]
    _each(steps, findings)
    _fields(steps, parts["fields"], findings)
    if {"papers", "consents", "samples", "payment"} <= parts.keys():
        _takes(steps, parts, findings)
        _keeps(steps, parts["papers"], findings)
    reviews = [place for place, step in enumerate(steps) if step.kind == "review"]
    if reviews != [len(steps) - 1]:
        findings.add("PRF-053", "steps", reviews[0] if reviews else len(steps) - 1)


def _each(steps: tuple[Step, ...], findings: Findings) -> None:
    seen: set[str] = set()
    for place, step in enumerate(steps):
        if step.id in seen:
            findings.add("PRF-051", "steps", place, "id", step=step.id)
        seen.add(step.id)
        kind = kind_called(step.kind)
        if kind.lists and not step.fields and step.kind in STEP_KINDS:
            findings.add("PRF-054", "steps", place, step=step.id)
        if step.name is None and kind.named:
            findings.add("PRF-003", "steps", place, entry="name")
        if step.fields and not kind.lists:
            findings.add("PRF-055", "steps", place, "fields", step=step.id)
        if step.when is not True and kind.takes:
            findings.add("PRF-056", "steps", place, "when", step=step.id, part=kind.takes)
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
    for kind, of in STEP_KINDS.items():
        places = [place for place, step in enumerate(steps) if step.kind == kind]
        if of.part:
            first, *rest = of.part.split(".")
            said = bool(reduce(getattr, rest, parts[first]))
            if said and not places:
                findings.add("PRF-057", first, *rest, part=of.part, kind=kind)
            elif places and not said:
                findings.add("PRF-058", "steps", places[0], part=of.part, step=steps[places[0]].id)
                continue
        if len(places) > 1 and not of.named and kind != "review":
            findings.add("PRF-052", "steps", places[1], kind=kind)


def _keeps(steps: tuple[Step, ...], papers: tuple[PaperRule, ...], findings: Findings) -> None:
    """A paper of which more than the original is wanted needs a step that takes its pages, and the other way round."""
    wanted = next((place for place, rule in enumerate(papers) if set(rule.forms) != {"ORIGINAL"}), None)
    there = next((place for place, step in enumerate(steps) if step.kind == _KEEPS), None)
    if wanted is not None and there is None:
        findings.add("PRF-057", "papers", wanted, "forms", part="papers.forms", kind=_KEEPS)
    elif there is not None and wanted is None:
        findings.add("PRF-058", "steps", there, part="papers.forms", step=steps[there].id)


def check_samples(samples: Samples, findings: Findings) -> None:
    """Every finger that is taken has a threshold, and no other finger has one; no more fingers go into the chip than
    are taken. Nothing is said of a reason, and nothing is asked beside one, that nobody may give."""
    for what in Modality:
        sample = getattr(samples, what.value)
        if sample is None:
            continue
        for proof in Proof:
            for word in set(getattr(sample, proof.value)).difference(sample.exceptions):
                findings.add("PRF-075", "samples", what.value, proof.value, reason=word)
        for word in sample.exceptions_when.keys() - set(sample.exceptions):
            findings.add("PRF-075", "samples", what.value, "exceptions_when", word, reason=word)
    fingers = samples.fingers
    if fingers is None:
        return
    _share_none(fingers, findings)
    taken = {finger.name for slap in fingers.slaps for finger in _fingers_of(Slap[slap], fingers.fallback)}
    for name in sorted(taken - fingers.thresholds.keys()):
        findings.add("PRF-062", "samples", "fingers", "thresholds", finger=name)
    for name in sorted(fingers.thresholds.keys() - taken):
        findings.add("PRF-063", "samples", "fingers", "thresholds", name, finger=name)
    if fingers.chip > len(taken):
        findings.add("PRF-064", "samples", "fingers", "chip", most=len(taken))


def _share_none(fingers: Fingers, findings: Findings) -> None:
    """No finger is asked for by two placements, nor may stand in one for a finger while another asks for it: whoever
    gave it once would be told that it is taken twice."""
    asked: dict[Finger, str] = {}
    for place, name in enumerate(fingers.slaps):
        here = dict.fromkeys(_fingers_of(Slap[name], fingers.fallback))
        shared = next((each for each in here if each in asked), None)
        if shared is not None:
            way = "samples", "fingers", "slaps", place
            findings.add("PRF-106", *way, slap=name, other=asked[shared], finger=shared.name)
        asked = {**dict.fromkeys(here, name), **asked}


def _fingers_of(slap: Slap, fallback: Sequence[str]) -> Iterator[Finger]:
    """All that may be taken of it: of a single finger also what may stand for it."""
    yield from slap.fingers
    if slap.alone:
        yield from (Finger[f"{hand_of(slap.fingers[0]).upper()}_{kind}"] for kind in fallback)
