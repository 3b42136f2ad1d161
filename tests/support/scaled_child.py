"""Where the labels of a page stand in a window of the smallest size; run alone, in a process that is drawn larger."""

import json
import os
import sys

from PySide6.QtWidgets import QApplication

from tests.support.capture_fakes import view
from tests.support.fitting import SMALLEST, Framed, lay_out
from tests.support.pictures import Pictures
from tests.support.window import fake_station
from ui.messages import set_language
from ui.widgets.words import Label


def placed(app: QApplication) -> list[list[int]]:
    """x, y, width and height of each, in device-independent pixels."""
    set_language("ru")
    desk = Framed(app, fake_station(), Pictures(None, ""), long=False)
    desk.enter("signature", view())
    desk.window.resize(*SMALLEST)
    lay_out()
    labels = [each for each in desk.window.frame.findChildren(Label) if each.isVisible()]
    corners = [each.mapTo(desk.window, each.rect().topLeft()) for each in labels]
    places = [[at.x(), at.y(), each.width(), each.height()] for at, each in zip(corners, labels, strict=True)]
    desk.close()
    return places


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    sys.stdout.write(json.dumps([made.devicePixelRatio(), placed(made)]))
    sys.stdout.flush()
    os._exit(0)  # nothing is held: what Qt takes down at an end is not looked at
