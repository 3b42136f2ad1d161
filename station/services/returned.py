"""A case that was sent back is open in part: what the officer named, and what is missing because of it. Of one that the
centre asks for, what the centre named is open, and nothing else ever."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from station.domain.answers import FINGERS
from station.domain.decision import DecisionKind
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.exceptions import eyes_in
from station.domain.item import Item, ItemKind, LinkKind
from station.domain.named import belongs, slaps_among
from station.domain.sample import Modality, Slap
from station.domain.value import Source

_T = TypeVar("_T")
_SINGLE = ("portrait", "signature")


class NotSentBack(StationError):
    """Something is to be changed that was not sent back. `field`: which."""

    code, retryable = "STN-477", True


def require_open(before: Enrollment, after: Enrollment, missing: Collection[str]) -> None:
    """missing: fields that are wrong or empty as it stands, for which somebody must be able to answer. What a terminal
    took was paid, whatever was sent back: the case must say so.

    Raises NotSentBack.
    """
    named, decision = before.named, before.decision
    changed = _changed(before, after)
    if named is not None:
        taken = [name for name in _SINGLE if getattr(before.samples, name) != getattr(after.samples, name)]
        for item in (*changed, *taken, *_belongings(before, after)):
            if not _is_open(item, named):
                raise NotSentBack(field=item)
    if decision is None or decision.kind is not DecisionKind.RETURNED:
        return
    for item in (*changed, *_belongings(before, after)):
        paid = item in after.values and after.values[item].source is Source.TERMINAL
        if not paid and item not in missing and not _is_open(item, decision.items):
            raise NotSentBack(field=item)


def _belongings(before: Enrollment, after: Enrollment) -> tuple[str, ...]:
    """Of what lies in the case beside fields and samples, what came, went or says something else: the field or the kind
    that it is about. Not what a terminal took, no referral, and nothing that the applicant was told or said: nobody
    sends these back; of why something is not taken `_changed` asks."""
    items = [each.about for each in _differ(before.items, after.items) if not _is_always_kept(each)]
    links = [kind.value for kind in LinkKind if before.links.get(kind) != after.links.get(kind)]
    return (*items, *links)


def _differ(was: Sequence[_T], now: Sequence[_T]) -> list[_T]:
    return [*(each for each in was if each not in now), *(each for each in now if each not in was)]


def _is_always_kept(item: Item) -> bool:
    by_terminal = all(each.source is Source.TERMINAL for each in item.values.values())
    return item.kind in (ItemKind.EXCEPTION, ItemKind.REFERRAL) or (item.kind is ItemKind.PAYMENT and by_terminal)


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
    found += ["portrait"] if eyes_in(before.items) != eyes_in(after.items) else []
    return (*found, *(finger.name.lower() for finger in sorted(marked)))


def _is_open(item: str, items: Collection[str]) -> bool:
    slaps = slaps_among(items)
    if item in FINGERS:
        return any(Slap(item) in slap.met for slap in slaps)
    return item in {slap.value for slap in slaps} or belongs(item, items)
