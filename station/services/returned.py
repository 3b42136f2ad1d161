"""A case that was sent back is open in part: what the officer named, and what is missing because of it. Of one that the
centre asks for, what the centre named is open, and nothing else ever."""

from collections.abc import Collection

from station.domain.answers import DOCUMENT, FINGERS
from station.domain.enrollment import DecisionKind, Enrollment
from station.domain.errors import StationError
from station.domain.item import Item, ItemKind
from station.domain.named import belongs, slaps_among
from station.domain.sample import Finger, Modality
from station.domain.value import Source

_SINGLE = ("portrait", "signature")


class NotSentBack(StationError):
    """Something is to be changed that was not sent back. `field`: which."""

    code, retryable = "STN-477", True


def require_open(before: Enrollment, after: Enrollment, missing: Collection[str]) -> None:
    """missing: fields that are wrong or empty as it stands, for which somebody must be able to answer. What a terminal
    took was paid, whatever was sent back: the case must say so.

    Raises NotSentBack.
    """
    asked, decision = before.recapture, before.decision
    changed = _changed(before, after)
    if asked is not None:
        taken = [name for name in _SINGLE if getattr(before.samples, name) != getattr(after.samples, name)]
        for item in (*changed, *taken):
            if not _is_open(item, asked.items):
                raise NotSentBack(field=item)
        if (_papers(before), before.links) != (_papers(after), after.links):
            raise NotSentBack(field=DOCUMENT)
    if decision is None or decision.kind is not DecisionKind.RETURNED:
        return
    for item in changed:
        paid = item in after.values and after.values[item].source is Source.TERMINAL
        if not paid and item not in missing and not _is_open(item, decision.items):
            raise NotSentBack(field=item)


def _papers(enrollment: Enrollment) -> tuple[Item, ...]:
    """And whatever else lies in the case; of why something is not taken `_changed` asks."""
    return tuple(item for item in enrollment.items if item.kind is not ItemKind.EXCEPTION)


def _changed(before: Enrollment, after: Enrollment) -> tuple[str, ...]:
    fields = {**before.fields, **after.fields}
    found = [name for name in fields if before.fields.get(name, "") != after.fields.get(name, "")]
    was, now = before.samples, after.samples
    found += [name for name in _SINGLE if getattr(was, name) not in (None, getattr(now, name))]
    found += [item.slap.value for item in now.slaps if item not in was.slaps]
    marked = {item.finger for item in before.exceptions} ^ {item.finger for item in after.exceptions}
    found += [
        name
        for name, what in (("portrait", Modality.FACE), ("signature", Modality.SIGNATURE))
        if before.why_not(what) is not after.why_not(what)
    ]
    return (*found, *(finger.name.lower() for finger in sorted(marked)))


def _is_open(item: str, items: Collection[str]) -> bool:
    slaps = slaps_among(items)
    if item in FINGERS:
        return any(Finger[item.upper()] in slap.fingers for slap in slaps)
    return item in {slap.value for slap in slaps} or belongs(item, items)
