"""What the centre asks for once more, by keyboard: from the list of packets to the page of what is wanted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.answers import Answer, Reason, Verdict
from station.domain.outbox import PacketId
from station.outbox.answers import OutboxAnswers
from station.services.views import EnrollmentView, SealedView
from tests.support.desk import OFFICER, PINS
from tests.support.enrolling import credential
from tests.support.family import capture_all, seen
from tests.support.fingers_on_keys import focused, press
from tests.support.layout import clipped, outside
from tests.ui.test_family import WAIT_MS, shown
from ui.messages import languages, say
from ui.shell.window import Shell

DUE = date(2090, 12, 24)


def answered(station: Station) -> PacketId:
    """A packet that was received, of which the centre wants a finger once more. On the work thread."""
    enroll = station.enroll
    which = seen(enroll.start("biometric_passport")).enrollment.enrollment_id
    capture_all(station, which)
    seen(enroll.sign(which))
    seen(enroll.approve(which, credential(station, OFFICER), PINS[OFFICER]))
    sealed = enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    store, at = enroll._signing._sealing.outbox, enroll._clock.now()
    store.mark_receipted(sealed.packet_id, b"receipt", at)
    wish = Answer(sealed.packet_id, Verdict.AGAIN, at, (Reason("ANSWER-QUALITY", "right_index"),), DUE)
    with store.together():
        assert OutboxAnswers(enroll._db).keep(wish)
    station.deliver.refresh()
    return sealed.packet_id


def test_it_is_begun_from_the_list_by_keyboard_and_says_what_and_until_when(
    signed_in: Shell, station: Station, qtbot: QtBot, arrive: Callable[[Shell, str], None]
) -> None:
    packet_id = station.work.call(answered, station)
    page: Any = signed_in.page
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1, timeout=WAIT_MS)
    assert not page._again.isVisible(), "nothing is chosen"
    page.table.setFocus()
    press(Qt.Key.Key_Down)
    assert page._again.isVisible(), "the keyboard stands on the packet"
    words = page.table.model().data(page.table.model().index(0, 1))
    assert "Right index finger" in words
    assert "Due by 24.12.2090." in words
    for _ in range(9):
        if focused() is page._again:
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    arrive(signed_in, "fingerprints")
    view = shown(signed_in)
    assert [step.step_id for step in view.steps] == ["fingerprints", "review"]
    note = signed_in.frame.decision
    assert note.isVisible()
    assert say("review.again") in note.accessibleName()
    for room in ((1366, 768), (683, 350)):
        signed_in.resize(QSize(*room))
        for tag in languages():
            signed_in.choose_language(tag)
            for _ in range(4):
                QApplication.processEvents()
            assert (clipped(note), outside(signed_in.frame)) == ([], []), (room, tag)
    assert signed_in._presenter is not None
    signed_in._presenter.go_home()
    arrive(signed_in, "home")
    again = station.work.call(station.enroll.recapture, packet_id)
    assert isinstance(again, EnrollmentView)
    assert again.enrollment.enrollment_id == view.enrollment.enrollment_id, "begun once"
