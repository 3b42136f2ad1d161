"""What rows and lamps claim, held against the facts, state by state: of drafts, of cases that wait for approval, of
papers, of devices."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.acts import CaseState
from station.domain.attachment import PageKept, PaperForm, PaperWanted
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.draft_summary import DraftSummary
from station.services.traits import CaseTraits
from station.services.views import DeviceView
from tests.support.capture_fakes import NOW, blob
from ui.messages import languages, say, set_language
from ui.pages.approvals.rows import tick_row
from ui.pages.approvals.state import Row
from ui.pages.attachments.model import PaperRow
from ui.pages.attachments.rows import Rows, fill, page_row, paper_row
from ui.pages.home.draft_row import DraftRow
from ui.shell.lamps import KIND_ICONS, STATES, DeviceLamp, best_state
from ui.widgets.states import STEPS

FAR = (CaseState.OPEN, CaseState.RETURNED, CaseState.SIGNED, CaseState.WAITING, CaseState.APPROVED, CaseState.REJECTED)
DRAFT = DraftSummary(EnrollmentId("e-1"), "Անի Նմուշյան", "step.review.name", NOW, "biometric_passport")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


# --- drafts ----------------------------------------------------------------------------------------------------------


def every_draft() -> Iterator[DraftSummary]:
    """How far the one is who is furthest, and the one who is least far; since when all of it waits, where it does."""
    for least, state in product(FAR, FAR):
        if FAR.index(least) <= FAR.index(state):
            since = NOW if {least, state} <= {CaseState.WAITING, CaseState.APPROVED} and least != "approved" else None
            yield replace(DRAFT, state=state, least=least, waiting_since=since, people=1 + (least is not state))


def test_a_draft_claims_no_more_than_holds_of_everybody_of_it(qtbot: QtBot) -> None:
    for draft in every_draft():
        for tag in languages():
            set_language(tag)
            row = DraftRow(draft)
            qtbot.addWidget(row)
            said = row._where.text()
            claims = {state: say(f"home.draft_{state}", where="|", time="|").split("|")[1] for state in FAR[1:]}
            told = {state for state, words in claims.items() if words in said}
            if draft.state in (CaseState.REJECTED, CaseState.RETURNED):
                assert told == {draft.state}, "an officer said no to some of it"
            elif draft.least is CaseState.OPEN:
                partly = say("home.draft_partly", where="|").split("|")[1]
                assert told == set(), (draft.state, draft.least)
                assert (partly in said) is draft.signed
            else:
                assert told == {draft.least}, (draft.state, draft.least, said)
            waits = draft.least is CaseState.WAITING and draft.state is not CaseState.REJECTED
            assert (f"{NOW.astimezone():%H:%M}" in said.replace(f"{NOW.astimezone():%d.%m.%Y %H:%M}", "", 1)) is waits


# --- cases that wait -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("overrides", [0, 2])
def test_a_case_is_done_only_where_it_was_looked_at_and_can_be_approved(overrides: int) -> None:
    for state, seen, own, problem in product(
        (CaseState.WAITING, CaseState.REJECTED), (False, True), (False, True), (None, Problem("STN-457"))
    ):
        case = replace(DRAFT, state=state, waiting_since=NOW, traits=CaseTraits(overrides=overrides))
        row = Row(case, seen=seen, own=own, problem=problem)
        shown = tick_row(row)
        can = seen and not own and state is CaseState.WAITING
        assert shown.can is can
        assert (shown.sign == "done") is (can and problem is None), row
        assert (shown.ink == "ok") is (can and problem is None and not overrides), "theirs to settle"
        assert shown.spoken == say("approvals.seen" if seen else "approvals.unseen")
        reasons = [say("approvals.rejected"), say("approvals.own")]
        told = [words for words in reasons if words in shown.words]
        assert told == (reasons[:1] if state is CaseState.REJECTED else reasons[1:] if own else [])


# --- papers ----------------------------------------------------------------------------------------------------------


def test_a_paper_is_done_only_where_all_of_it_is_there_and_nothing_is_wrong_with_it(qtbot: QtBot) -> None:
    good, bad = PageKept(blob("a"), 1, ()), PageKept(blob("b"), 2, ("PAGE-BLURRED",))
    for left, pages, there in product((False, True), ((), (good,), (good, bad)), (False, True)):
        wanted = PaperWanted("passport_paper", "ID_CARD", PaperForm.COPY, left=left)
        row = PaperRow(wanted, pages, done=there and not left)
        state = paper_row(row)[1]
        wrong = left or bad in pages
        assert state == ("attention" if wrong else "done" if there else "to_do"), row
        assert STEPS[state].done is (there and not wrong)
    assert [page_row(each)[1] for each in (good, bad)] == ["done", "attention"]


def test_the_state_of_a_paper_is_heard_not_only_seen(qtbot: QtBot) -> None:
    listed = Rows()
    qtbot.addWidget(listed)
    fill(listed, [("one", "done"), ("two", "attention"), ("three", "to_do")], 0)
    heard = [listed.item(place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(3)]
    assert heard == ["one\ndone", "two\nneeds attention", "three\nto do"]


# --- devices ---------------------------------------------------------------------------------------------------------


def device(kind: str, state: str) -> DeviceView:
    return DeviceView(f"{kind}-{state}", kind, f"A {kind}", state, simulated=True)  # type: ignore[arg-type]


def test_a_lamp_is_green_only_where_one_of_its_kind_can_be_used(qtbot: QtBot) -> None:
    others = [device(kind, "ready") for kind in KIND_ICONS if kind != "camera"]
    lamp = DeviceLamp("camera")
    qtbot.addWidget(lamp)
    for states in ((), *product(STATES, repeat=1), *product(STATES, repeat=2)):
        here = [device("camera", state) for state in states if state != "missing"]
        lamp.show_devices([*others, *here])
        found = {each.state for each in here}
        best = best_state([*others, *here], "camera")
        assert (STATES[best][1] == "ok") is ("ready" in found and "in_use" not in found), states
        assert (best == "missing") is (not here)
        assert best in found or best == "missing"
        assert lamp.accessibleName() == f"{say('shell.device.camera')}: {say(f'shell.device_state.{best}')}"


def test_no_two_states_of_a_device_look_or_read_alike() -> None:
    assert len({sign for sign, _, _ in STATES.values()}) == len(STATES)
    for tag in languages():
        set_language(tag)
        assert len({say(f"shell.device_state.{state}") for state in STATES}) == len(STATES)
