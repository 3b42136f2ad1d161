"""How a visit ends, by keys alone: sealed at the desk, left for an officer who approves or rejects it in the queue,
withdrawn by the applicant, turned away by what the document says. And a referral, of which nobody here may know."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from station.domain.enrollment import EnrollmentId
from tests.support.comers import Ends, Visit
from tests.support.desk import PINS
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.keyboard_desk import CTRL, KeyboardDesk
from tests.support.keyboard_pages import DOES, walk

_MOST_TABS = 80


def tab_to(widget: Callable[[], QWidget]) -> None:
    """widget: asked each time, since rows are drawn anew. Raises AssertionError where Tab does not come to it."""
    for _ in range(_MOST_TABS):
        if focused() is widget():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {widget().accessibleName()!r}; it stands at {focused()}")


def refer(desk: KeyboardDesk) -> None:
    """What was noticed, of a list; it is sealed at once and leaves a number."""
    press(Qt.Key.Key_F3)
    assert desk.window._beside is not None
    sheet = desk.window._beside.refer
    desk.until(sheet.isVisible)
    desk.on_popup(Qt.Key.Key_Space)
    for _ in range(_MOST_TABS):
        if sheet.focusWidget() is sheet.send:
            break
        desk.on_popup(Qt.Key.Key_Tab)
    desk.on_popup(Qt.Key.Key_Return)
    desk.until(lambda: not sheet.words.isVisible())
    desk.on_popup(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def serve(desk: KeyboardDesk, visit: Visit) -> None:
    """From the sign-in on. Raises AssertionError where somebody does not get to the end of it."""
    desk.to_the_first_page(visit.operator, PINS[visit.operator])
    desk.begin(visit.service)
    if visit.referred:
        refer(desk)
    _ENDS[visit.ends](desk, visit)


def _come(desk: KeyboardDesk, visit: Visit) -> None:
    """Everybody through all pages, and what the operator vouches for."""
    for applicant in visit.applicants:
        if applicant is not visit.applicants[0]:
            desk.add(applicant.relation)
        walk(desk, applicant)
    for which in [each.enrollment_id for each in desk.view.people] or [desk.view.enrollment.enrollment_id]:
        desk.turn_to(which)
        desk.sign()


def _sealed(desk: KeyboardDesk, visit: Visit) -> None:
    _come(desk, visit)
    desk.seal(visit.officer, PINS[visit.officer])


def _withdrawn(desk: KeyboardDesk, visit: Visit) -> None:
    """The first page is filled in, and the applicant goes."""
    DOES[desk.view.step.page](desk, visit.applicants[0])
    _give_up(desk)


def _turned_away(desk: KeyboardDesk, visit: Visit) -> None:
    """Their document says that they may not come for it: the page tells so and does not lead on."""
    DOES[desk.view.step.page](desk, visit.applicants[0])
    desk.until(lambda: any(each.code.startswith("WHO-") for each in desk.view.step.problems))
    desk.until(lambda: not desk.window.frame.action_bar.primary.isEnabled())
    _give_up(desk)


def _give_up(desk: KeyboardDesk) -> None:
    """At the list of drafts: the applicant takes it back."""
    which = desk.view.enrollment.case_id
    while desk.page.page_id != "home":
        here = desk.page.page_id
        press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        desk.until(lambda here=here: desk.page.page_id != here)  # type: ignore[misc]

    def row() -> Any:
        return next((each for each in desk.page.rows if each.draft_id == which), None)

    desk.until(lambda: row() is not None)
    tab_to(lambda: row().discard)
    press(Qt.Key.Key_Return)
    tab_to(lambda: row().giving_up.withdraw)
    press(Qt.Key.Key_Return)
    desk.until(lambda: row() is None)


def _queued(desk: KeyboardDesk, visit: Visit) -> None:
    which = _left_for(desk, visit)
    page = _looked_at(desk, which)
    press(Qt.Key.Key_Space)
    tab_to(lambda: page().asked.pin)
    type_text(PINS[visit.officer])
    press(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: page().presenter.state.sent == 1)


def _rejected(desk: KeyboardDesk, visit: Visit) -> None:
    which = _left_for(desk, visit)
    page = _looked_at(desk, which)
    tab_to(lambda: page().reject)
    press(Qt.Key.Key_Return)
    desk.until(page().form.reasons.hasFocus)
    press(Qt.Key.Key_Space)
    tab_to(lambda: page().form.confirm)
    press(Qt.Key.Key_Return)
    desk.until(lambda: any(row.rejected and row.case.enrollment_id == which for row in page().presenter.state.rows))


def _left_for(desk: KeyboardDesk, visit: Visit) -> EnrollmentId:
    """Signed by the operator and left; then the officer sits down and opens the queue. Which case it is."""
    _come(desk, visit)
    which = desk.view.enrollment.case_id
    desk.until(desk.page.acts.pin.hasFocus)
    tab_to(lambda: desk.page.acts.submit)
    press(Qt.Key.Key_Return)
    desk.at("home")
    desk.to_the_first_page(visit.officer, PINS[visit.officer])
    desk.until(desk.page.approvals.isVisible)
    tab_to(lambda: desk.page.approvals)
    press(Qt.Key.Key_Return)
    desk.at("approvals")
    return which


def _looked_at(desk: KeyboardDesk, which: EnrollmentId) -> Callable[[], Any]:
    """The case is found in the list and read to its end. The page."""
    desk.until(lambda: bool(desk.page.presenter.state.rows))
    for _ in desk.page.presenter.state.rows:
        if desk.page.presenter.state.current == which:
            break
        press(Qt.Key.Key_Down)
    assert desk.page.presenter.state.current == which

    def read() -> bool:
        state = desk.page.presenter.state
        if state.views and desk.page.case.whole and not state.row.seen and desk.page.list.hasFocus():
            press(Qt.Key.Key_Return)
        return bool(state.row is not None and state.row.seen)

    desk.until(read)
    return lambda: desk.page


_ENDS: Mapping[Ends, Callable[[KeyboardDesk, Visit], None]] = {
    Ends.SEALED: _sealed,
    Ends.QUEUED: _queued,
    Ends.REJECTED: _rejected,
    Ends.WITHDRAWN: _withdrawn,
    Ends.TURNED_AWAY: _turned_away,
}
