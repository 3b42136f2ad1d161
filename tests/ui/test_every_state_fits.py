"""Every state that a presenter knows, and every sheet, drawn and held against the sizes of a screen.

Both are looked up, among the enumerations and the classes that there are: one that nobody draws here fails.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any, TypeAlias

import pytest

import ui
import ui.keeping
from station.domain.decision import Decision, DecisionKind
from station.domain.errors import Problem
from station.domain.framing import Measure
from station.domain.outbox import PacketId
from station.domain.sample import ExceptionReason
from station.services.views import DeviceView
from station.texts import catalogue
from tests.support.capture_fakes import NOW, box, enrollment, grey, portrait, view
from tests.support.fitting import LONGEST_NAME, SIZES, SMALLEST, Framed, Open, lay_out
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.proving import FakePhotos, FakeProofs, proving_view
from tests.support.window import fake_station, read
from tests.ui.test_capture_pages_hold import FRAME, PNG
from tests.ui.test_every_page_fits import FAMILY, Waits
from tests.ui.test_papers_page import FakePages, Papers, paper_view
from tests.ui.test_proof_sheet import BOTH, FINGERS, HAND
from tests.ui.test_review_page import APPROVED, OFFICER, READY, SIGNED, Acts
from tests.unit.station.steps.test_whole import TODAY, full
from tests.unit.ui.test_sealed_presenter import Outbox
from ui.messages import languages
from ui.pages.approvals import state as approvals
from ui.pages.attachments import model as papers
from ui.pages.fingerprints import state as fingers
from ui.pages.form import paying
from ui.pages.portrait import crop_presenter as crop
from ui.pages.portrait import state as face
from ui.pages.review import presenter as review
from ui.pages.review import stage, summary
from ui.pages.sealed import receipt
from ui.pages.signature import state as ink
from ui.proof import presenter as proof

Drawn: TypeAlias = Iterator[tuple[StrEnum, Framed]]
INSIDE = {ui.keeping.Stage: "of what a page holds and nobody sees: the page's own state says it"}
PAD = DeviceView("sim:signature", "signature", LONGEST_NAME, "ready", True)


@cache
def wordiest(prefix: str) -> Problem:
    """The problem of that family of which most is said."""
    texts = [catalogue(tag) for tag in languages()]
    codes = [code for code in texts[0] if code.startswith(prefix)]
    return Problem(max(codes, key=lambda code: max(len(each[code].happened + each[code].remedy) for each in texts)))


# --- pages -----------------------------------------------------------------------------------------------------------


def portrait_states(framed: Open) -> Drawn:
    desk = framed(fake_station(png=PNG.getvalue()))
    page = desk.enter("portrait", view())
    page.show_frame(FRAME)
    why = {face.Phase.WAITING: "DEV-", face.Phase.REFUSED: "FACE-", face.Phase.UNSAVED: "STN-"}
    for phase in face.Phase:
        kept = portrait() if phase is face.Phase.ACCEPTED else None
        reason = ExceptionReason.BANDAGED if phase is face.Phase.EXCEPTED else None
        problem = wordiest(why[phase]) if phase in why else None
        _become(desk, page, face.PortraitState(phase, problem, PAD, kept, reason))
        yield phase, desk


def crop_states(framed: Open) -> Drawn:
    """Over the page: a portrait's crop, moved by hand, with what hinders each way."""
    kept = enrollment().with_portrait(portrait())
    desk = framed(fake_station(kept, PNG.getvalue()))
    page = desk.enter("portrait", view(kept))
    yield crop.Phase.CLOSED, desk
    page.crop.open()
    lay_out()
    opened = page.crop.presenter.state
    assert opened.phase is crop.Phase.OPEN
    for phase in (crop.Phase.LOADING, crop.Phase.OPEN, crop.Phase.SAVING):
        problem = wordiest("STN-") if phase is crop.Phase.OPEN else None
        page.crop.presenter.state = replace(opened, phase=phase, undoable=True, limit=Measure.APART, problem=problem)
        page.crop.show_state(page.crop.presenter.state)
        yield phase, desk


def finger_states(framed: Open) -> Drawn:
    shown = view(enrollment())
    desk = framed(fake_station(shown.enrollment, PNG.getvalue()))
    page = desk.enter("fingerprints", shown)
    right = shown.slaps[0].expected
    page.show_frame(grey(), tuple(box(finger, 12 * n) for n, finger in enumerate(right)))
    why = {
        fingers.Phase.WAITING: "DEV-",
        fingers.Phase.REFUSED: "FNG-",
        fingers.Phase.ASKED: "FNG-",
        fingers.Phase.UNSAVED: "STN-",
    }
    for phase in fingers.Phase:
        problem = wordiest(why[phase]) if phase in why else None
        _become(desk, page, fingers.FingerprintsState(phase, shown.slaps[0], problem, PAD, goes_on=True))
        yield phase, desk


def paper_states(framed: Open) -> Drawn:
    desk = framed(fake_station(attachments=Papers(), capture=FakePages()))
    page = desk.enter("attachments", paper_view())
    why = {papers.Phase.WAITING: "DEV-", papers.Phase.REFUSED: "PAGE-", papers.Phase.UNSAVED: "STN-"}
    pictured = next(at for at, row in enumerate(page.presenter.state.rows) if row.paper.pages)
    page.presenter.choose(pictured)
    for phase in papers.Phase:
        problem = wordiest(why[phase]) if phase in why else None
        told, at = page.presenter.state.rows[pictured].pages, 0 if phase is papers.Phase.SHOWN else None
        state = replace(page.presenter.state, phase=phase, problem=problem, page=at, device=PAD, can_undo=True)
        _become(desk, page, replace(state, told=next(iter(told), None)))
        yield phase, desk


def ink_states(framed: Open) -> Drawn:
    desk = framed(fake_station(png=PNG.getvalue()))
    page = desk.enter("signature", view())
    why = {ink.Phase.WAITING: "DEV-", ink.Phase.UNSAVED: "STN-"}
    for phase in ink.Phase:
        reason = ExceptionReason.CANNOT_WRITE if phase is ink.Phase.EXCEPTED else None
        problem = wordiest(why[phase]) if phase in why else None
        _become(desk, page, ink.SignatureState(phase, problem, PAD, None, reason))
        yield phase, desk


def proof_states(framed: Open) -> Drawn:
    """Over the page: what proves an exception."""
    desk = framed(fake_station(HAND, capture=FakePhotos(), proofs=FakeProofs(HAND, *BOTH)))
    page = desk.enter("fingerprints", proving_view(HAND, FINGERS, *BOTH))
    yield proof.Phase.CLOSED, desk
    page.proof.open()
    page.proof.show_frame(FRAME)
    opened = page.proof.presenter.state
    why = {proof.Phase.WAITING: "DEV-", proof.Phase.REFUSED: "FACE-", proof.Phase.UNSAVED: "STN-"}
    for phase in set(proof.Phase) - {proof.Phase.CLOSED}:
        problem = wordiest(why[phase]) if phase in why else None
        page.proof.presenter.state = replace(opened, phase=phase, problem=problem)
        page.proof.show_state(page.proof.presenter.state)
        yield phase, desk


def stages(framed: Open) -> Drawn:
    desk, page = _reviewed(framed)
    made = SIGNED.enrollment
    said = Decision(DecisionKind.REJECTED, OFFICER, NOW, ("ANSWER-NOT-ENTITLED",), (), "so " * 60)
    views = {
        stage.Stage.INCOMPLETE: replace(READY, ready_to_sign=False),
        stage.Stage.SIGN: READY,
        stage.Stage.APPROVE: SIGNED,
        stage.Stage.OTHERS: replace(
            SIGNED,
            people=(replace(FAMILY[0], enrollment_id=made.enrollment_id, signed=True), *FAMILY[1:]),
        ),
        stage.Stage.WAITING: replace(SIGNED, enrollment=replace(made, waiting_since=NOW)),
        stage.Stage.SEAL: APPROVED,
        stage.Stage.REJECTED: replace(SIGNED, enrollment=made.decided(said)),
    }
    for wanted, shown in views.items():
        desk.window.refresh(shown)
        read(page)
        assert page.presenter.stage is wanted
        yield wanted, desk


def review_tasks(framed: Open) -> Drawn:
    desk, page = _reviewed(framed)
    for task in review.Task:
        page.show_state(replace(page._shown, task=task))
        yield task, desk


def summary_outcomes(framed: Open) -> Drawn:
    desk, page = _reviewed(framed)
    page.open_summary()
    for outcome in summary.Outcome:
        page._sheet.presenter._become(out=True, outcome=outcome, file="/home/operator/" + "a" * 90 + ".pdf")
        yield outcome, desk


def approval_tasks(framed: Open) -> Drawn:
    queue = Waits()
    desk = framed(fake_station(enroll=queue, sign_in=queue, approvals=queue))
    page = desk.enter("approvals", None)
    lay_out()
    for task in approvals.Task:
        page.presenter.state = replace(page.presenter.state, task=task, done=3, of=12)
        page.show_state(page.presenter.state)
        yield task, desk


def receipt_outcomes(framed: Open) -> Drawn:
    outbox = Outbox()
    desk = framed(fake_station(deliver=outbox, enroll=outbox))
    page = desk.enter("sealed", view())
    for outcome in receipt.Outcome:
        sheet = page.sheet
        name = "/home/operator/" + "a" * 90 + ".pdf"
        sheet.presenter.state = receipt.ReceiptState(PacketId("ab" * 32), "hy", name, "printer", outcome=outcome)
        sheet.show_state(sheet.presenter.state)
        sheet.open_under(page.receipt)
        yield outcome, desk


def payments(framed: Open) -> Drawn:
    some = full("biometric_passport", Shelf())
    desk = framed(fake_station(some))
    page = desk.enter("form", view_of_step(some, "applicant"))
    for phase in paying.Phase:
        problem = wordiest("STN-45") if phase is paying.Phase.STOPPED else None
        page.pay_bar.show_state(paying.PayState(25_000, True, phase, problem))
        yield phase, desk


def _become(desk: Framed, page: Any, state: Any) -> None:
    page.presenter.state = state
    page.show_state(state)
    desk.window._pages.action_changed()


def _reviewed(framed: Open) -> tuple[Framed, Any]:
    acts = Acts()
    desk = framed(fake_station(READY.enrollment, enroll=acts, sign_in=acts, belongings=SimpleNamespace()))
    page = desk.enter("review", READY)
    lay_out()
    read(page)
    return desk, page


def view_of_step(made: Any, step: str) -> Any:
    from station.services.enrollment_views import view_of

    return view_of(PLANS.walk(made.at_step(step), TODAY))


STATES: Mapping[type[StrEnum], Callable[[Open], Drawn]] = {
    face.Phase: portrait_states,
    crop.Phase: crop_states,
    fingers.Phase: finger_states,
    papers.Phase: paper_states,
    ink.Phase: ink_states,
    proof.Phase: proof_states,
    stage.Stage: stages,
    review.Task: review_tasks,
    summary.Outcome: summary_outcomes,
    approvals.Task: approval_tasks,
    receipt.Outcome: receipt_outcomes,
    paying.Phase: payments,
}


@pytest.mark.parametrize("kind", STATES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_state_fits(kind: type[StrEnum], framed: Open) -> None:
    drawn = set()
    for member, desk in STATES[kind](framed):
        desk.fits(f"{kind.__module__} {member}", one_language=True)
        drawn.add(member)
    assert drawn == set(kind)


def test_what_is_asked_about_fingers_is_seen_whole_with_both_answers(framed: Open) -> None:
    """Without scrolling: they are asked with the applicant's hand on the glass."""
    for phase, desk in finger_states(framed):
        if phase is not fingers.Phase.ASKED:
            continue
        page: Any = desk.window.page
        for size in (SMALLEST, SIZES["1024x768"]):
            for tag in languages():
                desk.window.choose_language(tag)
                desk.window.resize(*size)
                lay_out()
                for part in (page.banner, page.answers.yes, page.answers.again):
                    assert part.visibleRegion().boundingRect() == part.rect(), (size, tag, type(part))


def test_no_state_is_left_out() -> None:
    assert classes(StrEnum) == set(STATES) | set(INSIDE)


def classes(base: type) -> set[type]:
    """All of the window's own that are of that kind, in whatever module."""
    names = (each.name for each in pkgutil.walk_packages(ui.__path__, "ui."))
    modules = [import_module(name) for name in names if "__main__" not in name]
    return {each for module in modules for each in vars(module).values() if _is(each, base, module)}


def _is(found: object, base: type, module: ModuleType) -> bool:
    mine = isinstance(found, type) and issubclass(found, base) and found is not base
    return mine and getattr(found, "__module__", "") == module.__name__
