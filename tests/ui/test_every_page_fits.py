"""Every page in every state, with the longest that can stand there, on every size of screen and in every language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from station.acts import CaseState
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    InkPoint,
    PortraitGuidance,
    PreviewFrame,
    SlapGuidance,
)
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.errors import Problem
from station.domain.lines import Line
from station.domain.operator import CredentialId, Role
from station.domain.outbox import OutboxState, PacketId
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.services.day import DayView
from station.services.draft_summary import DraftSummary
from station.services.enrollment_views import view_of
from station.services.traits import CaseTraits
from station.services.views import CopiesView, CredentialView, OutboxSummary, PersonView
from tests.support.capture_fakes import (
    NOW,
    box,
    enrollment,
    grey,
    portrait_candidate,
    slap_candidate,
    view,
)
from tests.support.fitting import LONGEST_NAME, Open, lay_out
from tests.support.layout import shortened
from tests.support.longest import longest
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, read, settle
from tests.ui.test_capture_pages_hold import CHECKS, FRAME, PNG
from tests.ui.test_day_page import FULL, Book
from tests.ui.test_papers_page import FakePages, Papers, paper_view
from tests.ui.test_review_page import APPROVED, OFFICER, READY, SIGNED, Acts
from tests.unit.station.steps.test_whole import SERVICES, TODAY, WHOLE, full
from tests.unit.ui.test_approvals_presenter import Services as Queue
from tests.unit.ui.test_sealed_presenter import DOWN, Outbox
from ui.messages import languages, say
from ui.screenshots.told import answered, packets
from ui.widgets.said import said

UNIT = "Վաղարշապատի անձնագրային և վիզաների վարչություն"
FAMILY = tuple(
    PersonView(EnrollmentId(f"e-{number}"), LONGEST_NAME, relation, ready=False)
    for number, relation in enumerate((Relation.FIRST, Relation.SPOUSE, *3 * (Relation.CHILD,)), 1)
)


class Waits(Queue):
    service: ClassVar[dict[str, str]] = dict.fromkeys(languages(), UNIT)

    def view(self, which: EnrollmentId) -> Any:
        made = longest(replace(full("biometric_passport", Shelf()), step="review", enrollment_id=which))
        return replace(view_of(PLANS.walk(made, TODAY)), title=LONGEST_NAME)


def people() -> tuple[CredentialView, ...]:
    roles = frozenset({Role.OPERATOR, Role.OFFICER, Role.SUPERVISOR, Role.TECHNICIAN})
    return tuple(
        CredentialView(CredentialId(f"{number}"), LONGEST_NAME, UNIT, roles, "123456", locked=number == 2)
        for number in range(7)
    )


class SignIn:
    def credentials(self) -> tuple[CredentialView, ...]:
        return people()

    def unproven(self) -> Problem | None:
        return Problem("CRY-043", {"day": "24.11.2026"})

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


def test_sign_in(framed: Open) -> None:
    desk = framed(fake_station(sign_in=SignIn(), pins=SimpleNamespace()))
    page = desk.enter("sign_in", None)
    desk.fits("people")
    page.refuse(Problem("CRY-010", {"tries_left": 4}))
    desk.fits("a wrong PIN")
    page._presenter.choose(CredentialId("1"))
    page._presenter.ask_change(True)
    desk.fits("a new PIN")
    page._presenter.ask_change(False)
    page.tell_puk("12345678")
    desk.fits("a new PUK")
    page._presenter.choose(CredentialId("2"))
    desk.fits("locked")
    page._presenter.choose(CredentialId("1"))
    page.tell_released()
    desk.fits("unlocked")
    page._presenter._answered(Problem("CRY-011", retryable=False))
    assert page.locked_card.isVisible()
    desk.fits("a locked smart card")


class Home:
    """Nothing was begun and nothing is on the way."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        answers: dict[str, object] = {"subscribe": lambda: None, "summary": OutboxSummary()}
        return lambda *_: answers.get(name, ())


def test_home(framed: Open) -> None:
    desk = framed(fake_station(enroll=Home(), deliver=Home(), sign_in=SignIn()))
    page = desk.enter("home", None)
    page.show_drafts(())
    page.show_outbox((), OutboxSummary())
    desk.fits("empty")
    plain = DraftSummary(EnrollmentId("e"), LONGEST_NAME, "step.slaps.name", NOW, "stateless_travel_document")
    signed = replace(plain, enrollment_id=EnrollmentId("s"), state=CaseState.SIGNED, by_two=True)
    newer = Problem("STN-164", {"found": 2, "known": 1})
    shut = replace(plain, enrollment_id=EnrollmentId("0a1b2c3d4e5f"), problem=newer)
    page.show_drafts((plain, replace(plain, ends_on=NOW.date(), people=5, names=(LONGEST_NAME,) * 5), signed, shut))
    page.show_outbox(packets(), OutboxSummary(9_000, 6, 2, 12, 3))
    page.show_copies(CopiesView(Problem("STN-169", {"reason": "ENOENT"}), behind=2, newest=datetime.now(UTC)))
    desk.fits("a day with everything")
    row = next(row for row in page.rows if row.draft_id == "s")
    row.discard.click()
    page.show_officers(())
    desk.fits("a signed one is given up")
    page.show_outbox(answered(), OutboxSummary(total=3, answers=2))
    page.table.selectRow(2)
    desk.fits("answers of the centre")
    page.take_back.click()
    desk.fits("taking back")


@pytest.mark.drawn(1)
@pytest.mark.parametrize("service", WHOLE)
def test_forms(service: str, framed: Open) -> None:
    _forms(service, framed)


@pytest.mark.drawn(1)
@pytest.mark.parametrize("service", sorted(set(SERVICES) - set(WHOLE)))
def test_other_forms(service: str, framed: Open) -> None:
    _forms(service, framed)


def _forms(service: str, framed: Open) -> None:
    """Empty, and with the longest in every field: whatever is wrong with that is said too."""
    some = full(service, Shelf())
    desk = framed(fake_station(some))
    for made in (replace(some, values={}), longest(some)):
        for step in view_of(PLANS.walk(made.at_step(PLANS.plan(service, TODAY).steps[0].step_id), TODAY)).steps:
            if step.page == "form":
                page = desk.enter("form", view_of(PLANS.walk(made.at_step(step.step_id), TODAY)))
                page.primary()
                desk.fits(f"{step.step_id}, {len(made.fields)} fields filled")


def test_family(framed: Open) -> None:
    some = full("biometric_passport", Shelf())
    desk = framed(fake_station(some))
    shown = replace(view_of(PLANS.walk(some.at_step("applicant"), TODAY)), people=FAMILY)
    shown = replace(shown, enrollment=replace(shown.enrollment, enrollment_id=FAMILY[-1].enrollment_id))
    desk.enter("form", shown)
    desk.fits("five who came together")


def test_portrait(framed: Open) -> None:
    station = fake_station(png=PNG.getvalue())
    desk = framed(station)
    page = desk.enter("portrait", view())
    station.capture.say(PreviewFrame(FRAME, 1.0))
    station.capture.say(PortraitGuidance("FACE-LIGHT-EVEN", (1, 2, 3, 4), ((1, 1), (2, 2)), CHECKS, 0.5))
    QApplication.processEvents()
    desk.fits("live")
    page.toggle_details()
    desk.fits("details")
    station.capture.say(CaptureFailed(Problem("DEV-010")))
    desk.fits("camera gone")
    page.space()
    station.capture.say(CaptureRefused(Problem("FACE-NO-FACE"), FRAME))
    desk.fits("refused")
    page.space()
    station.capture.say(replace(portrait_candidate(), checks=CHECKS))
    desk.fits("taken")


def test_fingerprints(framed: Open, qtbot: QtBot) -> None:
    right = Slap.RIGHT_FOUR.fingers
    missing = tuple(BiometricException(each, ExceptionReason.AMPUTATED) for each in Slap.LEFT_FOUR.fingers)
    station = fake_station(enrollment().with_exceptions(missing), PNG.getvalue())
    desk = framed(station)
    page = desk.enter("fingerprints", view(station.enroll.enrollment))
    boxes = tuple(box(finger, 12 * n) for n, finger in enumerate(right))
    station.capture.say(PreviewFrame(grey(), 1.0))
    station.capture.say(SlapGuidance("FNG-KEEP-STILL", boxes, 4, 4))
    QApplication.processEvents()
    desk.fits("live")
    page.toggle_details()
    desk.fits("details")
    station.capture.say(CaptureRefused(Problem("FNG-TOO-FEW", {"seen": 3, "expected": 4}), grey(), boxes[:3]))
    desk.fits("refused")
    page.space()
    station.capture.say(slap_candidate(Slap.RIGHT_FOUR, (72, 40, 18, None), right))
    qtbot.waitUntil(lambda: page.presenter.state.phase == "weak")
    desk.fits("weak")
    page.space()
    station.capture.say(CaptureFailed(Problem("DEV-040")))
    desk.fits("scanner gone")


def test_no_hands(framed: Open) -> None:
    missing = tuple(BiometricException(each, ExceptionReason.BORN_WITHOUT) for each in Finger)
    station = fake_station(enrollment().with_exceptions(missing), PNG.getvalue())
    desk = framed(station)
    desk.enter("fingerprints", view(station.enroll.enrollment))
    desk.fits("no hands")


def test_papers(framed: Open) -> None:
    desk = framed(fake_station(attachments=Papers(), capture=FakePages()))
    page = desk.enter("attachments", paper_view())
    desk.fits("an original is asked for")
    page.presenter.choose(0)
    desk.fits("pages")


def test_signature(framed: Open) -> None:
    station = fake_station(png=PNG.getvalue())
    desk = framed(station)
    page = desk.enter("signature", view())
    desk.fits("empty")
    page.presenter.use_pad()
    station.capture.say(InkPoint(1, 2, 0))
    desk.fits("pad")
    station.capture.say(CaptureFailed(Problem("DEV-010")))
    desk.fits("pad gone")


@pytest.mark.drawn(1)
@pytest.mark.parametrize("service", WHOLE)
def test_review(service: str, framed: Open) -> None:
    """With everything that is asked, as long as it comes: what two people sign stands there whole."""
    made = longest(replace(full(service, Shelf()), step="review"))
    acts = Acts()
    desk = framed(fake_station(made, enroll=acts, sign_in=acts))
    shown = view_of(PLANS.walk(made, TODAY))
    page = desk.enter("review", replace(shown, ready_to_sign=True))
    lay_out()
    assert not page.read, "there is more of it below"
    read(page)
    assert page.acts.sign.isEnabled()
    desk.fits("to sign", sizes=5)
    desk.window.refresh(shown)
    desk.fits("incomplete")
    texts = {label.text() for label in page.findChildren(QLabel)}
    lines = [line for step in shown.steps for line in step.lines if isinstance(line, Line)]
    assert {said(line) for line in lines if said(line)} <= texts
    assert max(len(said(line)) for line in lines) >= 200
    assert shortened(page) == []


def test_acts(framed: Open) -> None:
    acts = Acts()
    desk = framed(fake_station(READY.enrollment, enroll=acts, sign_in=acts))
    page = desk.enter("review", SIGNED)
    desk.fits("to approve")
    page.acts.officer.set_value(OFFICER.credential_id)
    read(page)
    page.presenter.approve(OFFICER.credential_id, "1")
    desk.fits("a wrong PIN")
    waits = replace(SIGNED.enrollment, waiting_since=NOW)
    desk.window.refresh(replace(SIGNED, enrollment=waits))
    desk.fits("waiting")
    desk.window.refresh(replace(SIGNED, people=FAMILY))
    desk.fits("of a family")
    desk.window.refresh(APPROVED)
    desk.fits("to seal")


def test_summary(framed: Open) -> None:
    """Its sheet, once printed, with a printer that fails, and where a file is wanted."""
    acts = Acts()
    desk = framed(fake_station(READY.enrollment, enroll=acts, sign_in=acts, belongings=SimpleNamespace()))
    page = desk.enter("review", READY)
    page.open_summary()
    sheet = page._sheet
    sheet.presenter._become(out=True, outcome=Problem("REV-NO-PRINTER"))
    desk.fits("not printed")
    page.acts.print.setFocus()  # the window went through all sizes behind the sheet
    sheet.as_file.click()
    desk.fits("into a file")


def test_approvals(framed: Open, qtbot: QtBot) -> None:
    """Rows and a case of the longest names, marks on each, and the word of an officer who says no."""
    queue = Waits()
    traits = CaseTraits(queue.service, "CIVIL", UNIT, overrides=2, excepted=True, household=True)
    long = [replace(each, title=LONGEST_NAME, names=(LONGEST_NAME,), traits=traits, people=5) for each in queue.cases]
    other = replace(traits, case_class="PROTECTED", unit=f"{UNIT} 2")
    queue.cases = (*long, replace(long[0], enrollment_id=EnrollmentId("other"), procedure="visa", traits=other))
    desk = framed(fake_station(enroll=queue, sign_in=queue, approvals=queue))
    page = desk.enter("approvals", None)
    qtbot.waitUntil(lambda: bool(page._shown.views))
    settle(page.case)
    desk.fits("live")
    page.waiting.open_narrow()
    assert not any(box.isHidden() for box in page.waiting._sheet.boxes.values())
    desk.fits("to be narrowed")
    for tag in languages():
        desk.window.choose_language(tag)
        assert {box.itemText(0) for box in page.waiting._sheet.boxes.values()} == {say("approvals.narrow.any")}, tag
    page.waiting._sheet.close()
    page._ask_why(back=True)
    desk.fits("to send back")


def test_day(framed: Open, qtbot: QtBot) -> None:
    book = Book()
    desk = framed(fake_station(day=book, deliver=book))
    page = desk.enter("day", None)
    qtbot.waitUntil(lambda: page.list.count() == len(FULL.calls))
    desk.fits("full")
    book.day = DayView(FULL.day)
    desk.enter("day", None)
    qtbot.waitUntil(page.nobody.isVisible)
    desk.fits("empty")


def test_sealed(framed: Open) -> None:
    outbox = Outbox()
    desk = framed(fake_station(deliver=outbox, enroll=outbox))
    page = desk.enter("sealed", view())
    page.show_sealed(SimpleNamespace(packet_id=PacketId("ab" * 32)))
    for changes in (
        {"state": OutboxState.SENDING},
        {"state": OutboxState.WAITING, "problem": DOWN, "next_try_at": NOW},
        {"state": OutboxState.REFUSED, "problem": Problem("STN-302", {"reason": "INT-001"})},
        {"state": OutboxState.RECEIPTED, "problem": None, "erased": True},
    ):
        outbox.become(**changes)
        QApplication.processEvents()
        desk.fits(str(changes["state"]))


def test_what_stands_over_a_page(framed: Open) -> None:
    some = full("biometric_passport", Shelf())
    desk = framed(fake_station(some))
    shown = view_of(PLANS.walk(some.at_step("applicant"), TODAY))
    desk.enter("form", shown)
    frame = desk.window.frame
    frame.show_notice(Problem("STN-711", {"until": "24.12.2026"}))
    frame.banner.show_problem(Problem("STN-302", {"reason": "INT-001"}))
    desk.fits("two warnings")
    frame.show_notice(None)
    frame.banner.clear()
    desk.window.toggle_help()
    desk.fits("help")
    desk.window.toggle_help()
    frame.action_bar.show_progress("review.task.sealing", lambda: None)
    desk.fits("working")
    frame.action_bar.show_progress(None)
    frame.action_bar.show_locks_in(30)
    desk.fits("locks soon")
