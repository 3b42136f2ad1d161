"""When Python's collector looks through what was made, and where: on the UI thread, and through everything while nobody
has a hand on the window.

By itself it does so in whatever thread has just made much, and holds each of them up for 35 to 55 ms. Worse: an object
of Qt's that goes on another thread asks for Python's lock while it holds Qt's own; the window, which has the one and
waits for the other, would wait for ever.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_REST_MS = 20_000
_LOOK_MS = 250
SELDOM = 1000
"""Everything, where nobody rests: after so many times as many objects as Python would take."""


class Collector(QObject):
    """On the UI thread. From here on nothing is collected anywhere else, as long as the program runs."""

    def __init__(self, rest_ms: int = _REST_MS, look_ms: int = _LOOK_MS) -> None:
        super().__init__()
        gc.disable()
        gc.freeze()  # what was loaded before there was a window stays too, and the first look through it took 40 ms
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(gc.collect)
        self._young = QTimer(self, interval=look_ms)
        self._young.timeout.connect(self._look)
        self._young.start()

    def begin(self) -> None:
        """All that stays for good is loaded: it is not looked through again."""
        gc.freeze()

    def touched(self) -> None:
        """Somebody has a hand on the window."""
        self._rest.start()

    def stop(self) -> None:
        """For the window that goes. What is collected by itself again would be so on any thread: it is not."""
        self._rest.stop()
        self._young.stop()

    def _look(self) -> None:
        """As Python would by itself: the young ones once there are enough of them, older ones after some times."""
        few, some, _ = gc.get_threshold()
        young, middle, old = gc.get_count()
        if old > SELDOM:
            gc.collect()
        elif middle > some:
            gc.collect(1)
        elif young > few:
            gc.collect(0)
