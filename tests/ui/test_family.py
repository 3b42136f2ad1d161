"""People who came together, by keyboard alone: added, turned to, taken over from, taken away; and how it holds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.attachment import PaperForm, PaperWanted
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.value import Source
from station.services.offered import Offered
from station.services.views import EnrollmentView, PersonView
from tests.support.applicants import OF_A_CHILD, WHOLE
from tests.support.desk import OFFICER, PINS, SUPERVISOR
from tests.support.enrolling import credential
from tests.support.family import capture_all
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.form_fakes import enrollment_view
from tests.support.layout import clipped
from tests.support.person_cards import person_cards
from tests.support.window import read
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, say
from ui.shell.people_strip import PeopleStrip
from ui.shell.window import Shell

CTRL = Qt.KeyboardModifier.ControlModifier
WAIT_MS = 20_000


def shown(window: Shell) -> EnrollmentView:
    assert window._presenter is not None
    view = window._presenter.enrollment
    assert view is not None
    return view


def chips(window: Shell) -> dict[EnrollmentId, Any]:
    return window.frame.people._chips


def on_popup(window: Shell, key: Qt.Key) -> None:
    """As the keyboard does it: a sheet that is open has it."""
    popup = QApplication.activePopupWidget()
    assert popup is not None
    target = popup.focusWidget() or popup
    QTest.keyClick(target, key)
    if QApplication.activePopupWidget() is None:
        window.activateWindow()  # as a window manager does when a sheet has closed


def add(window: Shell, qtbot: QtBot, relation: Relation) -> EnrollmentView:
    before = len(chips(window)) or 1
    press(Qt.Key.Key_F5)
    sheet = window.frame.people.adding
    qtbot.waitUntil(sheet.isVisible)
    place = list(sheet.buttons).index(relation)
    for _ in range(place):
        on_popup(window, Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.buttons[relation]
    on_popup(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(chips(window)) == before + 1, timeout=WAIT_MS)
    return shown(window)


def to_the_applicant(window: Shell, qtbot: QtBot) -> None:
    """Whoever has just come along holds no document: one key."""
    assert shown(window).current == "document"
    qtbot.waitUntil(window.frame.action_bar.primary.isEnabled, timeout=WAIT_MS)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not window.moving and shown(window).current == "applicant", timeout=WAIT_MS)


def test_a_person_is_added_turned_to_and_taken_away_by_keyboard(enrolling: Shell, qtbot: QtBot) -> None:
    first = shown(enrolling).enrollment.enrollment_id
    assert not enrolling.frame.people.isVisible(), "who came alone sees no strip"
    page: Any = enrolling.page
    page.form.set_values({"phone": "+374 91 000001", "address": "Գյումրի, Շիրակացու 3"})
    page.form.typed.emit("phone", "+374 91 000001")
    page.form.typed.emit("address", "Գյումրի, Շիրակացու 3")
    second = add(enrolling, qtbot, Relation.CHILD)
    assert second.people[1].relation is Relation.CHILD
    to_the_applicant(enrolling, qtbot)
    assert page.form.value("phone") == "", "nothing of the first stands on the second's page"
    over = enrolling.frame.people.over
    assert over.isVisible(), "what was typed right before is offered"
    press(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: not over.isVisible(), timeout=WAIT_MS)
    assert page.form.value("phone") == "+374 91 000001"
    phone = shown(enrolling).enrollment.values["phone"]
    assert (phone.source, phone.evidence) == (Source.COMPANION, first)
    press(Qt.Key.Key_PageUp, CTRL)
    qtbot.waitUntil(
        lambda: not enrolling.moving and shown(enrolling).enrollment.enrollment_id == first, timeout=WAIT_MS
    )
    assert chips(enrolling)[first].isChecked()
    assert not enrolling.frame.people.away.isVisible(), "the first stays"
    press(Qt.Key.Key_PageDown, CTRL)
    qtbot.waitUntil(
        lambda: not enrolling.moving and shown(enrolling).enrollment.enrollment_id != first, timeout=WAIT_MS
    )
    strip = enrolling.frame.people
    strip.away.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(strip.leaving.keep.isVisible)
    assert strip.leaving.keep.hasFocus(), "Enter alone takes nobody away"
    assert not strip.leaving.asked.isVisible(), "nobody vouched for them"
    on_popup(enrolling, Qt.Key.Key_Backtab)
    on_popup(enrolling, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not enrolling.moving and shown(enrolling).people == (), timeout=WAIT_MS)
    assert not strip.isVisible()


def test_a_paper_that_is_offered_has_its_name(qtbot: QtBot) -> None:
    strip = PeopleStrip()
    qtbot.addWidget(strip)
    one, other = (PersonView(EnrollmentId(each), each, Relation.CHILD, ready=False) for each in ("e-1", "Անահիտ"))
    paper = PaperWanted("marriage_certificate_paper", "MARRIAGE_CERTIFICATE", PaperForm.COPY)
    offered = Offered(paper.about, "", other.enrollment_id, paper=paper)
    strip.show_enrollment(replace(enrollment_view(), people=(one, other), offered=(offered,)))
    assert strip._offer.text() == say("shell.people.offered", what="Marriage certificate", whose="Անահիտ")


@pytest.mark.parametrize("before", ["FATHER_IN_PERSON", ""])
def test_a_parents_consent_for_one_child_is_the_others_too_by_one_key(
    before: str, enrolling: Shell, qtbot: QtBot, station: Station, arrive: Callable[[Shell, str], None]
) -> None:
    """Taken over from the child before; or said here first, for that one too."""
    consent = "mother_or_father_or_adopter_consent"
    child = {**WHOLE, **OF_A_CHILD, "birth_date": "15.06.2023", "psn_kind": "PENDING", "psn": ""}
    first = shown(enrolling).enrollment.enrollment_id
    children: list[EnrollmentId] = []
    for given in (before, ""):
        added = station.work.call(station.enroll.add_person, first, Relation.CHILD)
        assert isinstance(added, EnrollmentView)
        children.append(added.enrollment.enrollment_id)
        station.work.call(station.enroll.set_fields, children[-1], {**child, consent: given})
    view = station.work.call(station.enroll.go_to, children[1], "consents")
    assert isinstance(view, EnrollmentView), view
    assert enrolling._presenter is not None
    enrolling._presenter.turn_to(children[1])
    arrive(enrolling, "consents")
    page: Any = enrolling.page
    over = enrolling.frame.people.over
    if not before:
        page.form.set_values({consent: "FATHER_IN_PERSON"})
        page.form.typed.emit(consent, "FATHER_IN_PERSON")
        page.form.left.emit(consent)
    qtbot.waitUntil(over.isVisible, timeout=WAIT_MS)
    enrolling.resize(QSize(853, 480))
    for tag in languages():
        enrolling.choose_language(tag)
        QApplication.processEvents()
        for part in (enrolling.frame.people, page):
            assert (nameless(part), clipped(part)) == ([], []), tag
    press(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: not over.isVisible(), timeout=WAIT_MS)
    assert page.form.value(consent) == "FATHER_IN_PERSON"
    whose, of = children if not before else reversed(children)
    view = station.work.call(station.enroll.view, whose)
    assert isinstance(view, EnrollmentView)
    said = view.enrollment.values[consent]
    assert (said.text, said.source, said.evidence) == ("FATHER_IN_PERSON", Source.COMPANION, of)


def test_who_was_signed_is_taken_away_with_the_pin_of_a_second_person(
    enrolling: Shell, qtbot: QtBot, station: Station
) -> None:
    second = add(enrolling, qtbot, Relation.SPOUSE).enrollment.enrollment_id
    station.work.call(capture_all, station, second)
    assert isinstance(station.work.call(station.enroll.sign, second), EnrollmentView)
    assert enrolling._presenter is not None
    enrolling._presenter.go_to("portrait")
    qtbot.waitUntil(lambda: not enrolling.moving and shown(enrolling).enrollment.signed is not None, timeout=WAIT_MS)
    leaving = enrolling.frame.people.leaving
    enrolling.resize(QSize(683, 350))
    enrolling.frame.people.away.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(leaving.asked.officer.value()), timeout=WAIT_MS)
    assert leaving.asked.pin.hasFocus()
    assert not leaving.really.isEnabled(), "not without a PIN"
    for tag in languages():
        enrolling.choose_language(tag)
        QApplication.processEvents()
        assert enrolling.frame.geometry().height() >= leaving.height(), tag
        assert (nameless(leaving), clipped(leaving)) == ([], []), tag
    supervisor = station.work.call(credential, station, SUPERVISOR)
    assert leaving.asked.officer.findData(supervisor) >= 0
    leaving.asked.officer.set_value(supervisor)
    for pin in ("9999", PINS[SUPERVISOR]):
        assert leaving.asked.pin.text() == "", "a PIN that was wrong is not kept"
        QTest.keyClicks(leaving.asked.pin, pin)
        on_popup(enrolling, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: leaving.asked.pin.text() == "", timeout=WAIT_MS)
        gone = pin != "9999"
        assert leaving.isVisible() is not gone
        if not gone:
            assert enrolling.frame.banner.accessibleName().startswith(SUPERVISOR), "whose PIN it was"
    assert shown(enrolling).people == ()
    assert not leaving.isVisible()


def test_leaving_half_way_keeps_everybody_and_comes_back_to_whom_it_was(
    enrolling: Shell, qtbot: QtBot, arrive: Callable[[Shell, str], None]
) -> None:
    second = add(enrolling, qtbot, Relation.SPOUSE).enrollment.enrollment_id
    to_the_applicant(enrolling, qtbot)
    press(Qt.Key.Key_F9)
    arrive(enrolling, "sign_in")
    assert not enrolling.frame.people.isVisible()
    qtbot.waitUntil(lambda: bool(person_cards(enrolling)), timeout=WAIT_MS)
    type_text("1234\n")
    arrive(enrolling, "applicant")
    assert shown(enrolling).enrollment.enrollment_id == second
    assert len(shown(enrolling).people) == 2


@pytest.mark.parametrize("room", [(1366, 768), (1092, 580), (683, 350)])
def test_five_people_hold_at_every_size_and_in_every_language(
    enrolling: Shell, qtbot: QtBot, station: Station, room: tuple[int, int]
) -> None:
    first = shown(enrolling).enrollment.enrollment_id
    for relation in (Relation.SPOUSE, Relation.CHILD, Relation.CHILD, Relation.PARENT):
        added = station.work.call(station.enroll.add_person, first, relation)
        assert isinstance(added, EnrollmentView)
        which = added.enrollment.enrollment_id
        station.work.call(station.enroll.set_fields, which, {"document_kind": "none"})
        assert isinstance(station.work.call(station.enroll.go_to, which, "applicant"), EnrollmentView)
    station.work.call(station.enroll.set_fields, first, {**WHOLE, "given_hy": "Մարիամ-Անահիտ-Շուշանիկ"})
    people = station.work.call(station.enroll.view, first)
    assert isinstance(people, EnrollmentView)
    assert enrolling._presenter is not None
    enrolling._presenter.turn_to(people.people[4].enrollment_id)
    qtbot.waitUntil(lambda: len(chips(enrolling)) == 5, timeout=WAIT_MS)
    enrolling.resize(QSize(*room))
    for tag in languages():
        enrolling.choose_language(tag)
        for _ in range(3):
            QApplication.processEvents()
        assert (enrolling.width(), enrolling.height()) == room
        here = chips(enrolling)[shown(enrolling).enrollment.enrollment_id]
        area = enrolling.frame.people._scroll.viewport()
        assert area.rect().contains(here.mapTo(area, here.rect().center())), "who is shown is in sight"
        strip = enrolling.frame.people
        over = strip.over.geometry()
        assert over.bottom() < strip.height(), "nothing is squeezed over anything else"
        assert strip._scroll.height() == strip._scroll.minimumHeight()
        for other in (strip._scroll, strip.away):
            assert not over.intersects(other.geometry()), tag
        for part in (strip, enrolling.frame.rail):
            assert (nameless(part), too_small(part), clipped(part)) == ([], [], []), tag


def test_each_is_signed_on_their_own_review_and_one_pin_approves_all(
    enrolling: Shell, qtbot: QtBot, station: Station, arrive: Callable[[Shell, str], None]
) -> None:
    first = shown(enrolling).enrollment.enrollment_id
    second = add(enrolling, qtbot, Relation.SPOUSE).enrollment.enrollment_id
    for which in (first, second):
        station.work.call(capture_all, station, which)
    press(Qt.Key.Key_PageUp, CTRL)
    arrive(enrolling, "review")
    page: Any = enrolling.page
    read(page)
    qtbot.waitUntil(page.acts.sign.hasFocus, timeout=WAIT_MS)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(page.acts.others.hasFocus, timeout=WAIT_MS)
    assert not page.acts.pin.isVisible(), "nobody approves before all are signed"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: not enrolling.moving and shown(enrolling).enrollment.enrollment_id == second, timeout=WAIT_MS
    )
    read(page)
    qtbot.waitUntil(page.acts.sign.hasFocus, timeout=WAIT_MS)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: focused() is page.acts.pin, timeout=WAIT_MS)
    page.acts.officer.set_value(station.work.call(credential, station, OFFICER))
    type_text(PINS[OFFICER] + "\n")
    qtbot.waitUntil(lambda: not enrolling.moving and shown(enrolling).ready_to_seal, timeout=WAIT_MS)
    qtbot.waitUntil(enrolling.frame.action_bar.primary.isEnabled, timeout=WAIT_MS)
    press(Qt.Key.Key_Return, CTRL)
    arrive(enrolling, "sealed")
    sealed: Any = enrolling.page
    qtbot.waitUntil(lambda: sealed.presenter.state.slowest is not None, timeout=WAIT_MS)
    numbers = {each.enrollment_id: each.packet.packet_id for each in sealed.presenter.state.all}
    assert set(numbers) == {first, second}
    assert len(set(numbers.values())) == 2
    sealed.people.rows[first].setFocus()
    press(Qt.Key.Key_Space)
    assert sealed.presenter.state.packet.packet_id == numbers[first], "each has a receipt of their own"
