"""Keys as a keyboard sends them, by their place: through XTest, so that the layout that is on says what they mean."""

import ctypes
import subprocess
from ctypes.util import find_library

CTRL, SHIFT, ALTGR = 37, 50, 108
"""Keycodes of the left Ctrl and Shift, and of the right Alt."""
_KEYBOARD = 0x100  # XkbUseCoreKbd


class XKeys:
    """A second client of the display, beside the window that hears the keys."""

    def __init__(self, display: str) -> None:
        self._x, self._test = _library("X11"), _library("Xtst")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        opened = self._x.XOpenDisplay(display.encode())
        if not opened:
            raise OSError(f"no display {display}")
        self._display, self._name = ctypes.c_void_p(opened), display

    def layout(self, layouts: str) -> None:
        """As `setxkbmap` takes it: "am", "ru", "us", several that are switched between, "us,am", and options."""
        command = ["setxkbmap", "-display", self._name, "-option", "", *layouts.split()]
        subprocess.run(command, check=True, capture_output=True)
        self.group(0)

    def group(self, number: int) -> None:
        """Switch to one of several layouts."""
        self._x.XkbLockGroup(self._display, _KEYBOARD, number)
        self._x.XSync(self._display, 0)

    def press(self, keycode: int, *held: int) -> None:
        """held: keycodes of what is held down meanwhile."""
        for key in (*held, keycode):
            self._test.XTestFakeKeyEvent(self._display, key, 1, 0)
        for key in (keycode, *reversed(held)):
            self._test.XTestFakeKeyEvent(self._display, key, 0, 0)
        self._x.XSync(self._display, 0)

    def close(self) -> None:
        """Whoever has the display next finds it as it was."""
        self.layout("us")
        self._x.XCloseDisplay(self._display)


def _library(name: str) -> ctypes.CDLL:
    found = find_library(name)
    if found is None:
        raise OSError(f"no library {name} (scripts/debian-packages-dev.txt)")
    return ctypes.CDLL(found)
