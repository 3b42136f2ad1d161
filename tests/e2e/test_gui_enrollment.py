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
from station.services.views import OutboxView
from station.settings import Settings
from tests.support.fingers_on_keys import press, type_text
from tests.ui.test_typed_pages import fill_applicant, to_the_document
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

    def to_the_first_page(self) -> None:
        self.at("sign_in")
        self.until(lambda: bool(self.window.findChildren(PersonCard)))
        type_text("1234\n")
        self.at("home")

    def to_the_portrait(self) -> None:
        self.to_the_first_page()
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

    def mark_missing(self) -> None:
        """The finger that has the keyboard, for the first reason: amputated."""
        press(Qt.Key.Key_M)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        self.qtbot.keyPress(menu, Qt.Key.Key_Return)

    def fingers(self) -> None:
        """All that are there, each weak placement tried again."""
        self.phase("weak", "done")
        while self.page.presenter.state.phase != "done":
            press(Qt.Key.Key_Space)
            self.phase("opening", "live")
            self.phase("weak", "done")
        self.next()

    def sign_and_send(self) -> OutboxView:
        """From the signature to the receipt."""
        self.at("signature")
        press(Qt.Key.Key_P)
        self.phase("kept")
        self.next()
        self.at("review")
        press(Qt.Key.Key_Return)  # the button that has the keyboard: sign
        self.until(lambda: bool(self.page.acts.pin.hasFocus()))
        type_text("5678\n")
        self.until(self.window.frame.action_bar.primary.hasFocus)
        press(Qt.Key.Key_Return, CTRL)
        self.at("sealed")
        self.until(lambda: self.page.presenter.state.packet is not None and self.page.presenter.state.packet.erased)
        (row,) = self.station.work.call(self.station.deliver.rows)
        return row


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
    desk.mark_missing()
    desk.fingers()
    row = desk.sign_and_send()
    assert desk.banner.startswith("The centre has received the packet.")
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
@pytest.mark.timeout(600)
def test_an_identity_card_of_a_child_by_keyboard(
    desks: Callable[[Settings], Desk], demo_settings: Settings, demo_home: Path
) -> None:
    """Chosen by key; two parents are added; papers and consents are chosen."""
    year = datetime.now(UTC).year - 14
    standing = {"sim_camera": {"blink_every_s": 0, "script": [{"seconds": 1.0}]}, "sim_payment": {"seconds": 0}}
    desk = desks(replace(demo_settings, devices=standing))
    desk.to_the_first_page()
    desk.until(desk.window.frame.action_bar.primary.isEnabled)  # the services are known
    press(Qt.Key.Key_F2)
    desk.until(desk.page.services.sheet.typed.hasFocus)
    type_text(str(desk.station.work.call(desk.station.enroll.procedures).index("id_card") + 1))
    desk.window.activateWindow()  # as the window manager does, which there is none of without a screen
    desk.next()

    desk.at("applicant")
    fill_applicant(desk.window, born=f"0101{year}", psn=f"5101{year % 100:02}1230")
    press(Qt.Key.Key_Tab, times=4)  # phone, e-mail, address
    type_text("Վահե Հակոբյան")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)  # a parent
    press(Qt.Key.Key_Tab)
    type_text("AN0123456")
    desk.next()

    desk.at("request")
    press(Qt.Key.Key_Down)  # the first
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)  # as usual
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)  # both parents
    press(Qt.Key.Key_Tab)
    for role, name in ((1, "Աննա Հակոբյան"), (2, "Վահե Հակոբյան")):
        press(Qt.Key.Key_Insert)
        press(Qt.Key.Key_Down, times=role)
        press(Qt.Key.Key_Tab)
        type_text(name)
        press(Qt.Key.Key_Tab, times=2)  # past the citizenships
        press(Qt.Key.Key_Right)
        press(Qt.Key.Key_Left)  # came along
    desk.next()
    desk.at("document")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Left)  # none
    desk.next()
    desk.at("papers")
    press(Qt.Key.Key_Down, times=2)  # the birth certificate
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)
    desk.next()
    desk.at("consents")
    for consent in range(3):
        press(Qt.Key.Key_Tab, times=min(consent, 1))
        press(Qt.Key.Key_Down)
    desk.next()

    desk.at("payment")
    press(Qt.Key.Key_F7)  # the terminal takes the fee
    desk.until(lambda: desk.page.view.enrollment.fields.get("payment_receipt", "") != "")
    desk.next()

    desk.at("portrait")
    desk.phase("accepted")
    desk.next()
    desk.at("fingerprints")
    for _ in range(4):  # of the right hand the thumb is taken, of the left all
        desk.mark_missing()
        press(Qt.Key.Key_Right)
    desk.fingers()
    row = desk.sign_and_send()

    packet = opened(demo_home)
    assert packet.packet_id == row.packet_id
    files = {file.path: file.data for file in packet.verified.content.files}
    assert len([path for path in files if path.startswith("biometrics/fingers/") and path.endswith(".wsq")]) == 6
    application = json.loads(files["data/application.json"])
    assert application["enrollmentType"] == "ID_CARD"
    further = application["biographicData"]["further"]
    assert [(each["role"], each["present"]) for each in further["parents"]] == [("MOTHER", True), ("FATHER", True)]
    consents = {name: word for name, word in further.items() if name.endswith("_consent")}
    assert consents == {
        "mother_or_adopter_consent": "MOTHER_IN_PERSON",
        "father_or_adopter_consent": "FATHER_IN_PERSON",
        "self_consent": "SELF_WRITTEN",
    }
    assert further["passport_or_birth_certificate_paper"] == "BIRTH_CERTIFICATE"
    assert (further["payment_status"], further["paid_amd"], further["fee_amd"]) == ("PAID", 3000, 3000)
    (paid,) = further["terminal_payments"]
    assert (paid["terminal"], paid["simulated"]) == ("sim_payment:terminal:1", "YES")


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
