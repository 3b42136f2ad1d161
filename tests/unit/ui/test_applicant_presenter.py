"""What the applicant is shown as the operator goes on, and what becomes of what they choose."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from station.domain.capture import InkPoint
from station.domain.citizen_view import BLANK, RIGHTS, SAME_SEX, SAME_SEX_BACK, CitizenView, Screen
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import Notice
from station.domain.outbox import PacketId
from station.domain.sample import Blob, Digest, Modality
from station.domain.signatures import Signed
from tests.support.capture_fakes import Later
from tests.support.people import OPERATOR, Shelf, enrollment
from ui.facing import KEPT, Facing
from ui.shell.applicant import Applicant

DAY = date(2026, 11, 30)
PACKET = PacketId("0123456789abcdef" * 4)
FRAME = np.zeros((4, 4, 3), np.uint8)
BLOB = Blob(Digest("0" * 64), "application/zip", 1)
INK = (InkPoint(1, 1, 0), InkPoint(2, 2, 5, down=False))
STEPS = (
    SimpleNamespace(step_id="papers", takes=None, signs=False, form=None, problems=()),
    SimpleNamespace(step_id="face", takes=Modality.FACE, signs=False, form=None, problems=()),
    SimpleNamespace(step_id="signature", takes=Modality.SIGNATURE, signs=False, form=None, problems=()),
)


def person(which: str = "a", step: str = "papers", told_in: str = "", people: tuple[str, ...] = ()) -> Any:
    given = (Notice(RIGHTS, "1", told_in, datetime(2026, 11, 30, tzinfo=UTC), OPERATOR),) if told_in else ()
    of = replace(enrollment(Shelf()), enrollment_id=EnrollmentId(which), notices=given)
    company = tuple(SimpleNamespace(enrollment_id=EnrollmentId(each)) for each in people)
    here = next(each for each in STEPS if each.step_id == step)
    return SimpleNamespace(enrollment=of, steps=STEPS, step=here, current=step, people=company)


def wishing(of: Any, *about: str) -> Any:
    """The same, after they said these, one after the other."""
    for each in about:
        said = Notice(each, "1", "fa", datetime(2026, 11, 30, tzinfo=UTC), OPERATOR)
        of.enrollment = of.enrollment.with_notice(said)
    return of


@dataclass
class Desk:
    """Window, operator and services in one."""

    views: list[CitizenView] = field(default_factory=list)
    pictures: int = 0
    ink: list[object] = field(default_factory=list)
    updated: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[tuple[str, ...]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    answer: Problem | None = None
    code_of: Any = ("10", "01")

    def show_view(self, view: CitizenView) -> None:
        self.views.append(view)

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        self.pictures += 1

    def clear_picture(self) -> None: ...

    def show_ink(self, points: object, size_mm: object) -> None:
        self.ink.append(points)

    def close_ink(self, closed: bool) -> None: ...

    def update(self, view: Any) -> None:
        self.updated.append(view)

    def tell(self, problem: Problem) -> None:
        self.problems.append(problem.code)

    def changed(self) -> None: ...

    def told(self, enrollment_id: EnrollmentId, about: str, version: str, language: str) -> Any:
        self.notices.append((enrollment_id, about, version, language))
        return self.answer or person(enrollment_id, told_in=language)

    def code(self, packet_id: PacketId) -> Any:
        return self.code_of

    def rate(self, mark: int) -> Problem | None:
        self.marks.append(mark)
        return self.answer


class Bench:
    def __init__(self) -> None:
        self.desk, self.work, self.facing = Desk(), Later(), Facing()
        self.applicant = Applicant(
            self.desk, self.desk, self.desk, self.desk, self.desk, self.work.run, lambda: DAY, self.facing,
            lambda tag: f"v-{tag}", lambda: "hy",
        )  # fmt: skip

    @property
    def screen(self) -> str:
        return self.applicant.shown.screen.value

    def told(self, tag: str = "fa") -> None:
        self.applicant.choose_language(tag)
        self.applicant.agree()
        self.work.finish()
        self.facing.serve(self.desk.updated[-1])


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_language_notice_wish_and_then_with_the_operator(bench: Bench) -> None:
    assert bench.screen == Screen.BLANK
    bench.facing.serve(person())
    assert bench.screen == Screen.LANGUAGE
    bench.applicant.choose_language("fa")
    assert bench.screen == Screen.NOTICE
    bench.applicant.agree()
    bench.applicant.agree()  # pressed twice
    bench.work.finish()
    assert bench.desk.notices == [("a", RIGHTS, "v-fa", "fa")]
    bench.facing.serve(bench.desk.updated[-1])
    assert bench.screen == Screen.WISH
    bench.applicant.wish(True)
    bench.applicant.wish(True)
    bench.work.finish()
    assert bench.desk.notices[1:] == [("a", SAME_SEX, "v-fa", "fa")]
    assert bench.screen == Screen.WAIT
    assert bench.applicant.shown.wished
    bench.facing.serve(person(step="face", told_in="fa"))
    bench.facing.advise("FACE-LOOK-AT-CAMERA")
    assert bench.screen == Screen.PORTRAIT


def test_a_wish_is_taken_back_and_wished_again_each_once(bench: Bench) -> None:
    bench.facing.serve(person())
    bench.told()
    assert not bench.applicant.shown.may_wish, "it is asked about on a screen of its own"
    for same_sex in (True, False, False, True):
        bench.applicant.wish(same_sex)
        bench.work.finish()
        assert (bench.applicant.shown.wished, bench.applicant.shown.may_wish) == (same_sex, True)
    assert [about for _, about, *_ in bench.desk.notices[1:]] == [SAME_SEX, SAME_SEX_BACK, SAME_SEX]


def test_who_changes_their_mind_faster_than_it_is_kept_is_understood(bench: Bench) -> None:
    bench.facing.serve(person())
    bench.told()
    for same_sex in (True, False, True):
        bench.applicant.wish(same_sex)
    bench.work.finish()
    assert bench.applicant.shown.wished
    assert [about for _, about, *_ in bench.desk.notices[1:]] == [SAME_SEX, SAME_SEX_BACK, SAME_SEX]


def test_a_wish_that_could_not_be_taken_back_stands(bench: Bench) -> None:
    bench.facing.serve(wishing(person(told_in="fa"), SAME_SEX))
    bench.desk.answer = Problem("STN-160")
    bench.applicant.wish(False)
    bench.work.finish()
    assert bench.applicant.shown.wished
    assert bench.desk.problems == ["STN-160"]


@pytest.mark.parametrize(
    ("said", "wished"),
    [((SAME_SEX,), True), ((SAME_SEX, SAME_SEX_BACK), False), ((SAME_SEX, SAME_SEX_BACK, SAME_SEX), True)],
)
def test_after_a_start_the_last_that_they_said_counts(bench: Bench, said: tuple[str, ...], wished: bool) -> None:
    bench.facing.serve(wishing(person(told_in="fa"), *said))
    assert bench.screen == Screen.WAIT, "they were asked"
    assert (bench.applicant.shown.wished, bench.applicant.shown.may_wish) == (wished, True)


def test_after_the_signature_nothing_is_wished(bench: Bench) -> None:
    of = wishing(person(told_in="fa"), SAME_SEX)
    of.enrollment = replace(of.enrollment, signed=Signed(BLOB, OPERATOR, datetime(2026, 11, 30, tzinfo=UTC)))
    bench.facing.serve(of)
    assert (bench.applicant.shown.wished, bench.applicant.shown.may_wish) == (True, False)


def test_a_notice_that_could_not_be_kept_is_told_and_asked_again(bench: Bench) -> None:
    bench.desk.answer = Problem("STN-160")
    bench.facing.serve(person())
    bench.applicant.choose_language("hy")
    bench.applicant.agree()
    bench.work.finish()
    assert bench.desk.problems == ["STN-160"]
    assert bench.screen == Screen.NOTICE
    bench.desk.answer = None
    bench.applicant.agree()
    bench.work.finish()
    assert len(bench.desk.notices) == 2


def test_the_language_of_a_notice_given_before_is_spoken_again(bench: Bench) -> None:
    bench.facing.serve(person(told_in="ar"))
    assert (bench.screen, bench.applicant.shown.language) == (Screen.WISH, "ar")


def test_blank_without_an_applicant(bench: Bench) -> None:
    bench.facing.serve(person(step="face", told_in="fa"))
    bench.applicant.wish(False)
    bench.facing.serve(None)
    assert bench.applicant.shown == BLANK == bench.desk.views[-1]
    bench.facing.picture(FRAME)
    bench.facing.advise("FACE-HOLD", 0.5)
    bench.facing.ink(INK, (100.0, 40.0))
    assert (bench.desk.pictures, bench.desk.ink, bench.desk.views[-1]) == (0, [], BLANK), "what comes late is dropped"


def test_between_two_people_the_window_is_empty(bench: Bench) -> None:
    bench.facing.serve(person("a", told_in="fa"))
    bench.applicant.wish(True)
    seen = len(bench.desk.views)
    bench.facing.serve(person("b", people=("a", "b")))
    assert bench.desk.views[seen] == BLANK
    assert bench.desk.views[-1] == CitizenView(Screen.NOTICE, "fa"), "in the family's language, and told for themselves"
    assert not bench.desk.views[-1].wished
    bench.facing.serve(person("a", told_in="fa", people=("a", "b")))
    assert bench.applicant.shown.wished, "what somebody wished is known when it is their turn again"


def test_a_picture_and_its_advice_reach_the_portrait_alone(bench: Bench) -> None:
    bench.facing.serve(person(told_in="fa"))
    bench.applicant.wish(False)
    bench.facing.picture(FRAME)
    assert bench.desk.pictures == 0
    bench.facing.serve(person(step="face", told_in="fa"))
    bench.facing.advise("FACE-COME-CLOSER", 0.0)
    bench.facing.picture(FRAME)
    assert (bench.desk.pictures, bench.applicant.shown.advice) == (1, "FACE-COME-CLOSER")
    bench.facing.serve(person(step="signature", told_in="fa"))
    bench.facing.serve(person(step="face", told_in="fa"))
    assert (bench.screen, bench.applicant.shown.advice) == (Screen.WAIT, ""), "an advice of before is not shown again"


def test_ink_goes_to_the_page_that_takes_it(bench: Bench) -> None:
    written: list[object] = []
    bench.applicant.written(INK, pen=True)
    bench.facing.writer = SimpleNamespace(
        pen_down=lambda: written.append("down"),
        written=lambda points, pen: written.append((points, pen)),
        again=lambda: written.append("again"),
    )
    bench.applicant.pen_down()
    bench.applicant.written(INK, pen=True)
    bench.applicant.again()
    assert written == ["down", (INK, True), "again"]
    bench.facing.serve(person(step="signature", told_in="fa"))
    bench.applicant.wish(False)
    bench.facing.ink(INK, (100.0, 40.0))
    assert bench.desk.ink == [INK]


def test_the_receipt_with_its_code_then_thanks_and_one_mark(bench: Bench) -> None:
    bench.facing.serve(person(told_in="ru"))
    bench.facing.sealed(person(told_in="ru"), PACKET)
    assert bench.applicant.shown == CitizenView(Screen.RECEIPT, "ru", number="0123 4567")
    bench.work.finish()
    assert bench.applicant.shown.code == ("10", "01")
    bench.applicant.choose_language("en")
    assert bench.applicant.shown.language == "en"
    bench.applicant.receipt_seen()
    assert bench.applicant.shown == CitizenView(Screen.THANKS, "en"), "no number of a packet stands beside the marks"
    bench.applicant.rate(4)
    bench.applicant.rate(1)
    bench.work.finish()
    assert bench.desk.marks == [4]
    assert bench.applicant.shown.rated


def test_a_code_that_comes_after_they_went_is_shown_to_nobody(bench: Bench) -> None:
    bench.facing.serve(person(told_in="ru"))
    bench.facing.sealed(person(told_in="ru"), PACKET)
    bench.facing.serve(None)
    bench.work.finish()
    assert bench.desk.views[-1] == BLANK


def test_a_mark_that_was_not_counted_is_told(bench: Bench) -> None:
    bench.facing.serve(person(told_in="ru"))
    bench.facing.sealed(person(told_in="ru"), PACKET)
    bench.applicant.receipt_seen()
    bench.desk.answer = Problem("STN-297")
    bench.applicant.rate(5)
    bench.work.finish()
    assert bench.desk.problems == ["STN-297"]


def test_who_chose_no_language_is_kept_from_nothing(bench: Bench) -> None:
    bench.facing.serve(person(step="face"))
    bench.facing.advise("FACE-LOOK-AT-CAMERA", 0.0)
    assert bench.applicant.shown == CitizenView(Screen.PORTRAIT, "hy", advice="FACE-LOOK-AT-CAMERA")
    bench.facing.serve(person())
    assert bench.applicant.shown == CitizenView(Screen.LANGUAGE), "asked once more where nothing is taken"
    bench.facing.sealed(person(), PACKET)
    assert (bench.screen, bench.applicant.shown.language) == (Screen.RECEIPT, "hy")


def test_a_picture_that_was_taken_stays_until_another_begins(bench: Bench) -> None:
    bench.facing.serve(person(step="face"))
    bench.facing.advise(KEPT, 0.0)
    bench.facing.picture(FRAME)
    assert (bench.desk.pictures, bench.screen) == (1, Screen.PORTRAIT)
    bench.facing.advise("", 0.0)
    assert bench.screen == Screen.WAIT
