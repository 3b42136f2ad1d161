"""One enrollment through the real window, by keyboard alone, from sign-in to the verified receipt; and a camera lost.

Real services, simulated devices, the embedded intake. Nothing is called that a person could not press.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intake.acceptance.opening import Opened, open_packet
from station.bootstrap import build
from station.commands.script import Applicant
from station.domain.outbox import OutboxState
from station.domain.sample import BiometricException, ExceptionReason, Finger
from station.settings import Settings
from tests.support.desk import OFFICER, OPERATOR, PINS
from tests.support.fingers_on_keys import press
from tests.support.keyboard_desk import CTRL, KeyboardDesk
from tests.support.keyboard_pages import fingers, signature
from tests.ui.test_typed_pages import to_the_papers

PERSON = ("Հակոբյան", "HAKOBYAN", "6506901238", "1234", "5678")


class Desk(KeyboardDesk):
    """At a station of its own."""

    def __init__(self, settings: Settings, qtbot: QtBot, app: QApplication) -> None:
        super().__init__(build(settings), app)
        self.qtbot = qtbot

    def to_the_portrait(self) -> None:
        self.to_the_first_page(OPERATOR, PINS[OPERATOR])
        self.next()
        self.at("document")
        self.next()  # there is none
        self.at("applicant")
        to_the_papers(self.window, lambda _, page_id: self.at(page_id))
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

    desk.taken("live")
    press(Qt.Key.Key_Space)  # too early: the citizen still stands far away
    desk.phase("refused")
    assert desk.banner.startswith("The face is too far away.")
    press(Qt.Key.Key_Space)
    desk.taken("accepted")  # by itself, once every check holds
    assert desk.page.presenter.state.portrait.automatic
    desk.next()

    who = Applicant({}, exceptions=(BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),))
    for page_id, does in (("fingerprints", fingers), ("signature", signature)):
        desk.at(page_id)
        does(desk, who)
        desk.next()
    desk.sign()
    (row,) = desk.approve_and_seal(OFFICER, PINS[OFFICER])
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
    desk.at("document")


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
