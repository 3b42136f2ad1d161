"""Inside the program's own process: sign in, begin or resume, type a surname, die by SIGKILL once it stands there."""

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer

from tests.support.fingers_on_keys import type_text
from ui.pages.form.view import FormPage
from ui.shell.window import Shell
from ui.widgets.person import PersonCard

SURNAME = "Հակոբյան"


def live(window: Shell) -> None:
    """One step after the other, each as soon as its condition holds."""
    steps: list[tuple[Callable[[], bool], Callable[[], None]]] = [
        (lambda: bool(window.findChildren(PersonCard)), lambda: type_text("1234\n")),
        (lambda: at(window) in ("home", "document", "applicant"), lambda: None),
        (lambda: at(window) != "home" or window.frame.action_bar.primary.isEnabled(), lambda: begin(window)),
        (lambda: at(window) in ("document", "applicant"), lambda: pass_the_document(window)),
        (lambda: at(window) == "applicant", lambda: tell_or_type(window)),
        (lambda: saved(window), lambda: os.kill(os.getpid(), signal.SIGKILL)),
    ]
    timer = QTimer(window)

    def tick() -> None:
        condition, action = steps[0]
        if condition():
            steps.pop(0)
            action()

    timer.timeout.connect(tick)
    timer.start(20)


def at(window: Shell) -> str:
    return window.page.page_id if window.page is not None else ""


def begin(window: Shell) -> None:
    if at(window) == "home":
        window.primary()


def pass_the_document(window: Shell) -> None:
    if at(window) == "document":
        window.primary()


def tell_or_type(window: Shell) -> None:
    form = applicant(window).form
    if form.value("surname_hy"):
        sys.stdout.write(f"{at(window)} {form.value('surname_hy')} {form.value('surname_latin')}\n")
        sys.stdout.flush()
        return
    form.focus("surname_hy")
    type_text(SURNAME)


def saved(window: Shell) -> bool:
    return applicant(window).saver.idle


def applicant(window: Shell) -> FormPage:
    page = window.page
    assert isinstance(page, FormPage)
    return page
