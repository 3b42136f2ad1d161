"""One enrollment through the real window, by keyboard alone, from sign-in to the verified receipt; and a camera lost.

Real services, simulated devices, the embedded intake. Nothing is called that a person could not press.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intake.acceptance.opening import Opened, open_packet
from station.bootstrap import Station, build
from station.domain.outbox import OutboxState
from station.settings import Settings
from tests.support.fingers_on_keys import press, type_text
from tests.ui.test_typed_pages import to_the_document
from ui.bridge import Bridge
from ui.messages import set_language
from ui.shell.memory import Memory
from ui.shell.window import Shell
from ui.theme import load
from ui.theme.active import use
from ui.widgets.person import PersonCard

CTRL = Qt.KeyboardModifier.ControlModifier
WAIT_MS = 120_000  # given up after: prints are drawn, and a busy machine is no finding
PERSON = ("Հակոբյան", "HAKOBYAN", "6506901238", "1234", "5678")


class Desk:
    """The window, and somebody who waits for it and presses keys."""

    def __init__(self, settings: Settings, qtbot: QtBot, app: QApplication) -> None:
        set_language("en")
        use(app, load("light"))
        self.qtbot, self.bridge = qtbot, Bridge()
        self.station: Station = build(settings)
        self.window = Shell(self.bridge)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.leave())
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.window.attach(self.station, Memory(settings.data / "window.json"))

    def leave(self) -> None:
        if self.window.page is not None:
            self.window.page.leave()
        self.window.leave_station()

    @property
    def page(self) -> Any:
        return self.window.page

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def at(self, page_id: str) -> None:
        self.until(lambda: self.page is not None and self.page.page_id == page_id)

    def phase(self, *names: str) -> None:
        self.until(lambda: self.page.presenter.state.phase in names)

    def next(self) -> None:
        """Ctrl+Enter, once it is open."""
        self.until(self.window.frame.action_bar.primary.isEnabled)
        press(Qt.Key.Key_Return, CTRL)

    @property
    def banner(self) -> str:
        return str(self.page.banner.accessibleName())

    def to_the_portrait(self) -> None:
        self.at("sign_in")
        self.until(lambda: bool(self.window.findChildren(PersonCard)))
        type_text("1234\n")
        self.at("home")
        self.next()
        self.at("applicant")
        to_the_document(self.window, lambda _, page_id: self.at(page_id))
        press(Qt.Key.Key_Right)  # passport, and back: none
        press(Qt.Key.Key_Left)
        self.next()
        self.at("papers")
        press(Qt.Key.Key_Down)  # the identity card was shown
        self.next()
        self.at("portrait")


@pytest.fixture
def desks(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[Settings], Desk]]:
    made: list[Desk] = []

    def sit_down(settings: Settings) -> Desk:
        made.append(Desk(settings, qtbot, qapp))
        return made[-1]

    yield sit_down
    for desk in made:
        desk.leave()
        desk.station.close()
        desk.bridge.close()
    set_language("hy")


def opened(home: Path) -> Opened:
    """The one packet that the intake holds, with the centre's key."""
    (packet,) = (home / "data" / "intake" / "data").glob("packets/*/packet.p7m")
    return open_packet(packet, home / "data" / "intake", "production", datetime.now(UTC))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_whole_enrollment_by_keyboard(
    desks: Callable[[Settings], Desk], demo_settings: Settings, demo_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = desks(demo_settings)
    desk.to_the_portrait()

    desk.phase("live")
    press(Qt.Key.Key_Space)  # too early: the citizen still stands far away
    desk.phase("refused")
    assert desk.banner.startswith("The face is too far away.")
    press(Qt.Key.Key_Space)
    desk.phase("accepted")  # by itself, once every check holds
    assert desk.page.presenter.state.portrait.automatic
    desk.next()

    desk.at("fingerprints")
    press(Qt.Key.Key_Left, times=6)  # from the right index finger to the left little finger
    press(Qt.Key.Key_M)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    desk.qtbot.keyPress(menu, Qt.Key.Key_Return)  # the first reason: amputated
    desk.phase("weak", "done")
    while desk.page.presenter.state.phase != "done":
        press(Qt.Key.Key_Space)
        desk.phase("opening", "live")
        desk.phase("weak", "done")
    desk.next()

    desk.at("signature")
    press(Qt.Key.Key_P)
    desk.phase("kept")
    desk.next()

    desk.at("review")
    press(Qt.Key.Key_Return)  # the button that has the keyboard: sign
    desk.until(lambda: bool(desk.page.acts.pin.hasFocus()))
    type_text("5678\n")
    desk.until(desk.window.frame.action_bar.primary.hasFocus)
    press(Qt.Key.Key_Return, CTRL)

    desk.at("sealed")
    desk.until(lambda: desk.page.presenter.state.packet is not None and desk.page.presenter.state.packet.erased)
    assert desk.banner.startswith("The centre has received the packet.")
    (row,) = desk.station.work.call(desk.station.deliver.rows)
    assert row.state is OutboxState.RECEIPTED
    receipt = Path(str(desk.station.work.call(desk.station.deliver.receipt_path, row.packet_id)))
    assert receipt.stat().st_size > 0

    packet = opened(demo_home)
    assert packet.packet_id == row.packet_id
    files = {file.path: file.data for file in packet.verified.content.files}
    application = json.loads(files["data/application.json"])
    assert application["biographicData"]["lastName"] == "HAKOBYAN"
    assert application["enrollmentFlags"] == {"mode": "demo", "simulated": True}
    assert len([path for path in files if path.startswith("biometrics/fingers/") and path.endswith(".wsq")]) == 9
    assert packet.verified.officer is not None
    assert not any(word in caplog.text for word in PERSON)

    press(Qt.Key.Key_Return, CTRL)  # the next applicant
    desk.at("applicant")


@pytest.mark.slow
def test_a_camera_unplugged_in_the_preview_goes_on_by_itself(
    desks: Callable[[Settings], Desk], demo_settings: Settings
) -> None:
    fault = {"sim_camera": {"fault": "gone", "fault_at_frame": 7, "gone_for_s": 1.5}}
    desk = desks(replace(demo_settings, devices=fault))
    desk.to_the_portrait()
    desk.phase("waiting")
    assert desk.page.presenter.state.problem.code == "DEV-010"
    assert "unplugged" in desk.banner
    desk.phase("live")  # nobody pressed anything
    enrollment_id = desk.page.enrollment_id
    view = desk.station.work.call(desk.station.enroll.view, enrollment_id)
    assert view.enrollment.fields["surname_hy"] == "Հակոբյան"
