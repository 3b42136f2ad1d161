"""A desk for pictures: a demonstration station with scripted devices, the true window on it, and patience."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QMenu

from station.bootstrap import build
from station.domain.operator import Role
from station.settings import Settings
from ui.bridge import Bridge
from ui.pages.base import Page
from ui.pages.form.view import FormPage
from ui.pages.review.view import ReviewPage
from ui.pages.sign_in.view import SignInPage
from ui.shell.memory import Memory
from ui.shell.window import Shell
from ui.widgets.popover import Popover

_PATIENCE_S = 60.0


class Desk:
    """One station and one window; `close` ends both. The draft that lay open is taken up by the next desk."""

    def __init__(self, home: Path, devices: Mapping[str, Mapping[str, Any]], intake: str = "embedded") -> None:
        settings = Settings(
            data=home / "data", config=home / "config", unit="Գյումրի", desk="3", devices=devices, intake=intake
        )
        self.bridge = Bridge()
        self.window = Shell(self.bridge)
        self.window.show()
        self.pump(0.1)
        self.station = build(settings)

    def attach(self) -> None:
        self.window.attach(self.station, Memory(self.station.settings.data / "window.json"))
        self.until(lambda: self.at("sign_in") and self.window.frame.action_bar.isVisible())
        self.pump(1.5)  # the first round of discovery

    def sign_in(self) -> None:
        """As the operator; ends at the first page or where the open draft stands."""
        self.sign_in_as(Role.OPERATOR)

    def sign_in_as(self, role: Role) -> None:
        """As the first person with `role`."""
        page: SignInPage = self.page(SignInPage)
        people = self.station.work.call(self.station.sign_in.credentials)
        person = next(person for person in people if role in person.roles)
        self.until(lambda: page.offers(person.credential_id))
        page.choose(person.credential_id)
        page.pin.setText(person.demo_pin)
        page.pin.textEdited.emit(person.demo_pin)
        page.primary()
        self.until(lambda: not self.at("sign_in"))

    def at(self, page_id: str) -> bool:
        return self.window.page is not None and self.window.page.page_id == page_id

    def go_home(self) -> None:
        """Where it does not stand there already."""
        if not self.at("home"):
            self.window.frame.rail.home_pressed.emit()
            self.until(lambda: self.at("home"))

    def page(self, kind: type[Page]) -> Any:
        """The page shown; fails when it is another one."""
        page = self.window.page
        if not isinstance(page, kind):
            raise TypeError(f"{page} is no {kind}")
        return page

    def read(self, page: ReviewPage) -> None:
        """All of it, as whoever compares it does: before that nobody signs it."""
        while not page.read:
            page.space()
            self.pump(0.05)

    def fill(self, **fields: str) -> None:
        """Type into the fields of the page shown, and wait until all is saved."""
        page: FormPage = self.page(FormPage)
        for field, text in fields.items():
            page.form.set_value(field, text)
            page.form.typed.emit(field, text)
            page.form.left.emit(field)
            page.form.focus(field)
        self.until(lambda: page.saver.idle)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until `condition` holds and what was asked for is seen. Raises TimeoutError after
        a minute."""
        end_s = monotonic() + _PATIENCE_S
        while self.window.moving or not condition():
            if monotonic() > end_s:
                raise TimeoutError(condition)
            self.pump(0.02)

    def pump(self, seconds: float) -> None:
        end_s = monotonic() + seconds
        while (left_s := end_s - monotonic()) > 0:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, max(1, int(left_s * 1000)))

    def close_sheets(self) -> None:
        """What floats over the window."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Popover | QMenu):
                widget.close()

    def close(self) -> None:
        if self.window.page is not None:
            self.window.page.settle()
            self.window.page.leave()
        self.window.leave_station()
        self.window.hide()
        self.station.close()
        self.bridge.close()
