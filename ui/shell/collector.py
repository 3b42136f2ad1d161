"""When Python's collector looks through everything: while nobody has a hand on the window.

It did so whenever very much had come together, in whatever thread that was, and held each of them up for 35 to 55 ms.
What is young it still looks through by itself, and everything where nobody rests for hours.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_REST_MS = 20_000
SELDOM = 1000
"""By itself after so many times as many objects as Python would take."""


class Collector(QObject):
    """On the UI thread."""

    def __init__(self, rest_ms: int = _REST_MS) -> None:
        super().__init__()
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(gc.collect)

    def begin(self) -> None:
        """All that stays for good is loaded: it is not looked through again."""
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, SELDOM)

    def touched(self) -> None:
        """Somebody has a hand on the window."""
        self._rest.start()

    def stop(self) -> None:
        self._rest.stop()
