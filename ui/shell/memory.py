"""What the window remembers between starts: the language, how it looks, where it stands, and which draft lay open. No
personal data."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from ui.messages import languages
from ui.theme import THEMES

SIZES = (100, 125, 150, 175, 200)
"""In per cent of the desktop's."""
_FARTHEST = 100_000  # px from where the desktop begins
_log = logging.getLogger("ui.memory")


@dataclass(frozen=True)
class Place:
    """Of the window while it is not maximized, in device-independent pixels. filled: it was maximized."""

    x: int
    y: int
    width: int
    height: int
    filled: bool


@dataclass(frozen=True)
class Remembered:
    """theme: "" where the desktop decides. size_percent: 0 where the screen does. still: nothing moves, whatever the
    desktop says. place: None before it was seen anywhere."""

    language: str = ""
    enrollment_id: str = ""
    theme: str = ""
    size_percent: int = 0
    still: bool = False
    place: Place | None = None
    second_screen: bool = True  # the applicant's window stands on it


class Memory:
    """Kept in one small file. Nothing depends on it but comfort, so an unreadable file is treated as a missing one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._defer: Callable[[Callable[[], None]], object] | None = None
        self._now = _read(path)

    def write_with(self, defer: Callable[[Callable[[], None]], object]) -> None:
        """defer: runs a call on another thread than the window's; all writing is done by it. Before this is called,
        nothing is written."""
        self._defer = defer

    @property
    def now(self) -> Remembered:
        return self._now

    def language(self, tag: str) -> None:
        self._change(replace(self._now, language=tag))

    def theme(self, name: str) -> None:
        self._change(replace(self._now, theme=name))

    def size(self, percent: int) -> None:
        self._change(replace(self._now, size_percent=percent))

    def motion(self, still: bool) -> None:
        self._change(replace(self._now, still=still))

    def place(self, place: Place) -> None:
        self._change(replace(self._now, place=place))

    def second_screen(self, used: bool) -> None:
        self._change(replace(self._now, second_screen=used))

    def opened(self, enrollment_id: str) -> None:
        self._change(replace(self._now, enrollment_id=enrollment_id))

    def closed(self) -> None:
        self._change(replace(self._now, enrollment_id=""))

    def _change(self, new: Remembered) -> None:
        if new == self._now:
            return
        self._now = new
        if self._defer is not None:
            self._defer(lambda: _write(self._path, new))


def _read(path: Path) -> Remembered:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        language, enrollment_id = str(found["language"]), str(found["enrollment_id"])
        theme, size, still = found.get("theme"), found.get("size_percent"), found.get("still")  # younger than the file
        second = found.get("second_screen")  # so is this
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()
    return Remembered(
        language if language in languages() else "",
        enrollment_id,
        theme if theme in THEMES else "",
        size if size in SIZES else 0,
        still is True,
        _place(found.get("place")),
        second is not False,
    )


def _place(found: object) -> Place | None:
    """None where it is none that a window had."""
    if not isinstance(found, dict) or found.keys() != {each.name for each in fields(Place)}:
        return None
    numbers = [number for name, number in found.items() if name != "filled"]
    near = all(type(number) is int and abs(number) <= _FARTHEST for number in numbers)
    if not near or not isinstance(found["filled"], bool):
        return None
    place = Place(**found)
    return place if place.width > 0 and place.height > 0 else None


def _write(path: Path, remembered: Remembered) -> None:
    draft = path.with_suffix(".tmp")
    try:
        draft.write_text(json.dumps(asdict(remembered)), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        _log.warning("the window's memory cannot be written: errno %s", error.errno)
