"""The queue as a page: look at each, tick what was looked at, one PIN for many, a no with reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from station.acts import CaseState
from station.domain.decision import Decision, DecisionKind
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.domain.outbox import PacketId
from station.domain.sample import Digest
from station.domain.signatures import Signed
from station.services.approvals import Outcome, Seen
from station.services.draft_summary import DraftSummary
from station.services.traits import CaseTraits
from station.services.views import CredentialView, EnrollmentView, PersonView, SealedView
from tests.support.capture_fakes import NOW, OPERATOR, Later, blob, enrollment, portrait, view
from ui.messages import set_language
from ui.pages.approvals.presenter import ApprovalsPresenter
from ui.pages.approvals.state import ApprovalsState, Refusal, Task

KAREN = CredentialView(CredentialId("k"), "Կարեն", "State", frozenset({Role.OFFICER}), identifier="EI:AM-2")
SONA = CredentialView(CredentialId("s"), "Սոնա", "State", frozenset({Role.SUPERVISOR}), identifier="EI:AM-3")
ANI = CredentialView(OPERATOR.credential_id, OPERATOR.name, "Partner", frozenset({Role.OPERATOR}))
A, B, OWN = EnrollmentId("a"), EnrollmentId("b"), EnrollmentId("own")
SPOUSE, CHILD = EnrollmentId("spouse"), EnrollmentId("child")


def waiting(which: EnrollmentId, *others: Operator) -> DraftSummary:
    left = DraftSummary(which, f"Person {which}", "step.review.name", NOW, "biometric_passport")
    return replace(left, state=CaseState.WAITING, waiting_since=NOW, involved=(OPERATOR, *others))


BY_KAREN = replace(OPERATOR, credential_id=CredentialId("k"), identifier="EI:AM-2", name="Կարեն")


REJECTED = EnrollmentId("rejected")
NO = Decision(DecisionKind.REJECTED, OPERATOR, NOW, ("ANSWER-OTHER-PERSON",), (), "shows somebody else")


def rejected() -> DraftSummary:
    return replace(waiting(REJECTED), state=CaseState.REJECTED, waiting_since=None)


class Services:
    def __init__(self) -> None:
        png = BytesIO()
        Image.new("RGB", (35, 45)).save(png, "PNG")
        self.png: bytes | Problem = png.getvalue()
        self.cases = (waiting(A), waiting(B), waiting(OWN, BY_KAREN))
        self.people = (ANI, KAREN, SONA)
        self.current: Operator | None = None
        self.answer: tuple[Outcome, ...] | Problem = ()
        self.approved: list[tuple[tuple[EnrollmentId, ...], str, str]] = []
        self.as_seen: list[dict[EnrollmentId, Seen]] = []
        self.opened: list[EnrollmentId] = []
        self.content = "content"
        self.asked = 0
        self.refused: list[tuple[object, ...]] = []
        self.reopened: list[tuple[EnrollmentId, str, str]] = []
        self.problem: Problem | None = None
        self.families: dict[EnrollmentId, tuple[EnrollmentId, ...]] = {}

    def credentials(self) -> tuple[CredentialView, ...]:
        return self.people

    def queue(self) -> tuple[DraftSummary, ...] | Problem:
        self.asked += 1
        return self.cases

    def approve(
        self, which: Mapping[EnrollmentId, Seen], credential_id: str, pin: str, told: Callable[[Outcome], None]
    ) -> tuple[Outcome, ...] | Problem:
        self.approved.append((tuple(which), credential_id, pin))
        self.as_seen.append(dict(which))
        if not isinstance(self.answer, Problem):
            for each in self.answer:
                told(each)
        return self.answer

    def reject(
        self, which: EnrollmentId, reasons: Sequence[str], note: str, who: str, pin: str
    ) -> EnrollmentView | Problem:
        self.refused.append((which, tuple(reasons), (), note, who, pin))
        return self.problem or view()

    def send_back(
        self, which: EnrollmentId, items: Sequence[str], reasons: Sequence[str], note: str, who: str, pin: str
    ) -> EnrollmentView | Problem:
        self.refused.append((which, tuple(reasons), tuple(items), note, who, pin))
        return self.problem or view()

    def reopen(self, which: EnrollmentId, who: str, pin: str) -> EnrollmentView | Problem:
        self.reopened.append((which, who, pin))
        return self.problem or view()

    def view(self, which: EnrollmentId) -> EnrollmentView | Problem:
        self.opened.append(which)
        signed = Signed(blob(f"{self.content} {which}"), OPERATOR, NOW)
        shown = replace(enrollment().with_portrait(portrait()).with_signed(signed), enrollment_id=which)
        people = tuple(PersonView(each, f"Person {each}", None, False) for each in self.families.get(which, ()))
        return replace(view(replace(shown, decision=NO) if which == REJECTED else shown), people=people)

    def image(self, which: EnrollmentId, digest: Digest) -> bytes | Problem:
        return self.png


class Screen:
    def __init__(self) -> None:
        self.states: list[ApprovalsState] = []
        self.pictures: list[int] = []
        self.asked_again, self.taken = 0, 0

    def show_state(self, state: ApprovalsState) -> None:
        self.states.append(state)

    def show_pictures(self, pictures: object) -> None:
        assert isinstance(pictures, dict)
        self.pictures.append(len(pictures))

    def refused(self) -> None:
        self.asked_again += 1

    def said(self) -> None:
        self.taken += 1


class Bench:
    def __init__(self) -> None:
        self.screen, self.services, self.work = Screen(), Services(), Later()
        set_language("en")
        self.page = ApprovalsPresenter(
            self.screen,
            self.services,
            self.services,
            self.services,
            self.work.run,
            lambda call: call(),
            lambda: NOW.astimezone().date(),
        )

    def enter(self) -> None:
        self.page.enter()
        self.work.finish()
        self.page.seen()

    def look(self, *which: EnrollmentId) -> None:
        """And read to its end."""
        for each in which:
            self.page.look(each)
            self.work.finish()
            self.page.seen()

    @property
    def state(self) -> ApprovalsState:
        return self.screen.states[-1]


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.enter()
    return made


def done(which: EnrollmentId) -> Outcome:
    return Outcome(which, approved=True, sealed=SealedView(PacketId("0" * 64), "packet", 1))


def test_only_what_was_looked_at_can_be_ticked(bench: Bench) -> None:
    rows = bench.state.rows
    assert rows is not None
    assert [(row.case.enrollment_id, row.seen) for row in rows] == [(A, True), (B, False), (OWN, False)], "the first"
    bench.page.tick(B, True)
    assert bench.state.ticked == ()
    bench.look(B)
    bench.page.tick(B, True)
    bench.page.tick_all()
    assert bench.state.ticked == (A, B)
    bench.page.tick_all()
    assert bench.state.ticked == ()


def test_what_was_not_on_the_screen_whole_can_not_be_ticked(bench: Bench) -> None:
    bench.page.look(B)
    bench.work.finish()
    bench.page.tick(B, True)
    bench.page.tick_all()
    assert bench.state.ticked == (A,)
    bench.page.seen()
    bench.page.tick(B, True)
    assert bench.state.ticked == (A, B)


def test_what_is_approved_is_what_was_seen(bench: Bench) -> None:
    """The service is told as what; where it stands otherwise by then, it is looked at once more."""
    bench.page.tick(A, True)
    bench.services.content = "signed anew"
    bench.services.answer = (Outcome(A, approved=False, problem=Problem("STN-457")),)
    bench.page.approve("5678")
    bench.work.finish()
    assert bench.services.as_seen == [{A: {A: blob(f"content {A}").digest}}]
    assert (bench.state.ticked, bench.state.current) == ((), A), "shown as it stands now"
    bench.page.tick(A, True)
    assert bench.state.ticked == ()
    bench.page.seen()
    bench.page.tick(A, True)
    bench.page.approve("5678")
    bench.work.finish()
    assert bench.services.as_seen[1] == {A: {A: blob(f"signed anew {A}").digest}}


def test_who_goes_down_the_list_does_not_wait_for_what_they_pass(bench: Bench) -> None:
    bench.services.opened.clear()
    for which in (B, OWN, A, B):
        bench.page.look(which)
    bench.work.finish()
    assert set(bench.services.opened) == {B}
    assert [each.enrollment.enrollment_id for each in bench.state.views] == [B]


def test_rows_that_say_the_same_stay_the_same_of_hundreds(bench: Bench) -> None:
    """What is drawn grows with what changed, not with what waits."""
    bench.services.cases = tuple(waiting(EnrollmentId(f"{n:03}")) for n in range(500))
    bench.enter()
    before = bench.state.shown
    bench.look(EnrollmentId("003"))
    bench.page.tick(EnrollmentId("003"), True)
    changed = [row for row, now in zip(before, bench.state.shown, strict=True) if row is not now]
    assert [row.case.enrollment_id for row in changed] == ["003"]


def test_a_unit_is_called_as_the_registry_calls_it_in_the_language_in_use(bench: Bench) -> None:
    named = CaseTraits({"en": "Passport"}, "CIVIL", "unit-1", {"hy": "Գյումրի", "ru": "Гюмри", "en": "Gyumri"})
    bench.services.cases = (
        replace(waiting(A), traits=named),
        replace(waiting(B), traits=replace(named, unit="State", unit_names={})),
    )
    bench.enter()
    for tag, words in (("hy", "Գյումրի"), ("ru", "Гюмри"), ("en", "Gyumri")):
        set_language(tag)
        assert dict(bench.page.offered()["unit"]) == {"unit-1": words, "State": "State"}
    set_language("en")


def test_the_list_is_narrowed_by_what_occurs_in_it(bench: Bench) -> None:
    def case(which: EnrollmentId, days: int = 0, **traits: object) -> DraftSummary:
        known = CaseTraits({"en": "Passport"}, "CIVIL", "Gyumri")
        since = NOW - timedelta(days=days)
        return replace(waiting(which), waiting_since=since, traits=replace(known, **traits))  # type: ignore[arg-type]

    bench.services.cases = (
        case(A, 4, overrides=1, unit="Yerevan"),
        case(B, 1, excepted=True),
        replace(case(OWN, case_class="VISA", service={"en": "Visa"}, household=True), procedure="visa"),
    )
    bench.enter()
    shown = bench.page.offered()
    assert [words for _, words in shown["service"]] == ["Passport", "Visa"]
    assert [value for value, _ in shown["only"]] == ["override", "exception", "household"]
    assert "operator" not in shown, "they are all of one"
    for chosen, found in (
        ({"service": "visa"}, [OWN]),
        ({"case_class": "CIVIL", "unit": "Gyumri"}, [B]),
        ({"since": "earlier"}, [A, B]),
        ({"since": "days"}, [A]),
        ({"since": "today"}, [OWN]),
        ({"only": "override"}, [A]),
        ({"only": "exception"}, [B]),
        ({"only": "household"}, [OWN]),
        ({"only": "override", "since": "today"}, []),
        ({}, [A, B, OWN]),
    ):
        bench.page.narrow(chosen)
        assert [row.case.enrollment_id for row in bench.state.shown] == found, chosen
    bench.page.narrow({"only": "override"})
    bench.page.leave()
    assert bench.page.state.narrow.count == 0


def test_a_case_whose_pictures_do_not_open_was_not_looked_at(bench: Bench) -> None:
    bench.services.png = Problem("STN-104")
    bench.look(B)
    assert bench.state.problem == Problem("STN-104")
    bench.page.tick(B, True)
    assert bench.state.ticked == ()


def test_what_the_chosen_officer_had_a_hand_in_is_another_officers(bench: Bench) -> None:
    bench.look(OWN)
    assert bench.state.officer == "k"
    bench.page.tick(OWN, True)
    assert (bench.state.ticked, bench.state.row is not None and bench.state.row.own) == ((), True)
    bench.page.choose("s")
    bench.page.tick(OWN, True)
    assert bench.state.ticked == (OWN,)
    bench.page.choose("k")
    assert bench.state.ticked == (), "not for this one any more"


def test_many_with_one_pin_and_the_refused_one_stays_with_its_reason(bench: Bench) -> None:
    bench.look(B)
    bench.page.tick_all()
    own = Problem("STN-410")
    bench.services.answer = (done(A), Outcome(B, approved=False, problem=own))
    bench.services.cases = (waiting(B),)
    bench.page.approve("5678")
    assert (bench.state.task, bench.state.of) == (Task.APPROVING, 2)
    bench.page.approve("5678")
    bench.work.finish()
    assert bench.services.approved == [((A, B), "k", "5678")], "once"
    assert (bench.state.sent, bench.state.problem, bench.state.task) == (1, own, None)
    assert bench.state.rows is not None
    assert [(row.case.enrollment_id, row.problem) for row in bench.state.rows] == [(B, own)]
    assert bench.screen.taken == 1


def test_what_is_done_with_goes_and_nothing_that_waits_is_opened_once_more_for_it(bench: Bench) -> None:
    asked = bench.services.asked
    bench.look(B)
    bench.page.tick(B, True)
    bench.services.answer = (done(B),)
    bench.page.approve("5678")
    bench.work.finish()
    assert [row.case.enrollment_id for row in bench.state.rows or ()] == [A, OWN]
    bench.look(A)
    bench.page.refuse(Refusal((), ("portrait",)), "5678")
    bench.work.finish()
    assert [row.case.enrollment_id for row in bench.state.rows or ()] == [OWN]
    assert (bench.services.asked, bench.state.current) == (asked, OWN)
    bench.page.refuse(Refusal(("ANSWER-QUALITY",)), "5678")
    bench.work.finish()
    assert bench.services.asked == asked + 1, "what was rejected stays, and says so"


def test_a_wrong_pin_takes_no_tick_away(bench: Bench) -> None:
    bench.page.tick(A, True)
    bench.services.answer = Problem("CRY-010", {"tries_left": 4})
    bench.page.approve("1111")
    bench.work.finish()
    assert (bench.state.ticked, bench.screen.asked_again) == ((A,), 1)
    assert bench.state.problem == bench.services.answer


def test_saying_no_takes_the_pin_of_who_is_not_signed_in(bench: Bench) -> None:
    bench.page.refuse(Refusal(("ANSWER-QUALITY",), ("portrait",), "too dark"), "5678")
    bench.work.finish()
    assert bench.services.refused == [(A, ("ANSWER-QUALITY",), ("portrait",), "too dark", "k", "5678")]
    bench.services.current = Operator(CredentialId("s"), "Սոնա", "State", frozenset({Role.SUPERVISOR}))
    bench.enter()
    assert bench.state.officer == "s"
    bench.services.problem = Problem("STN-472")
    bench.page.refuse(Refusal(("ANSWER-INCOMPLETE",)), "")
    bench.work.finish()
    assert bench.services.refused[1:] == [(A, ("ANSWER-INCOMPLETE",), (), "", "", "")]
    assert (bench.state.problem, bench.state.current) == (Problem("STN-472"), A), "what was written stays"


def test_a_no_is_said_about_the_person_that_is_meant_and_about_nobody_where_it_is_not_said(bench: Bench) -> None:
    bench.services.families[A] = (A, SPOUSE, CHILD)
    bench.enter()
    assert [each.enrollment.enrollment_id for each in bench.state.views] == [A, SPOUSE, CHILD]
    for refusal in (Refusal((), ("portrait",)), Refusal(("ANSWER-QUALITY",)), Refusal((), ("portrait",), "", B)):
        bench.page.refuse(refusal, "5678")
        bench.work.finish()
        assert (bench.state.problem, bench.state.task) == (Problem("STN-486", retryable=True), None)
    assert bench.services.refused == []
    bench.page.refuse(Refusal((), ("portrait",), "", CHILD), "5678")
    bench.work.finish()
    assert bench.services.refused == [(CHILD, (), ("portrait",), "", "k", "5678")]


def test_answers_that_come_after_the_page_was_left_change_nothing(bench: Bench) -> None:
    bench.page.tick(A, True)
    bench.services.answer = (done(A),)
    bench.page.approve("5678")
    bench.page.look(B)
    bench.page.leave()
    count = len(bench.screen.states)
    bench.work.finish()
    assert (len(bench.screen.states), bench.page.state) == (count, ApprovalsState())
    assert bench.services.approved == [((A,), "k", "5678")], "what was asked for was done"


def test_what_was_rejected_is_ticked_by_nobody_and_reopened_by_two(bench: Bench) -> None:
    bench.services.current = Operator(CredentialId("s"), "Սոնա", "State", frozenset({Role.SUPERVISOR}))
    bench.services.cases = (waiting(A), rejected())
    bench.enter()
    assert bench.state.officer == "s", "who sits here approves"
    bench.look(REJECTED)
    assert (bench.state.row is not None and bench.state.row.rejected, bench.state.officer) == (True, "s")
    assert [each.credential.credential_id for each in bench.state.officers] == ["s"], "officers do not reopen"
    bench.page.tick(REJECTED, True)
    bench.page.reopen("")
    assert (bench.state.ticked, bench.services.reopened) == ((), [])
    bench.services.problem = Problem("STN-473")
    bench.page.reopen("9012")
    bench.work.finish()
    assert bench.services.reopened == [(REJECTED, "s", "9012")]
    assert (bench.state.problem, bench.state.current) == (Problem("STN-473"), REJECTED)
    bench.services.problem, bench.services.cases = None, (waiting(A),)
    bench.page.reopen("9012")
    bench.work.finish()
    assert (bench.screen.taken, bench.state.current) == (1, A)
    assert [each.credential.credential_id for each in bench.state.officers] == ["k", "s"]


def test_for_reopening_somebody_else_is_chosen_first(bench: Bench) -> None:
    other = CredentialView(CredentialId("z"), "Զավեն", "State", frozenset({Role.SUPERVISOR}), identifier="EI:AM-9")
    bench.services.people = (ANI, SONA, other)
    bench.services.current = Operator(CredentialId("s"), "Սոնա", "State", frozenset({Role.SUPERVISOR}))
    bench.services.cases = (waiting(A), rejected())
    bench.enter()
    bench.look(REJECTED)
    assert bench.state.officer == "z"
    bench.page.choose("s")
    assert bench.state.officer == "s", "the service says that it takes two"
    bench.look(A)
    assert bench.state.officer == "s"


def test_an_empty_pin_costs_no_try(bench: Bench) -> None:
    bench.page.refuse(Refusal(("ANSWER-QUALITY",)), "")
    bench.work.finish()
    assert (bench.services.refused, bench.screen.asked_again) == ([], 1)


def test_a_name_that_is_looked_for_narrows_the_list_and_hides_nothing_that_is_ticked(bench: Bench) -> None:
    """Otherwise an officer would approve what stands out of sight."""
    assert [row.case.enrollment_id for row in bench.state.shown] == [A, B, OWN]
    bench.look(B)
    bench.page.tick(A, True)
    bench.page.find(f"person {B}", False)
    assert [row.case.enrollment_id for row in bench.state.shown] == [A, B]
    bench.page.tick(A, False)
    assert [row.case.enrollment_id for row in bench.state.shown] == [B]
    bench.page.tick_all()
    assert bench.state.ticked == (B,), "all that are shown"
    bench.page.find("", True)
    assert [row.case.enrollment_id for row in bench.state.shown] == sorted([A, B, OWN])
    bench.page.leave()
    assert (bench.page.state.narrow.typed, bench.page.state.by_name) == ("", True)
