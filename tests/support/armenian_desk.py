"""The window of a desk whose keyboard is Armenian and stays so: `python -m tests.support.armenian_desk HOME`.

DISPLAY is set. Standard input, in JSON: `typed`, a list of [input, [[keycode, held, ...], ...]] for the applicant's
form; `read`, the keys that a reader sends at last, while the first of these inputs has the keyboard. Standard output:
`held`, what each then held; `zone`, what the document's form holds at the end; `first`, the first input before that.
Before all somebody signs in and begins an application, by keys too.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from station.bootstrap import build
from tests.support.layouts_child import END, Heard
from tests.support.window import dress
from tests.support.x_keys import CTRL, XKeys
from tests.ui.conftest import forget, page_id, people, settings_in
from ui.bridge import Bridge
from ui.messages import set_language
from ui.shell.memory import Memory
from ui.shell.window import Shell

RETURN = 36
PIN = [(10,), (11,), (12,), (13,)]  # of the demonstration's operator: 1234


def main() -> None:
    app = QApplication(sys.argv[:1])
    dress(app)
    heard = Heard()
    app.installEventFilter(heard)
    set_language("hy")
    station, bridge = build(settings_in(Path(sys.argv[1]))), Bridge()
    window, keys = Shell(bridge), XKeys(os.environ["DISPLAY"])

    def until(holds: Callable[[], bool]) -> None:
        while not holds():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    keys.layout("am")
    window.show()
    window.activateWindow()
    window.attach(station, Memory(station.settings.data / "window.json"))
    until(lambda: page_id(window) == "sign_in" and people(window) > 0)
    until(lambda: app.focusWidget() is window.page.pin)
    for press in (*PIN, (RETURN,)):
        keys.press(*press)
    until(lambda: page_id(window) == "home")
    until(window.frame.action_bar.primary.isEnabled)
    for wanted in ("document", "applicant"):  # of somebody who holds none
        keys.press(RETURN, CTRL)
        until(lambda wanted=wanted: page_id(window) == wanted)  # type: ignore[misc]
    form, held = window.page.form, []
    asked = json.load(sys.stdin)
    for name, presses in asked["typed"]:
        form.focus(name)
        until(form.editor(name).hasFocus)
        for press in presses:
            keys.press(*press)
        heard.last = False
        keys.press(END)
        until(lambda: heard.last)
        held.append(form.value(name))
    first = asked["typed"][0][0]
    form.focus(first)
    until(form.editor(first).hasFocus)
    for press in asked["read"]:
        keys.press(*press)
    until(lambda: page_id(window) == "document")
    zone = window.page.form.value("document_mrz")
    json.dump({"held": held, "zone": zone, "first": form.value(first)}, sys.stdout)
    keys.close()
    forget(window)
    bridge.close()
    station.close()


if __name__ == "__main__":
    main()
