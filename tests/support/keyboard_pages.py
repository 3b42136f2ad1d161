"""What is done on each page, by keys alone and from what a script says. A page of which nothing is known here fails."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from station.commands.script import Applicant
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.keyboard_desk import CTRL, KeyboardDesk
from ui.pages.attachments.model import PaperRow
from ui.widgets.choice import ChoiceBox
from ui.widgets.exception_words import reasons_at
from ui.widgets.segmented import Segmented

Does = Callable[[KeyboardDesk, Applicant], None]
MOST_STOPS = 200  # of the Tab key on one form
MOST_ROUNDS = 8


class NoDriver(LookupError):
    """Nothing is known of this page."""


def walk(desk: KeyboardDesk, who: Applicant) -> list[str]:
    """From the step that is shown to the review, through each step by its kind; which steps they were."""
    walked = []
    while not desk.view.step.signs:
        step = desk.view.step
        does = DOES.get(step.page)
        if does is None:
            raise NoDriver(step.page)
        does(desk, who)
        walked.append(step.step_id)
        here = step.step_id
        desk.next()
        desk.until(lambda here=here: desk.view.step.step_id != here)  # type: ignore[misc]
    return walked


# --- forms -------------------------------------------------------------------------------------------------------


def fill(desk: KeyboardDesk, who: Applicant) -> None:
    """Tab from one to the next; what is said of the one that has the keyboard is typed or chosen. Answers ask for
    others: round and round until a whole round leaves nothing to do."""
    if who.take_over and desk.view.offered:
        press(Qt.Key.Key_F6)
        desk.until(lambda: not desk.view.offered)
    said = {name: text.strip() for name, text in who.fields.items()}
    assert any(not _round(desk, said) for _ in range(MOST_ROUNDS)), "answers go on and on asking"
    form = desk.page.form
    wrong = {name: form.value(name) for name in said if name in form.fields() and form.value(name) != said[name]}
    assert not wrong, (desk.page.page_id, wrong)
    desk.until(lambda: desk.page.saver.idle)


def _round(desk: KeyboardDesk, said: Mapping[str, str]) -> bool:
    """Once round the window by Tab. Whether anything was typed."""
    page, did = desk.page, False
    start = _name_of(page, focused())
    assert start is not None, f"the keyboard is outside the form: {focused()}"
    stops: list[str | None] = []
    for _ in range(MOST_STOPS):
        name = _name_of(page, focused())
        if name is not None:
            did |= _answer(page, name, said)
        stops.append(name)
        press(Qt.Key.Key_Tab)
        if start not in page.inputs():  # an answer took it away: the round begins here
            start = _name_of(page, focused())
        elif _name_of(page, focused()) == start:
            return did
    raise AssertionError(f"the Tab key does not come back to {start}; last it stood at {stops[-40:]}")


def _name_of(page: QWidget, widget: QWidget) -> str | None:
    form = page.form  # type: ignore[attr-defined]
    for name in page.inputs():  # type: ignore[attr-defined]
        editor = form.row(name).editor
        if editor is widget or editor.isAncestorOf(widget):
            return str(name)
    return None


def _answer(page: QWidget, name: str, said: Mapping[str, str]) -> bool:
    """Type or choose what is said of it; of several, ask for one more as long as one is said that is not drawn."""
    form = page.form  # type: ignore[attr-defined]
    if name not in form.fields():  # the button that adds one
        drawn = {each[len(name) + 1 :].partition(".")[0] for each in form.fields() if each.startswith(f"{name}.")}
        wanted = {each[len(name) + 1 :].partition(".")[0] for each in said if each.startswith(f"{name}.")}
        if wanted <= drawn:
            return False
        press(Qt.Key.Key_Insert)
        return _answer(page, _name_of(page, focused()) or "", said) or True
    text, editor = said.get(name), form.editor(name)
    if text is None or form.value(name) == text:
        return False
    if isinstance(editor, ChoiceBox):
        at = editor.findData(text)
        assert at >= 0, (name, text, [editor.itemData(each) for each in range(editor.count())])
        for _ in range(editor.count()):
            if editor.currentIndex() != at:
                press(Qt.Key.Key_Down if editor.currentIndex() < at else Qt.Key.Key_Up)
        assert editor.currentIndex() == at, (name, text, editor.currentIndex(), focused())
    elif isinstance(editor, Segmented):
        for _ in editor._buttons:
            if editor.value() != text:
                press(Qt.Key.Key_Right)
        assert editor.value() == text, (name, text)
    else:
        press(Qt.Key.Key_A, CTRL)
        press(Qt.Key.Key_Delete)
        type_text(text)
        assert form.value(name) == text, (name, form.value(name))
    return True


# --- what is captured --------------------------------------------------------------------------------------------


def portrait(desk: KeyboardDesk, who: Applicant) -> None:
    reason = who.reasons.get(Modality.FACE)
    if reason is not None:
        say_why(desk, Modality.FACE, reason)
    if reason is None or not reason.nothing_taken:
        desk.taken("accepted")


def fingers(desk: KeyboardDesk, who: Applicant) -> None:
    """Those that are missing are marked, one by one or all ten in one act; each weak placement is tried again."""
    reasons = {missing.reason for missing in who.exceptions}
    if len(who.exceptions) == len(Finger) and len(reasons) == 1:
        _no_hands(desk, *reasons)
    else:
        for missing in who.exceptions:
            _mark(desk, missing)
    desk.until(lambda: set(desk.view.enrollment.exceptions) == set(who.exceptions))
    while desk.page.presenter.state.phase != "done":
        desk.taken("weak", "asked", "done")
        phase = desk.page.presenter.state.phase
        if phase != "done":
            press(Qt.Key.Key_Y if phase == "asked" else Qt.Key.Key_Space)  # asked: they are as they are named
            desk.phase("opening", "live", "done", "weak")


def _no_hands(desk: KeyboardDesk, reason: ExceptionReason) -> None:
    """The last of the scopes is both hands."""
    press(Qt.Key.Key_E)
    desk.on_popup(Qt.Key.Key_Up)
    desk.on_popup(Qt.Key.Key_Right)
    desk.on_popup(Qt.Key.Key_Down, times=reasons_at(desk.view, Modality.FINGERS).index(reason))
    desk.on_popup(Qt.Key.Key_Return)


def _mark(desk: KeyboardDesk, missing: BiometricException) -> None:
    hands = desk.page.hands
    for _ in Finger:
        if hands.focused() is not missing.finger:
            press(Qt.Key.Key_Right)
    assert hands.button(missing.finger).hasFocus(), (missing.finger, focused())
    press(Qt.Key.Key_M)
    desk.on_popup(Qt.Key.Key_Down, times=reasons_at(desk.view, Modality.FINGERS).index(missing.reason))
    desk.on_popup(Qt.Key.Key_Return)


def signature(desk: KeyboardDesk, who: Applicant) -> None:
    reason = who.reasons.get(Modality.SIGNATURE)
    if reason is not None:
        say_why(desk, Modality.SIGNATURE, reason)
    if reason is None or not reason.nothing_taken:
        press(Qt.Key.Key_P)
        desk.taken("kept")


def say_why(desk: KeyboardDesk, what: Modality, reason: ExceptionReason) -> None:
    """The key that asks, and the reason from its menu."""
    press(Qt.Key.Key_E)
    desk.on_popup(Qt.Key.Key_Down, times=reasons_at(desk.view, what).index(reason))
    desk.on_popup(Qt.Key.Key_Return)
    desk.until(lambda: desk.view.enrollment.why_not(what) is reason)


def papers(desk: KeyboardDesk, who: Applicant) -> None:
    """Each original is seen, and of each other paper as many pages are photographed as the script says."""
    presenter = desk.page.presenter
    for at, row in enumerate(presenter.state.rows):
        for _ in presenter.state.rows:
            if presenter.state.at != at:
                press(Qt.Key.Key_Down if presenter.state.at < at else Qt.Key.Key_Up)
        assert presenter.state.at == at
        for number in range(1, (who.pages[f"{row.paper.about}.{row.paper.form.value}"] or 1) + 1):
            if row.paper.pages:
                desk.taken("live")
            press(Qt.Key.Key_Space)
            pages = number if row.paper.pages else 0
            desk.until(lambda at=at, pages=pages: _done(presenter.state.rows[at], pages))  # type: ignore[misc]


def _done(row: PaperRow, pages: int) -> bool:
    return row.done and len(row.pages) == pages


DOES: Mapping[str, Does] = {
    "form": fill,
    "portrait": portrait,
    "fingerprints": fingers,
    "signature": signature,
    "attachments": papers,
}
"""By the page that a step is shown on."""
