"""What belongs to an item that somebody named (`station.domain.answers`), to be given once more."""

from collections.abc import Collection

from station.domain.answers import FINGERS
from station.domain.sample import Finger, Slap


def slaps_among(items: Collection[str]) -> frozenset[Slap]:
    """Which placements are wanted once more: named themselves, or one of their fingers."""
    fingers = {Finger[name.upper()] for name in items if name in FINGERS}
    return frozenset(slap for slap in Slap if slap.value in items or fingers.intersection(slap.fingers))


def fingers_among(items: Collection[str]) -> frozenset[Finger]:
    """Which fingers are wanted once more: named themselves, or all of a placement that is."""
    return frozenset(finger for slap in Slap for finger in slap.fingers if {finger.name.lower(), slap.value} & {*items})


def belongs(name: str, items: Collection[str]) -> bool:
    """Whether a field is one of the items, or stands behind its name: the source of a spelling, the kind of a
    number. One spelling follows the other."""
    stems = {each.removesuffix("_hy").removesuffix("_latin") for each in items}
    return name in items or any(name.startswith(f"{stem}_") for stem in stems)
