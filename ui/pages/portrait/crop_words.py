"""How a crop stands, in words: beside the picture while it is moved, and on the page once it is kept."""

from station.domain.face_facts import Adjustment
from station.domain.framing import ORIGINAL, TABLE, Head, Measure
from station.domain.sample import Portrait
from ui.messages import say
from ui.widgets.checklist import CheckItem

_SHOWN = (Measure.HEAD, Measure.EYES, Measure.MIDDLE, Measure.TURN)


def crop_items(head: Head, how: Adjustment) -> list[CheckItem]:
    """Each with its value and what the table allows."""
    found = head.measured(how)
    return [
        CheckItem(
            each.value,
            "ok",
            say(f"portrait.crop.measure.{each.value}"),
            "",
            f"{_written(each, found[each])}  {_allowed(each)}",
        )
        for each in _SHOWN
    ]


def crop_told(head: Head, how: Adjustment) -> str:
    """The same in one line, for who cannot see it."""
    found = head.measured(how)
    return ", ".join(f"{say(f'portrait.crop.measure.{each.value}')} {_written(each, found[each])}" for each in _SHOWN)


def about_crop(portrait: Portrait | None, *, details: bool) -> list[str]:
    """What is to be known of a kept portrait's crop: that people moved it (details: by how much), and that the camera
    gave few pixels."""
    if portrait is None:
        return []
    told = []
    if portrait.adjusted is not None and not details:
        told.append(say("portrait.crop.by_hand"))
    elif portrait.adjusted is not None:
        how = portrait.adjusted.how
        told.append(
            say(
                "portrait.crop.adjusted",
                across=f"{100 * how.across:+.1f}",
                down=f"{100 * how.down:+.1f}",
                size=f"{100 / how.size:.0f}",
                turn=f"{-how.turn:+.1f}",
            )
        )
    original = portrait.original
    if original is not None and original.height < ORIGINAL[1]:
        told.append(say("portrait.crop.few", width=original.width, height=original.height))
    if 0 < portrait.detail < 1:
        told.append(say("portrait.crop.made_up", share=f"{100 * portrait.detail:.0f}"))
    return told


def _written(measure: Measure, value: float) -> str:
    return f"{value:+.1f}°" if measure is Measure.TURN else f"{100 * value:.1f} %"


def _allowed(measure: Measure) -> str:
    band = TABLE[measure]
    if measure is Measure.TURN:
        return f"±{band.high:g}°"
    return f"{100 * band.low:.0f}–{100 * band.high:.0f} %"
