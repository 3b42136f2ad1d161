"""The simulated document camera as an adapter.

Options: `pages` (what lies under it, one word for each time it is looked through; the last counts for all that
follow), `fps`, and the scripted faults. Words: `sheet.SHEETS`, and `none`.
"""

from collections.abc import Iterator, Sequence
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from devices.api import (
    AdapterUnavailable,
    CancelScope,
    Check,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    Frame,
    OptionInvalid,
    Options,
)
from devices.links import faults
from devices.links.camera_checks import camera_checks
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number

FAMILY = "sim_document"
WORDS = ("text", "card", "skewed", "blank", "blurred", "unreadable", "glare", "small", "dark", "none")
_INFO = DeviceInfo(
    "sim_document:desk:1", DeviceKind.DOCUMENT, "Simulator", "Document camera", serial="1", simulated=True
)


class Desk:
    """What lies under the camera: the next page each time somebody looks. One an adapter."""

    def __init__(self) -> None:
        self._looks = 0

    def next_page(self, words: tuple[str, ...]) -> tuple[str, int]:
        """A word, and which page of its paper it is."""
        number = self._looks
        self._looks += 1
        return words[min(number, len(words) - 1)], number


class SimDocument:
    """An opened simulated document camera: 3264 x 2448, `fps` pictures a second."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug, desk: Desk) -> None:
        self._info = info
        self._fps = number(FAMILY, options, "fps", 12.0, low=1.0, high=30.0)
        self._words = _words(options)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._plug, self._desk = plug, desk
        self._shown = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """See Camera.frames."""
        from devices.adapters.sim_document.sheet import picture

        page = picture(*self._desk.next_page(self._words))
        due_s = monotonic()
        while True:
            scope.wait(max(0.0, due_s - monotonic()), self._info.device_id)
            self._fault.strike(self._shown, self._info.device_id, self._plug)
            self._shown += 1
            now_s = monotonic()
            due_s = max(now_s, due_s + 1.0 / self._fps)
            yield Frame(_trembling(page, self._shown), now_s)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The camera checks."""
        return camera_checks(self.frames(scope))

    def close(self) -> None:
        """Nothing is held."""


class SimDocumentAdapter:
    """Lists one camera as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.DOCUMENT
    options = known("pages", "fps", *faults.OPTIONS)

    def __init__(self) -> None:
        self._plug, self._desk = Plug(), Desk()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. Raises OptionInvalid."""
        _words(options)
        ScriptedFault.from_options(FAMILY, options)
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimDocument:
        """See Adapter.open. Needs OpenCV."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        try:
            import devices.adapters.sim_document.sheet  # noqa: F401 - to have it loaded
        except ImportError as error:
            raise AdapterUnavailable(FAMILY, reason="OpenCV", name=error.name) from None
        return SimDocument(info, options, self._plug, self._desk)


def _words(options: Options) -> tuple[str, ...]:
    """Raises OptionInvalid."""
    given = options.get("pages", ("text",))
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise OptionInvalid(FAMILY, option="pages", expected="a list of words")
    words = tuple(str(word) for word in given)
    if any(word not in WORDS for word in words):
        raise OptionInvalid(FAMILY, option="pages", expected="|".join(WORDS))
    return words


def _trembling(page: NDArray[np.uint8], shown: int) -> NDArray[np.uint8]:
    """No two pictures of a camera are the same: the light of a corner of the desk changes."""
    pixels = page.copy()
    pixels[:16, :16] = 60 + shown % 8
    pixels.flags.writeable = False
    return pixels


ADAPTER = SimDocumentAdapter()
