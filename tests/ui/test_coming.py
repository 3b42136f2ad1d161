"""A page that is asked for is made part by part, and shown once it is whole; nobody passes it unseen meanwhile."""

from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.errors import Problem
from tests.support.fingers_on_keys import press
from ui.making import Making
from ui.shell.coming import Coming
from ui.shell.window import Shell

Arrive = Callable[[Shell, str], None]


@pytest.fixture
def alone(signed_in: Shell) -> Shell:
    """At the first page; nothing is made ahead, and approvals are not made yet."""
    assert signed_in._beside is not None
    signed_in._beside.ahead.stop()
    assert "approvals" not in signed_in._pages._pages
    return signed_in


def test_no_turn_makes_a_whole_page(alone: Shell, arrive: Arrive) -> None:
    made: list[int] = []
    before = len(QApplication.allWidgets())
    making = alone._pages.making("approvals")
    part = making.part

    def counted() -> bool:
        more = part()
        made.append(len(QApplication.allWidgets()))
        return more

    making.part = counted  # type: ignore[method-assign]
    alone.show_approvals()
    assert alone.page is not None
    assert alone.page.page_id == "home"
    assert len(made) == 1, "the rest has a turn of its own"
    arrive(alone, "approvals")
    assert len(made) > 10
    assert made[0] - before < (made[-1] - before) / 4


def test_what_is_whole_is_shown_at_once_and_makes_nothing_more(alone: Shell) -> None:
    alone._pages.making("approvals").whole()
    before = set(QApplication.allWidgets())
    alone.show_approvals()
    assert alone.page is not None
    assert alone.page.page_id == "approvals"
    made = set(QApplication.allWidgets()) - before
    assert len(made) <= 1, "what holds the row of nobody"


def test_the_newest_counts(alone: Shell, qtbot: QtBot) -> None:
    alone.show_approvals()
    alone.show_home()
    assert alone.page is not None
    assert alone.page.page_id == "home"
    assert not alone.moving
    qtbot.wait(100)
    assert alone.page.page_id == "home"


def test_a_window_that_is_locked_meanwhile_stays_locked(alone: Shell, qtbot: QtBot) -> None:
    alone.show_approvals()
    assert alone.moving
    press(Qt.Key.Key_F9)
    assert alone.page is not None
    assert alone.page.page_id == "sign_in"
    qtbot.wait(100)
    assert alone.page.page_id == "sign_in"


def test_what_is_told_meanwhile_is_told_on_the_page_that_comes(alone: Shell, arrive: Arrive) -> None:
    alone.show_approvals()
    alone.show_problem(Problem("REV-NO-PRINTER"))
    assert not alone.frame.banner.isVisible()
    arrive(alone, "approvals")
    assert alone.frame.banner.isVisible()


def test_a_step_and_its_form_come_in_parts_and_no_key_goes_past_them(
    station: Station, signed_in: Shell, qtbot: QtBot
) -> None:
    """Nothing of the form is made yet. Whoever presses Ctrl+Enter again meanwhile does not pass the step unseen."""
    assert signed_in._beside is not None
    signed_in._beside.ahead.stop()
    qtbot.waitUntil(signed_in.frame.action_bar.primary.isEnabled)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: signed_in.moving)
    presenter = signed_in._presenter
    assert presenter is not None
    assert presenter.enrollment is not None
    assert signed_in.page is not None
    assert signed_in.page.page_id == "home"
    first = presenter.enrollment.current
    presenter.go_next()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # one application is begun, not two
    presenter.update(presenter.enrollment)  # somebody's answer: it is shown with the page
    qtbot.waitUntil(lambda: not signed_in.moving)
    assert signed_in.page.page_id == first
    assert presenter.enrollment.current == first
    drafts = station.work.call(station.enroll.drafts)
    assert not isinstance(drafts, Problem)
    assert len(drafts) == 1


def test_a_bug_in_a_part_is_told_once(dressed: QApplication, qtbot: QtBot) -> None:
    coming, shown, begun = Coming(), [], []

    def broken() -> Generator[None, None, None]:
        begun.append(1)
        yield
        raise LookupError

    with qtbot.captureExceptions() as raised:
        coming.bring(Making(broken), lambda: shown.append(1))
        qtbot.waitUntil(lambda: bool(raised))
        qtbot.wait(50)
    assert len(raised) == 1
    assert not coming.on_its_way
    assert shown == []
    assert begun == [1]
