"""Child of bench_start_up: run the true program until the first paint of its window, say so, leave.

Usage: python -m benchmarks.first_window ARGUMENTS-OF-THE-PROGRAM...
"""

import os
import sys

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from ui.shell import display, program


class Watched(QApplication):
    """Leaves at the first paint of a window that is on the screen."""

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        done = super().notify(receiver, event)
        if event.type() == QEvent.Type.Paint and isinstance(receiver, QWidget) and receiver.window().isVisible():
            print("shown", flush=True)
            os._exit(0)  # how long it takes to leave is not the question
        return done


if __name__ == "__main__":
    display.QApplication = Watched  # type: ignore[attr-defined]
    sys.exit(program.main(sys.argv[1:]))
