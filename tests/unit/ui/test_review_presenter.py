"""The review page's acts: sign, approve by another person, seal; each refused with a reason and tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.decision import Decision, DecisionKind
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.domain.outbox import PacketId
from station.domain.sample import Digest
from station.domain.signatures import Signed
from station.services.views import CredentialView, EnrollmentView, PersonView, SealedView
from tests.support.capture_fakes import NOW, OPERATOR, Later, blob, enrollment, portrait, view
from ui.pages.review.presenter import ReviewPresenter, ReviewState, Task
from ui.pages.review.stage import Stage, of_each, stage_of

BOTH = frozenset({Role.OPERATOR, Role.OFFICER})
PEOPLE = (
    CredentialView(OPERATOR.credential_id, "Անի", "Gyumri", BOTH),
    CredentialView(CredentialId("officer"), "Կարեն", "State", BOTH),
    CredentialView(CredentialId("technician"), "Tech", "State", frozenset({Role.TECHNICIAN})),
)
READY = view(enrollment().with_portrait(portrait()), ready_to_sign=True)
SIGNED = replace(READY, enrollment=READY.enrollment.with_signed(Signed(blob("c"), OPERATOR, NOW)))
APPROVED = replace(SIGNED, ready_to_seal=True)
WAITING = replace(SIGNED, enrollment=SIGNED.enrollment.waiting(NOW))
NO = Decision(DecisionKind.REJECTED, OPERATOR, NOW, ("ANSWER-QUALITY",))
REJECTED = replace(SIGNED, enrollment=SIGNED.enrollment.decided(NO))
SEALED = SealedView(PacketId("ab" * 32), "packet", 100)


@dataclass
class Screen:
    states: list[ReviewState] = field(default_factory=list)
    pictures: dict[Digest, NDArray[np.uint8]] = field(default_factory=dict)
    changes: list[EnrollmentView] = field(default_factory=list)
    packets: list[SealedView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    left: int = 0

    def show_state(self, state: ReviewState) -> None:
        self.states.append(state)

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        self.pictures.update(pictures)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def sealed(self, view: EnrollmentView, sealed: SealedView) -> None:
        self.packets.append(sealed)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)

    def left_for_officer(self) -> None:
        self.left += 1


class Acts:
    """Enroll and SignIn as the presenter knows them."""

    def __init__(self) -> None:
        png = BytesIO()
        Image.new("RGB", (413, 531)).save(png, "PNG")
        self.png: bytes | Problem = png.getvalue()
        self.problem: Problem | None = None
        self.pins: list[str] = []
        self.known = PEOPLE

    def credentials(self) -> tuple[CredentialView, ...]:
        return self.known

    def sign(self, _: EnrollmentId) -> EnrollmentView | Problem:
        return self.problem or SIGNED

    def approve(self, _: EnrollmentId, officer: CredentialId, pin: str) -> EnrollmentView | Problem:
        self.pins.append(pin)
        return self.problem or APPROVED

    def submit(self, _: EnrollmentId) -> EnrollmentView | Problem:
        return self.problem or WAITING

    def take_back(self, _: EnrollmentId) -> EnrollmentView | Problem:
        return self.problem or SIGNED

    def seal(self, _: EnrollmentId) -> SealedView | Problem:
        return self.problem or SEALED

    def image(self, _: EnrollmentId, digest: Digest) -> bytes | Problem:
        return self.png


class Bench:
    def __init__(self) -> None:
        self.screen, self.acts, self.work = Screen(), Acts(), Later()
        self.page = ReviewPresenter(self.screen, self.acts, self.acts, self.acts, self.work.run)

    def enter(self, of: EnrollmentView) -> None:
        self.page.enter(of)
        self.page.seen(True)
        self.work.finish()

    @property
    def state(self) -> ReviewState:
        return self.screen.states[-1]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_three_acts_in_their_order(bench: Bench) -> None:
    bench.enter(READY)
    bench.page.seal()
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.work.waiting == []
    bench.page.sign()
    assert bench.state.task is Task.SIGNING
    bench.work.finish()
    assert (bench.state.stage, bench.state.task) == (Stage.APPROVE, None)
    bench.page.approve(CredentialId("officer"), "5678")
    bench.work.finish()
    assert bench.state.stage is Stage.SEAL
    bench.page.seal()
    bench.page.seal()  # a second press while it runs does nothing
    bench.work.finish()
    assert bench.screen.packets == [SEALED]
    assert bench.screen.changes == [SIGNED, APPROVED]


def test_nobody_signs_or_approves_what_was_not_on_the_screen_whole(bench: Bench) -> None:
    bench.page.enter(READY)
    bench.work.finish()
    bench.page.sign()
    assert (bench.state.seen, bench.work.waiting) == (False, [])
    bench.page.seen(True)
    assert bench.state.seen
    bench.page.refresh(SIGNED)
    assert bench.state.seen, "it says what it said"
    bench.page.refresh(replace(SIGNED, notices=(Problem("REV-MOSIP-PORTRAIT", {"size_mb": 6.2, "limit_mb": 5.0}),)))
    assert not bench.state.seen, "something else is signed now"
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.work.waiting == []
    bench.page.seen(True)
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.state.task is Task.APPROVING


def test_incomplete_can_not_be_signed(bench: Bench) -> None:
    bench.enter(view())
    assert bench.state.stage is Stage.INCOMPLETE
    bench.page.sign()
    assert bench.work.waiting == []


def test_what_can_not_be_sent_can_not_be_signed(bench: Bench) -> None:
    bench.enter(replace(READY, hindrance=Problem("STN-242", {"size_mb": 6.2, "limit_mb": 5.0})))
    assert bench.state.stage is Stage.INCOMPLETE
    bench.page.sign()
    assert bench.work.waiting == []


def test_own_capture_is_marked_not_hidden(bench: Bench) -> None:
    bench.enter(SIGNED)
    assert [(item.credential.name, item.own_capture) for item in bench.state.officers] == [
        ("Անի", True),
        ("Կարեն", False),
    ]


def test_whoever_captured_any_sample_is_marked(bench: Bench) -> None:
    officer = Operator(CredentialId("officer"), "Կարեն", "State", BOTH)
    bench.enter(replace(SIGNED, enrollment=SIGNED.enrollment.taken_by(officer)))
    assert all(item.own_capture for item in bench.state.officers)


def test_a_second_card_of_whoever_captured_is_marked(bench: Bench) -> None:
    first_card = Operator(CredentialId("another"), "Կ. Սարգսյան", "Partner", BOTH, identifier="EI:AM-7", key="1")
    bench.acts.known = (
        CredentialView(CredentialId("officer"), "Կարեն", "State", BOTH, identifier="EI:AM-7", key="2"),
        CredentialView(CredentialId("other"), "Նարե", "State", BOTH, identifier="EI:AM-8", key="3"),
    )
    bench.enter(replace(SIGNED, enrollment=SIGNED.enrollment.taken_by(first_card)))
    assert [item.own_capture for item in bench.state.officers] == [True, False]


def test_a_wrong_pin_is_told_beside_and_can_be_tried_again(bench: Bench) -> None:
    bench.enter(SIGNED)
    bench.acts.problem = Problem("CRY-010", {"tries_left": 4})
    bench.page.approve(CredentialId("officer"), "1111")
    bench.work.finish()
    assert bench.state.problem == Problem("CRY-010", {"tries_left": 4})
    assert bench.state.stage is Stage.APPROVE
    bench.acts.problem = None
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.state.problem is None
    bench.work.finish()
    assert bench.state.stage is Stage.SEAL


def test_disk_full_while_sealing_can_be_tried_again(bench: Bench) -> None:
    bench.enter(APPROVED)
    bench.acts.problem = Problem("STN-101")
    bench.page.seal()
    bench.work.finish()
    assert (bench.state.stage, bench.state.problem) == (Stage.SEAL, Problem("STN-101"))
    bench.acts.problem = None
    bench.page.seal()
    bench.work.finish()
    assert bench.screen.packets == [SEALED]


def test_an_answer_after_leaving_is_told_not_lost(bench: Bench) -> None:
    bench.enter(SIGNED)
    bench.acts.problem = Problem("CRY-010", {"tries_left": 4})
    bench.page.approve(CredentialId("officer"), "1111")
    bench.page.leave()
    bench.work.finish()
    assert bench.screen.told == [Problem("CRY-010", {"tries_left": 4})]


def test_nobody_is_called_back_once_gone_home(bench: Bench) -> None:
    bench.enter(APPROVED)
    bench.page.seal()
    bench.page.leave()
    bench.work.finish()
    assert bench.screen.packets == []
    bench.enter(APPROVED)
    bench.acts.problem = Problem("STN-101")
    bench.page.seal()
    bench.page.leave()
    bench.work.finish()
    assert bench.screen.told == [Problem("STN-101")]


def test_pictures_are_brought_and_a_broken_one_is_told(bench: Bench) -> None:
    bench.enter(READY)
    assert [pixels.shape for pixels in bench.screen.pictures.values()] == [(531, 413, 3)]
    bench.acts.png = Problem("STN-110")
    bench.enter(READY)
    assert bench.state.problem == Problem("STN-110")


def test_a_newer_view_changes_the_stage(bench: Bench) -> None:
    bench.enter(READY)
    bench.page.refresh(view())
    assert bench.state.stage is Stage.INCOMPLETE


@pytest.mark.parametrize(
    ("of", "stage"),
    [(view(), Stage.INCOMPLETE), (READY, Stage.SIGN), (SIGNED, Stage.APPROVE), (APPROVED, Stage.SEAL)],
)
def test_stages(of: EnrollmentView, stage: Stage) -> None:
    assert stage_of(of) is stage


def test_a_signed_case_is_left_for_an_officer_and_taken_back(bench: Bench) -> None:
    bench.enter(SIGNED)
    bench.acts.problem = Problem("STN-201")
    bench.page.leave_for_officer()
    assert bench.state.task is Task.LEAVING
    bench.work.finish()
    assert (bench.state.problem, bench.screen.left) == (Problem("STN-201"), 0)
    bench.acts.problem = None
    bench.page.leave_for_officer()
    bench.work.finish()
    assert (bench.page.stage, bench.screen.left) == (Stage.WAITING, 1)
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.state.task is Task.APPROVING, "the officer may come to the desk after all"
    bench.work.finish()
    bench.enter(WAITING)
    bench.page.take_back()
    bench.work.finish()
    assert bench.page.stage is Stage.APPROVE


def test_what_was_rejected_offers_no_act(bench: Bench) -> None:
    bench.enter(REJECTED)
    assert bench.page.stage is Stage.REJECTED
    for act in (bench.page.sign, bench.page.seal, bench.page.leave_for_officer, bench.page.take_back):
        act()
    bench.page.approve(CredentialId("officer"), "5678")
    assert bench.work.waiting == []


@pytest.mark.parametrize(("waiting", "asked"), [(False, ["c", "a"]), (True, ["b", "a"])])
def test_of_people_of_whom_one_was_sent_back_the_others_wait_on(waiting: bool, asked: list[str]) -> None:
    """Leaving them for an officer, or taking them back, asks for those alone with whom it is not so yet."""
    people = tuple(
        PersonView(EnrollmentId(name), "", Relation.CHILD, ready=ready, signed=True, waiting=waits)
        for name, ready, waits in (("a", False, False), ("b", False, True), ("c", False, False), ("d", True, False))
    )
    here = replace(SIGNED, enrollment=replace(SIGNED.enrollment, enrollment_id=EnrollmentId("a")), people=people)
    done: list[str] = []

    def act(which: EnrollmentId) -> EnrollmentView:
        done.append(which)
        return here

    assert of_each(here, act, waiting=waiting) is here
    assert done == asked
