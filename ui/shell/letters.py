"""How large letters are before anybody chose: as on a usual screen, by what the screen tells of its inches.

A screen of 3840 x 2160 pixels whose desktop draws everything at 100 % would show letters of half their size. Qt tells
of a screen only once it has begun, and reads its scale when it begins; so the program looks, and begins again once, in
its own place, before any window is there. What it saw goes to the program after it by the environment, and is kept
nowhere: another screen is looked at anew, and a size that somebody chooses counts from then on.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen

from ui.shell.appearance import SCALE
from ui.shell.memory import SIZES
from ui.shell.place import USUAL

TOLD = "ENROLLMENT_STATION_SCREEN_PERCENT"
_USUAL_PPI = 96.0  # for which the sizes of letters are made: 15 px are 4 mm
_SANE_PPI = (60.0, 400.0)  # what lies outside is no screen's true size: projectors and some cables tell nonsense
_USUAL_HEIGHT = 1080  # px, of a screen that tells no size
_UNTOLD_MOST = 150


def of_screen(room: QSize, ppi: float) -> int:
    """Per cent of the desktop's size at which letters are as large as on a usual screen: the largest of SIZES that is
    not more, and leaves the usual window its room. room: of the screen, panels left out, in device-independent pixels;
    ppi: of those, as the screen tells."""
    low, high = _SANE_PPI
    told = low <= ppi <= high
    wanted = 100 * ppi / _USUAL_PPI if told else min(_UNTOLD_MOST, 100 * room.height() / _USUAL_HEIGHT)
    least = min(100 * room.width() / USUAL.width(), 100 * room.height() / USUAL.height())
    return max((size for size in SIZES if size <= min(wanted, least)), default=SIZES[0])


def told(environment: Mapping[str, str]) -> int:
    """What the program before this one saw; 0 where there was none."""
    found = environment.get(TOLD, "")
    return int(found) if found in map(str, SIZES) else 0


def look(screen: QScreen, environment: MutableMapping[str, str]) -> None:
    """Once, where nobody asked for a size: notes what this screen asks for, and where that is not what Qt draws, begins
    the program again."""
    if told(environment) or SCALE in environment:
        return
    percent = of_screen(screen.availableGeometry().size(), screen.physicalDotsPerInch())
    environment[TOLD] = str(percent)
    if percent != SIZES[0]:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this program, as it was called
