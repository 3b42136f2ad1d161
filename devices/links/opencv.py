"""OpenCV, imported at first use: 0.2 s and 100 MB that only a camera needs."""

import os
from types import ModuleType

_QT_TRACES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def opencv() -> ModuleType:
    """The cv2 module. Raises ImportError where it or its system libraries are missing.

    cv2 points Qt at its own plugins on import; that is undone, since child processes would inherit it. A V4L2 read
    gives up after 2 s instead of 10, so that a cancelled lane ends before it counts as silent.
    """
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
    before = {name: os.environ.get(name) for name in _QT_TRACES}
    import cv2

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return cv2
