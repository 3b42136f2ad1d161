"""The review page: everything is shown, the acts follow each other by keyboard, the same person is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import Notice
from station.domain.lines import Line
from station.domain.operator import CredentialId, Operator, Role
from station.domain.outbox import PacketId
from station.domain.sample import Digest
from station.domain.signatures import Approved, Signed
from station.services.enrollment_views import view_of
from station.services.views import CredentialView, EnrollmentView, SealedView
from tests.support.capture_fakes import NOW, OPERATOR, blob, enrollment, portrait, view
from tests.support.longest import longest
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page, read
from tests.unit.station.steps.test_whole import TODAY, full
from ui.messages import say, set_language
from ui.pages.review.view import ReviewPage
from ui.widgets.said import said

BOTH = frozenset({Role.OPERATOR, Role.OFFICER})
OFFICER = Operator(CredentialId("officer"), "Կարեն Սարգսյան", "Ministry", BOTH)
FIELDS = {
    "surname_hy": "Սարգսյան", "surname_latin": "Sargsyan", "given_hy": "Անահիտ", "given_latin": "Anait",
    "given_latin_source": "previous_doc", "birth_date": "22.11.1990", "birth_place": "Գյումրի", "sex": "F",
    "nationality": "ARM", "psn_kind": "pending", "document_kind": "passport", "document_number": "AN1234567",
    "document_issuer": "ARM", "document_expiry": "03.05.2027", "document_source": "mrz_typed",
}  # fmt: skip
DRAFT = enrollment(fields=FIELDS, step="review").with_portrait(portrait())
READY = view(DRAFT, ready_to_sign=True)
SIGNED = replace(READY, enrollment=DRAFT.with_signed(Signed(blob("c"), OPERATOR, NOW)))
APPROVED = replace(
    SIGNED, enrollment=SIGNED.enrollment.with_approved(Approved(blob("c"), OFFICER, NOW)), ready_to_seal=True
)


class Acts:
    def __init__(self) -> None:
        png = BytesIO()
        Image.new("RGB", (413, 531), (200, 100, 50)).save(png, "PNG")
        self.png, self.problem = png.getvalue(), None
        self.approvals: list[tuple[str, str]] = []

    def credentials(self) -> tuple[CredentialView, ...]:
        return (
            CredentialView(OPERATOR.credential_id, OPERATOR.name, "Gyumri", BOTH, "1234"),
            CredentialView(OFFICER.credential_id, OFFICER.name, OFFICER.organisation, BOTH, "5678"),
        )

    def sign(self, _: EnrollmentId) -> EnrollmentView | Problem:
        return SIGNED

    def approve(self, _: EnrollmentId, officer: CredentialId, pin: str) -> EnrollmentView | Problem:
        self.approvals.append((officer, pin))
        return APPROVED if pin == "5678" else Problem("CRY-010", {"tries_left": 4})

    def seal(self, _: EnrollmentId) -> SealedView | Problem:
        return SealedView(PacketId("ab" * 32), "packet", 100)

    def image(self, _: EnrollmentId, digest: Digest) -> bytes | Problem:
        return self.png


class Bench:
    def __init__(self, qtbot: QtBot, shown: EnrollmentView) -> None:
        self.qtbot, self.services = qtbot, Acts()
        self.page: Any = open_page(ReviewPage, fake_station(DRAFT, enroll=self.services, sign_in=self.services), shown)
        qtbot.addWidget(self.page)
        qtbot.wait(20)
        read(self.page)

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisibleTo(self.page))


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot, READY)
    yield made
    made.page.leave()


def test_everything_typed_is_shown_with_where_it_comes_from(bench: Bench) -> None:
    texts = bench.texts()
    for words in ("Սարգսյան · Sargsyan", "by the table", "Previous document", "22.11.1990, Գյումրի",
                  "Not yet given", "AN1234567 · Armenia", "from the zone"):  # fmt: skip
        assert words in texts


def test_the_whole_way_by_keyboard(bench: Bench) -> None:
    qtbot, acts = bench.qtbot, bench.page.acts
    assert bench.page.primary_key() == "review.button.sign"
    qtbot.keyClick(acts.sign, Qt.Key.Key_Return)
    qtbot.waitUntil(acts.pin.isVisible)
    qtbot.keyClicks(acts.pin, "5678")
    qtbot.keyClick(acts.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "focus_primary" in bench.page.context.shell.calls)
    assert bench.page.primary_reason() is None
    bench.page.primary()
    qtbot.waitUntil(lambda: bool(bench.page.context.shell.sealed))
    assert bench.services.approvals == [("officer", "5678")]


def test_the_signature_is_closed_until_all_was_on_the_screen(qtbot: QtBot) -> None:
    set_language("en")
    made = longest(replace(full("biometric_passport", Shelf()), step="review"))
    shown = replace(view_of(PLANS.walk(made, TODAY)), ready_to_sign=True)
    page = open_page(ReviewPage, fake_station(made, enroll=Acts(), sign_in=Acts()), shown)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() > page.height())
    bar = page._scroll.verticalScrollBar()
    assert page.first_focus() is page, "Space reads on"
    for _ in range(4):
        QApplication.processEvents()
    assert not page.acts.sign.isEnabled()
    assert page.acts.sign.accessibleDescription() == say("review.unseen")
    assert page.primary_reason() == say("review.unseen"), "the bar says it"
    assert not any(label.text() == say("review.unseen") for label in page.acts.findChildren(QLabel)), "once"
    bar.setValue(bar.maximum())
    assert not page.acts.sign.isEnabled(), "what was jumped over was not seen"
    bar.setValue(0)
    spaces = 0
    while not page.acts.sign.isEnabled() and spaces < 30:
        assert page.space()
        spaces += 1
    assert 1 < spaces < 30
    assert page.first_focus() is page.acts.sign
    page.leave()


def test_ctrl_enter_does_the_act_that_comes_next(bench: Bench) -> None:
    qtbot, page = bench.qtbot, bench.page
    qtbot.waitUntil(page.acts.sign.isEnabled)
    assert (page.primary_key(), page.primary_reason()) == ("review.button.sign", None)
    assert page.hint().endswith(say("review.act.approve"))
    page.primary()
    qtbot.waitUntil(page.acts.pin.isVisible)
    assert page.primary_key() == "review.button.approve"
    assert page.primary_reason(), "no PIN is typed: it leads there"
    asked = page.context.shell.calls.count("action_changed")
    qtbot.keyClicks(page.acts.pin, "5678")
    assert page.context.shell.calls.count("action_changed") > asked, "the bar opens with the first letter of the PIN"
    assert page.primary_reason() is None
    page.primary()
    qtbot.waitUntil(lambda: page.primary_key() == "review.button.seal")
    assert page.primary_reason() is None
    assert not bench.page.context.shell.sealed, "nobody asked for that yet"
    assert bench.services.approvals == [("officer", "5678")]


def test_what_is_cut_is_said_before_anybody_signs(qtbot: QtBot) -> None:
    set_language("en")
    sizes = {"size_mb": 6.2, "limit_mb": 5.0}
    notices = tuple(Problem(f"REV-MOSIP-{cut}", sizes) for cut in ("FINGERS", "PORTRAIT", "DOCUMENTS"))
    bench = Bench(qtbot, replace(READY, notices=notices))
    assert bench.texts().count("6.2 MB") == 3
    assert bench.page.acts.sign.isVisibleTo(bench.page)
    assert not bench.page.acts.note.isVisibleTo(bench.page)
    bench.page.leave()


def test_what_can_not_be_sent_says_why_and_offers_no_signature(qtbot: QtBot) -> None:
    set_language("en")
    problem = Problem("STN-242", {"size_mb": 6.2, "limit_mb": 5.0}, retryable=False)
    bench = Bench(qtbot, replace(READY, hindrance=problem))
    assert "6.2 MB at the least" in bench.texts()
    assert "6.2 MB" in (bench.page.primary_reason() or "")
    assert not bench.page.acts.sign.isVisibleTo(bench.page)
    bench.page.acts.retranslate()
    assert "STN-242" in bench.texts()
    bench.page.leave()


def test_a_wrong_pin_is_refused_with_its_reason_and_typed_anew(qtbot: QtBot) -> None:
    set_language("en")
    bench = Bench(qtbot, SIGNED)
    bench.page.acts.pin.setText("1111")
    qtbot.keyClick(bench.page.acts.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(bench.page.acts.note.isVisible)
    assert bench.page.acts.pin.text() == ""
    bench.page.leave()


def test_the_same_person_is_refused_before_any_pin(qtbot: QtBot) -> None:
    set_language("en")
    bench = Bench(qtbot, SIGNED)
    acts = bench.page.acts
    assert acts.officer.value() == "officer"
    acts.officer.set_value(OPERATOR.credential_id)
    acts.officer.chosen.emit(OPERATOR.credential_id)
    assert acts.note.accessibleName().startswith("The person who captured or signed it may neither approve")
    assert not acts.pin.isVisible()
    assert not acts.may_go_on
    assert not acts.press_next()
    bench.page.leave()


def test_a_step_with_problems_is_marked_and_reached(qtbot: QtBot) -> None:
    set_language("en")
    steps = tuple(
        replace(step, problems=(Problem("APP-REQUIRED", field="psn"),) if step.step_id == "applicant" else ())
        for step in READY.steps
    )
    bench = Bench(qtbot, replace(READY, steps=steps, ready_to_sign=False))
    assert "This field is empty." in bench.texts()
    assert bench.page.first_focus() is bench.page.sections["applicant"].jump
    bench.page.sections["applicant"].jump.click()
    assert "go_to applicant" in bench.page.context.shell.calls
    assert bench.page.primary_reason() == "Some steps still need attention."
    bench.page.leave()


def test_another_service_has_sections_of_its_own(bench: Bench) -> None:
    """The same page, and steps that it has not seen before."""
    steps = tuple(step for step in READY.steps if step.step_id != "document")
    bench.page.refresh(replace(READY, steps=steps))
    content = [step.step_id for step in steps if not step.signs]
    assert list(bench.page.sections) == content
    assert "document" not in content
    assert bench.page.sections["signature"].jump.toolTip().endswith(f"(Ctrl+{len(content)})")
    bench.qtbot.waitUntil(lambda: "22.11.1990, Գյումրի" in bench.texts())
    assert "AN1234567" not in bench.texts()
    bench.page.refresh(READY)
    bench.qtbot.waitUntil(lambda: "AN1234567 · Armenia" in bench.texts())


def test_the_summary_is_printed_in_the_language_of_the_applicant_by_keyboard(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that they signed it is said in the case; no place of a file is proposed, and none stays behind."""
    set_language("en")
    printed: list[bytes] = []
    monkeypatch.setattr("ui.pages.review.summary_sheet.CupsPrinter.name", lambda _: "front")
    monkeypatch.setattr(
        "ui.pages.review.summary_sheet.CupsPrinter.print_page", lambda _, *sent: not printed.append(sent[1])
    )
    noted: list[tuple[str, bool]] = []

    def on_paper(_: EnrollmentId, language: str, *, confirmed: bool) -> EnrollmentView:
        noted.append((language, confirmed))
        about = "summary_confirmed" if confirmed else "summary_printed"
        return replace(READY, enrollment=DRAFT.with_notice(Notice(about, "1", language, NOW, OPERATOR)))

    services = Acts()
    station = fake_station(DRAFT, enroll=services, sign_in=services, belongings=SimpleNamespace(on_paper=on_paper))
    page: Any = open_page(ReviewPage, station, READY)
    qtbot.addWidget(page)
    page.acts.print.click()
    sheet = page._sheet
    assert (sheet.file.text(), sheet.save.isEnabled(), sheet.confirm.isVisible()) == ("", False, False)
    qtbot.keyClick(sheet.tongues.focusProxy() or sheet.tongues, Qt.Key.Key_Left)
    assert sheet.presenter.state.language == "ru"
    qtbot.keyClick(sheet.print, Qt.Key.Key_Return)
    qtbot.waitUntil(sheet.confirm.isVisible)
    assert b"/Lang (ru)" in printed[0]
    qtbot.keyClick(sheet.confirm, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not sheet.confirm.isEnabled() and sheet.presenter.state.confirmed)
    assert noted == [("ru", False), ("ru", True)]
    assert page.view.enrollment.notices[0].about == "summary_confirmed"
    assert page.acts.sign.isVisibleTo(page), "nothing waits for it"
    qtbot.keyClick(sheet.as_file, Qt.Key.Key_Return)
    assert (sheet.file.isVisible(), sheet.print.isVisible()) == (True, False), "room for one of the two"
    sheet.file.setText("/somewhere")
    page.leave()
    assert (sheet.isVisible(), sheet.file.text(), sheet.presenter.state) == (False, "", None)


def test_no_pin_stays_behind(qtbot: QtBot) -> None:
    bench = Bench(qtbot, SIGNED)
    bench.page.acts.pin.setText("5678")
    bench.page.leave()
    assert bench.page.acts.pin.text() == ""


def lines(step_id: str, fields: Mapping[str, str]) -> list[Line]:
    (step,) = [step for step in view(enrollment(fields=fields)).steps if step.step_id == step_id]
    return [item for item in step.lines if isinstance(item, Line)]


def test_guardian_only_when_asked_for() -> None:
    set_language("en")
    guardian = {"guardian_name": "Կարեն", "guardian_relation": "parent", "guardian_document": "AX1"}
    assert all(line.label != "step.applicant.label.guardian" for line in lines("applicant", {**FIELDS, **guardian}))
    minor = lines("applicant", {**FIELDS, **guardian, "birth_date": "22.11.2016"})
    assert said(minor[-1]) == "Կարեն, Parent, AX1"


def test_what_proves_another_spelling_is_there_to_be_compared() -> None:
    (proof,) = [
        line
        for line in lines("applicant", {**FIELDS, "given_evidence": "AB 1"})
        if line.label == "step.applicant.label.evidence"
    ]
    assert said(proof) == "AB 1"


def test_no_document_needs_no_number() -> None:
    set_language("en")
    assert [said(line) for line in lines("document", {"document_kind": "none"})] == ["No document"]


def test_what_is_missing_is_said_so() -> None:
    set_language("en")
    surname = lines("applicant", {})[0]
    assert (said(surname), surname.chip) == ("", "")
