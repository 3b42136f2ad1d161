"""Where the operator is: sign-in, resuming what lay open, steps, locking, the end."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from station.domain.enrollment import EnrollmentId, Relation
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator
from station.domain.outbox import PacketId
from station.services.draft_summary import DraftSummary
from station.services.views import EnrollmentView, EnrollResult, SealedView
from tests.support.form_fakes import ANI, NOW, RunLater, enrollment_view, run_now
from tests.support.plans import passport
from ui.shell.memory import Memory, Remembered
from ui.shell.presenter import ShellPresenter

DRAFT = DraftSummary(EnrollmentId("e-1"), "", "step.document.name", NOW, "biometric_passport")


@dataclass
class Screen:
    pages: list[str] = field(default_factory=list)
    refreshed: int = 0
    settled: int = 0
    forgotten: int = 0
    led: int = 0
    operator: Operator | None = None
    locked_by: Operator | None = None
    problems: list[Problem | None] = field(default_factory=list)
    moving: bool = False

    def show_sign_in(self, locked_by: Operator | None) -> None:
        self.locked_by = locked_by
        self.pages.append("sign_in")

    def show_home(self) -> None:
        self.pages.append("home")

    def show_step(self, view: EnrollmentView) -> None:
        self.pages.append(view.current)

    def refresh(self, view: EnrollmentView) -> None:
        self.refreshed += 1

    def show_end(self, view: EnrollmentView, sealed: SealedView) -> None:
        self.pages.append("sealed")

    def show_operator(self, operator: Operator | None) -> None:
        self.operator = operator

    def show_problem(self, problem: Problem | None) -> None:
        self.problems.append(problem)

    def focus_primary(self) -> None:
        self.led += 1

    def settle(self) -> None:
        self.settled += 1

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Services:
    kept: tuple[DraftSummary, ...] = (DRAFT,)
    problem: Problem | None = None
    signed_out: int = 0

    def drafts(self) -> tuple[DraftSummary, ...] | Problem:
        return self.kept

    def read_zone(self, enrollment_id: EnrollmentId | None, text: str) -> EnrollResult:
        if enrollment_id is None or not text:
            return Problem("STN-670")
        return self.problem or enrollment_view(step="document", enrollment_id=enrollment_id)

    def resume(self, enrollment_id: EnrollmentId) -> EnrollResult:
        return self.problem or enrollment_view(step="document", enrollment_id=enrollment_id)

    def go_to(self, enrollment_id: EnrollmentId, step: str) -> EnrollResult:
        return self.problem or enrollment_view(step=step, enrollment_id=enrollment_id)

    def sign_out(self) -> None:
        self.signed_out += 1


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    made = Memory(tmp_path / "window.json")
    made.write_with(lambda call: call())
    return made


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def presenter(screen: Screen, services: Services, memory: Memory) -> ShellPresenter:
    made = ShellPresenter(screen, run_now, services, services, memory)
    made.start()
    return made


def opened(presenter: ShellPresenter, step: str = "applicant") -> None:
    presenter.signed_in(ANI)
    presenter.open_enrollment(enrollment_view(step=step))


def test_the_day_begins_with_sign_in_and_the_first_page(presenter: ShellPresenter, screen: Screen) -> None:
    presenter.signed_in(ANI)
    assert screen.pages == ["sign_in", "home"]
    assert screen.operator == ANI


def test_what_lay_open_comes_back_at_its_step(presenter: ShellPresenter, screen: Screen, memory: Memory) -> None:
    memory.opened("e-1")
    presenter.signed_in(ANI)
    assert screen.pages == ["sign_in", "document"]


def test_a_draft_that_is_none_any_more_gives_the_first_page(
    presenter: ShellPresenter, screen: Screen, memory: Memory
) -> None:
    memory.opened("e-9")
    presenter.signed_in(ANI)
    assert screen.pages == ["sign_in", "home"]
    assert screen.problems == [None]
    assert memory.now.enrollment_id == ""


def test_a_draft_that_does_not_open_is_told_on_the_first_page(
    presenter: ShellPresenter, screen: Screen, services: Services, memory: Memory
) -> None:
    services.problem = Problem("STN-402")
    memory.opened("e-1")
    presenter.signed_in(ANI)
    assert screen.pages == ["sign_in", "home"]
    assert screen.problems == [services.problem]


def test_next_and_back_walk_the_steps(presenter: ShellPresenter, screen: Screen) -> None:
    opened(presenter, passport().steps[0].step_id)
    presenter.go_next()
    presenter.go_next()
    presenter.go_back()
    order = [step.step_id for step in passport().steps]
    assert screen.pages[-3:] == [order[1], order[2], order[1]]
    assert screen.settled == 3


def test_next_leads_back_to_what_is_asked_since(presenter: ShellPresenter, screen: Screen) -> None:
    """What is typed on one step may ask for more on one before it."""
    presenter.signed_in(ANI)
    asked = {"document": (Problem("DOC-REQUIRED"),), "fingerprints": (Problem("FIN-MISSING"),)}
    presenter.open_enrollment(enrollment_view(step="portrait", problems=asked))
    presenter.go_next()
    assert screen.pages[-1] == "document"


def test_back_from_the_first_step_gives_the_first_page(
    presenter: ShellPresenter, screen: Screen, memory: Memory
) -> None:
    opened(presenter, passport().steps[0].step_id)
    presenter.go_back()
    assert screen.pages[-1] == "home"
    assert memory.now.enrollment_id == ""


def test_there_is_nothing_after_the_last_step(presenter: ShellPresenter, screen: Screen) -> None:
    opened(presenter, "review")
    presenter.go_next()
    assert screen.pages[-1] == "review"


def test_a_locked_step_is_told(presenter: ShellPresenter, screen: Screen, services: Services) -> None:
    opened(presenter)
    services.problem = Problem("STN-431", {"step": "document"})
    presenter.go_to("portrait")
    assert screen.problems == [services.problem]
    assert screen.pages[-1] == "applicant"


def test_a_newer_view_refreshes_and_a_foreign_one_does_not(presenter: ShellPresenter, screen: Screen) -> None:
    opened(presenter)
    presenter.update(enrollment_view({"sex": "F"}))
    presenter.update(enrollment_view(enrollment_id="e-2"))
    assert screen.refreshed == 1


def test_locking_signs_out_and_the_same_page_comes_back(
    presenter: ShellPresenter, screen: Screen, services: Services
) -> None:
    opened(presenter, "document")
    presenter.lock()
    assert services.signed_out == 1
    assert screen.operator is None
    assert screen.locked_by == ANI
    presenter.lock()
    assert services.signed_out == 1
    presenter.signed_in(ANI)
    assert screen.pages[-2:] == ["sign_in", "document"]


def test_what_one_had_in_hand_is_never_kept_in_the_name_of_another(presenter: ShellPresenter, screen: Screen) -> None:
    opened(presenter)
    presenter.lock()
    presenter.signed_in(ANI)
    assert screen.forgotten == 0
    presenter.lock()
    presenter.signed_in(replace(ANI, credential_id=CredentialId("b" * 64)))
    assert screen.forgotten == 1


def test_an_answer_that_comes_after_locking_opens_nothing(screen: Screen, services: Services, memory: Memory) -> None:
    later = RunLater()
    made = ShellPresenter(screen, later, services, services, memory)
    memory.opened("e-1")
    made.signed_in(ANI)
    made.lock()
    later.run()
    assert screen.pages == ["sign_in"]
    made.update(enrollment_view())
    assert screen.refreshed == 0


def test_the_end_forgets_the_draft(presenter: ShellPresenter, screen: Screen, memory: Memory) -> None:
    opened(presenter, "review")
    presenter.show_sealed(enrollment_view(step="review"), SealedView(PacketId("0" * 64), "p7m", 1))
    assert screen.pages[-1] == "sealed"
    assert memory.now.enrollment_id == ""
    assert presenter.enrollment is None


def test_memory_is_kept_between_starts(tmp_path: Path) -> None:
    made = Memory(tmp_path / "window.json")
    made.language("ru")  # before there is a thread to write on
    made.write_with(lambda call: call())
    made.opened("e-1")
    assert Memory(tmp_path / "window.json").now == Remembered("ru", "e-1")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"language": "ru"}', '{"language": "xx", "enrollment_id": ""}'])
def test_an_unreadable_memory_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "window.json").write_text(text, encoding="utf-8")
    assert Memory(tmp_path / "window.json").now == replace(Remembered())


def test_a_memory_that_cannot_be_written_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = Memory(tmp_path / "no-such-folder" / "window.json")
    made.write_with(lambda call: call())
    made.language("ru")
    assert made.now.language == "ru"
    assert "cannot be written" in caplog.text


def test_what_a_reader_sent_leads_to_the_document_or_is_refused(presenter: ShellPresenter, screen: Screen) -> None:
    presenter.read_zone("P<ARM")
    assert (screen.problems[-1], screen.led) == (Problem("STN-670"), 0), "nobody has signed in"
    opened(presenter)
    settled = screen.settled
    presenter.read_zone("P<ARM")
    assert (screen.pages[-1], screen.settled, screen.led) == ("document", settled + 1, 1)


def test_nothing_is_asked_of_what_is_not_seen_yet(presenter: ShellPresenter, screen: Screen) -> None:
    """The page before the one that was asked for is shown still: its keys do not lead past that one."""
    opened(presenter)
    screen.moving = True
    presenter.go_next()
    presenter.go_back()
    presenter.turn_to(EnrollmentId("e-2"))
    presenter.add_person(Relation.CHILD)
    assert screen.pages[-1] == "applicant"
    assert screen.settled == 0
    screen.moving = False
    presenter.go_next()
    assert screen.pages[-1] != "applicant"
