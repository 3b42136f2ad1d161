"""A case that was sent back is open in part: what the officer named, and what is missing because of it."""

from collections.abc import Collection

from station.domain.answers import FINGERS
from station.domain.enrollment import DecisionKind, Enrollment
from station.domain.errors import StationError
from station.domain.sample import Finger, Modality, Slap
from station.domain.value import Source


class NotSentBack(StationError):
    """Something is to be changed that was not sent back. `field`: which."""

    code, retryable = "STN-477", True


def slaps_among(items: Collection[str]) -> frozenset[Slap]:
    """Which placements are wanted once more: named themselves, or one of their fingers."""
    fingers = {Finger[name.upper()] for name in items if name in FINGERS}
    return frozenset(slap for slap in Slap if slap.value in items or fingers.intersection(slap.fingers))


def require_open(before: Enrollment, after: Enrollment, missing: Collection[str]) -> None:
    """missing: fields that are wrong or empty as it stands, for which somebody must be able to answer. What a terminal
    took was paid, whatever was sent back: the case must say so.

    Raises NotSentBack.
    """
    decision = before.decision
    if decision is None or decision.kind is not DecisionKind.RETURNED:
        return
    for item in _changed(before, after):
        taken = item in after.values and after.values[item].source is Source.TERMINAL
        if not taken and item not in missing and not _is_open(item, decision.items):
            raise NotSentBack(field=item)


def _changed(before: Enrollment, after: Enrollment) -> tuple[str, ...]:
    fields = {**before.fields, **after.fields}
    found = [name for name in fields if before.fields.get(name, "") != after.fields.get(name, "")]
    was, now = before.samples, after.samples
    found += [name for name in ("portrait", "signature") if getattr(was, name) not in (None, getattr(now, name))]
    found += [item.slap.value for item in now.slaps if item not in was.slaps]
    marked = {item.finger for item in before.exceptions} ^ {item.finger for item in after.exceptions}
    found += [
        name
        for name, what in (("portrait", Modality.FACE), ("signature", Modality.SIGNATURE))
        if before.why_not(what) is not after.why_not(what)
    ]
    return (*found, *(finger.name.lower() for finger in sorted(marked)))


def _is_open(item: str, items: Collection[str]) -> bool:
    """What belongs to a field stands behind its name: the source of a spelling, the kind of a number."""
    if item in FINGERS:
        return any(Finger[item.upper()] in slap.fingers for slap in slaps_among(items))
    if item in {slap.value for slap in slaps_among(items)}:
        return True
    stems = {each.removesuffix("_hy").removesuffix("_latin") for each in items}  # one spelling follows the other
    return item in items or any(item.startswith(f"{stem}_") for stem in stems)
