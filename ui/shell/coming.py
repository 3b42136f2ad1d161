"""The page that was asked for, while it is made: one part a turn, and shown once it is whole.

Until then the page before is there, as it was while the answer was waited for. Of what is asked meanwhile only what
leads elsewhere counts, and the newest of that.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from ui.making import Making


class Coming(QObject):
    """On the UI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._making: Making[None] | None = None
        self._then: list[Callable[[], object]] = []
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._turn)

    @property
    def on_its_way(self) -> bool:
        return self._making is not None

    def bring(self, making: Making[None], show: Callable[[], object]) -> None:
        """Make that, then show it: at once where nothing is left to be made. Whatever was on its way comes no more."""
        self.forget()
        self._making, self._then = making, [show]
        self._turns.start()
        self._turn()

    def after(self, call: Callable[[], object]) -> None:
        """Once what is on its way is shown; now, where nothing is."""
        if self.on_its_way:
            self._then.append(call)
        else:
            call()

    def forget(self) -> None:
        """What is on its way comes no more, nor what was to be done after it."""
        self._turns.stop()
        self._making, self._then = None, []

    def _turn(self) -> None:
        making = self._making
        if making is None:
            return
        try:
            more = making.part()
        except Exception:
            self.forget()  # a bug, told by whoever is above: it is not made again and again
            raise
        if not more:
            then = self._then
            self.forget()
            for call in then:
                call()
