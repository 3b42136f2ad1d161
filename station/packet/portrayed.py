"""How a portrait came to be what it is, in our own form: what its pixels are worth, before which camera the head was
held how, what people moved, and what was asked of the person and seen."""

from typing import Any, TypeAlias

from station.domain.sample import Portrait

Json: TypeAlias = dict[str, Any]
DIGITS = 4
"""Behind the point: a thousandth of a pixel or of a degree says nothing."""


def face_told(portrait: Portrait | None) -> Json:
    """Nothing of a portrait of an older station, which did not know."""
    if portrait is None or not portrait.detail:
        return {}
    told: Json = {"detail": round(portrait.detail, DIGITS)}
    if portrait.pitch is not None:
        pitch = portrait.pitch
        told["pitch"] = {"measured": round(pitch.measured, DIGITS), "offset": round(pitch.offset, DIGITS)}
    if portrait.adjusted is not None:
        how = portrait.adjusted.how
        moved = {"across": how.across, "down": how.down, "size": how.size, "turn": how.turn}
        told["adjusted"] = {**{name: round(each, DIGITS) for name, each in moved.items()}, "by": portrait.adjusted.by}
    if portrait.hints:
        told["hints"] = [{"what": each.what.value, "seen": each.seen} for each in portrait.hints]
    if portrait.still is not None:
        told["still"] = portrait.still.value
    return told
