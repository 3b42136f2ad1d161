"""An applicant takes back what was sent, by keyboard: from the number on their receipt to the review."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentState
from station.domain.follows import Follows
from station.domain.outbox import PacketId
from station.outbox.followers import Followers
from station.services.views import SealedView
from tests.support.desk import OFFICER, PINS
from tests.support.enrolling import credential
from tests.support.family import capture_all, seen
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped, outside
from tests.ui.test_family import WAIT_MS, shown
from ui.messages import languages, say
from ui.shell.window import Shell


def queued(station: Station) -> PacketId:
    """On the work thread."""
    which = seen(station.enroll.start("biometric_passport")).enrollment.enrollment_id
    capture_all(station, which)
    seen(station.enroll.sign(which))
    seen(station.enroll.approve(which, credential(station, OFFICER), PINS[OFFICER]))
    sealed = station.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    station.deliver.refresh()
    return sealed.packet_id


def fits(shell: Shell, *widgets: Any) -> None:
    for room in ((1366, 768), (1024, 640)):
        shell.resize(QSize(*room))
        for tag in languages():
            shell.choose_language(tag)
            for _ in range(4):
                QApplication.processEvents()
            assert [clipped(each) for each in widgets] == [[] for _ in widgets], (room, tag)
            assert outside(shell.frame) == [], (room, tag)
    shell.choose_language("en")
    shell.resize(QSize(1366, 768))


def test_by_the_number_on_the_receipt(
    signed_in: Shell, station: Station, qtbot: QtBot, arrive: Callable[[Shell, str], None]
) -> None:
    packet_id = station.work.call(queued, station)
    page: Any = signed_in.page
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1, timeout=WAIT_MS)
    page.take_back.setFocus()
    press(Qt.Key.Key_Space)
    assert focused() is page.taking_back.number
    assert not page.taking_back.begin.isEnabled(), "nothing is typed"
    primary = signed_in.frame.action_bar.primary
    assert (primary.text(), primary.isEnabled()) == (say("home.taking_back.begin"), False), "Ctrl+Enter is for this now"
    fits(signed_in, page.taking_back, page.take_back)
    press(Qt.Key.Key_Escape)
    assert not page.taking_back.isVisible()
    assert focused() is page.take_back
    assert primary.text() == say("home.new")
    press(Qt.Key.Key_Space)
    type_text("0000 0000")
    assert primary.isEnabled()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page._presenter.working, timeout=WAIT_MS)
    assert page.taking_back.isVisible(), "typed again where it was typed"
    page.taking_back.number.selectAll()
    type_text(f"{packet_id[:4]} {packet_id[4:8]}")
    press(Qt.Key.Key_Return)
    arrive(signed_in, "withdrawal")
    view = shown(signed_in)
    assert [step.step_id for step in view.steps] == ["withdrawal", "signature", "review"]
    assert packet_id[:8] in signed_in.frame.decision.accessibleName()
    fits(signed_in, signed_in.frame.decision)
    assert signed_in._presenter is not None
    signed_in._presenter.go_home()
    arrive(signed_in, "home")
    page = signed_in.page
    model, begun = page.table.model(), say("home.taken_back_begun")
    qtbot.waitUntil(lambda: begun in (model.data(model.index(0, 1)) or ""), timeout=WAIT_MS)
    found = station.work.call(Followers(station.enroll._db).begun, Follows(packet_id))
    assert found == (view.enrollment.enrollment_id, EnrollmentState.DRAFT)
