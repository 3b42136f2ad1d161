"""The window locks by itself as F9 does, and a key of the system counts as a hand."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station.domain.idle_lock import IdleLock
from ui.messages import languages, say
from ui.shell.window import Shell


def test_it_locks_as_f9_does_and_says_so_before(signed_in: Shell) -> None:
    idle, bar = signed_in._beside.idle, signed_in.frame.action_bar
    assert idle is not None
    passed = [0.0]
    idle._monotonic_s = lambda: passed[0]
    operator = signed_in._presenter and signed_in._presenter.operator
    assert operator is not None
    assert idle._limit_s == IdleLock().seconds(operator), "it counts since somebody signed in"
    idle.begin(IdleLock().seconds(operator))
    passed[0] = 290.0
    idle._look(idle._round)
    for tag in languages():
        signed_in.choose_language(tag)
        assert bar._locks.text() == say("shell.locks_in", seconds=10)
    assert bar._locks.isVisible()
    handle = signed_in.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    QApplication.processEvents()
    assert not bar._locks.isVisible()
    passed[0] = 291.0 + 300
    idle._look(idle._round)
    assert signed_in.page is not None
    assert signed_in.page.page_id == "sign_in"
    assert signed_in._presenter is not None
    assert signed_in._presenter.operator is None
    assert idle._limit_s is None
