"""An operator's window and the applicant's on a display whose second screen comes and goes; DISPLAY set.

Standard output: a line in JSON for each moment: what happened, on which screen the applicant's window is shown ("" for
none), where it stands, what it shows, and whether the operator's window has the keyboard.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from station.domain.citizen_view import CitizenView, Screen
from tests.support.window import dress
from tests.support.x_screens import XScreens
from ui.facing import Facing
from ui.shell.faces_applicant import FacesApplicant
from ui.shell.frame import Frame
from ui.shell.memory import Memory

_PATIENCE_MS, _SETTLED_MS = 5000, 150
DESK, APPLICANT = (0, 1366, 768), (1366, 1024, 600)


class Desk:
    def __init__(self, app: QApplication, folder: Path) -> None:
        dress(app)
        self.app, self.screens = app, XScreens(os.environ["DISPLAY"])
        self.screens.plug("desk", *DESK, real=True)
        self.wait(lambda: [each.name() for each in app.screens()] == ["desk"])
        self.window, frame = QMainWindow(), Frame()
        self.window.setCentralWidget(frame)
        self.window.setGeometry(40, 40, 1280, 700)
        self.window.show()
        services: Any = SimpleNamespace(belongings=None, receipts=None, feedback=None)
        self.faces = FacesApplicant(
            self.window, services, frame, Facing(), lambda *_: None, lambda _: None, Memory(folder / "memory.toml")
        )
        self.faces.show_view(CitizenView(Screen.WAIT, "hy"))

    def wait(self, until: Any) -> None:
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        timer.start(10)
        QTimer.singleShot(_PATIENCE_MS, loop, loop.quit)
        loop.exec()
        QTimer.singleShot(_SETTLED_MS, loop, loop.quit)
        loop.exec()

    def tell(self, what: str) -> None:
        window = self.faces.window
        shown = window is not None and window.isVisible()
        sys.stdout.write(
            json.dumps(
                {
                    "what": what,
                    "screen": window.screen().name() if window is not None and shown else "",
                    "at": list(window.geometry().getRect()) if window is not None and shown else [],
                    "shows": window.view.screen.value if window is not None else "",
                    "takes_keys": window is not None and window.isActiveWindow(),
                }
            )
            + "\n"
        )

    def plugged(self) -> None:
        self.screens.plug("applicant", *APPLICANT)
        self.wait(lambda: self.faces.on_second)

    def unplugged(self) -> None:
        self.screens.unplug("applicant")
        self.wait(lambda: len(self.app.screens()) == 1)


def run(app: QApplication, folder: Path) -> None:
    desk = Desk(app, folder)
    desk.tell("one screen")
    desk.plugged()
    desk.tell("plugged")
    desk.unplugged()
    desk.tell("unplugged")
    desk.plugged()
    desk.tell("again")
    desk.window.setGeometry(1400, 40, 900, 500)
    desk.wait(lambda: desk.window.screen().name() == "applicant")
    desk.tell("the operator took it")
    desk.window.setGeometry(40, 40, 1280, 700)
    desk.wait(lambda: desk.window.screen().name() == "desk")
    desk.tell("the operator went back")
    desk.faces.use_second(False)
    desk.tell("kept for the operator")
    desk.unplugged()
    desk.faces.show_over()
    desk.wait(lambda: desk.faces.window is not None and desk.faces.window.isVisible())
    desk.tell("over the operator's window")
    desk.faces.use_second(True)
    desk.plugged()
    desk.tell("plugged while it stood there")
    desk.faces.stop()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        run(QApplication(sys.argv[:1]), Path(made))
    sys.stdout.flush()
    os._exit(0)  # nothing is held: what Qt takes down at an end is not looked at
