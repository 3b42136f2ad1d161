"""The page of papers over a real draft: seen, photographed, taken anew, moved, deleted, put back; nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest

from station.domain.attachment import PaperWanted, item_of
from station.domain.capture import CaptureFailed, CaptureRefused, PageEvent, PreviewFrame
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Digest
from station.services.attachments import Attachments
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.capture_fakes import FakeDevices, FakeSession
from tests.support.desk import OPERATOR, Bench, open_desk
from tests.support.kept_papers import CARD, COPY, ORIGINAL, READER, page_of, plans
from ui.pages.attachments.model import Phase
from ui.pages.attachments.presenter import PapersPresenter


@dataclass
class FakeCamera:
    asked: list[str] = field(default_factory=list)
    session: FakeSession | None = None

    def page(self, paper: str, on_event: Callable[[PageEvent], None]) -> FakeSession | Problem:
        self.asked.append(paper)
        self.session = FakeSession(on_event)  # type: ignore[arg-type]
        return self.session

    def say(self, event: object) -> None:
        assert self.session is not None
        self.session.say(event)


class Page:
    """What the presenter shows; the window brings each newer enrollment back to it, as the real one does."""

    def __init__(self, desk: Bench, which: EnrollmentId, attachments: Any) -> None:
        self.desk, self.which, self.camera = desk, which, FakeCamera()
        self.frozen: list[Any] = []
        self.told: list[Problem | None] = []
        self.presenter = PapersPresenter(
            self,
            self.camera,
            attachments,
            desk.enroll.image,
            FakeDevices(),
            lambda call: call(),
            lambda call, done: done(call()),  # type: ignore[arg-type]
        )
        self.presenter.enter(self.seen())

    def seen(self) -> EnrollmentView:
        view = self.desk.enroll.view(self.which)
        assert isinstance(view, EnrollmentView), view
        return view

    def digests(self, paper: PaperWanted = COPY) -> list[Digest]:
        item = item_of(self.seen().enrollment.items, paper)
        return [] if item is None else [page.digest for page in item.files]

    def take(self, number: int) -> None:
        self.camera.say(PreviewFrame(page_of(0).pixels, 0.0))
        self.presenter.press()
        assert self.presenter.state.phase is Phase.TAKING
        self.camera.say(page_of(number))

    def show_state(self, state: object) -> None: ...
    def show_frame(self, pixels: object) -> None: ...
    def show_corners(self, corners: object) -> None: ...
    def freeze(self, pixels: object) -> None:
        self.frozen.append(pixels)

    def tell(self, problem: Problem | None) -> None:
        self.told.append(problem)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.presenter.refresh(view)


class Full:
    """The true service, whose disk says no as long as it is told to."""

    def __init__(self, true: Attachments) -> None:
        self.true, self.says_no = true, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.true, name)

    def add(self, *arguments: Any) -> Any:
        return Problem("STN-702", retryable=True) if self.says_no else self.true.add(*arguments)


@pytest.fixture
def page(demo_settings: Settings) -> Iterator[Page]:
    desk = open_desk(demo_settings, plans=plans())
    desk.sign_in_as(OPERATOR)
    begun = desk.enroll.start(CARD)
    assert isinstance(begun, EnrollmentView)
    which = begun.enrollment.enrollment_id
    desk.enroll.set_fields(which, READER)
    desk.enroll.go_to(which, "kept")
    with closing(desk.db):
        yield Page(desk, which, Full(Attachments(desk.enroll, desk.clock)))


def test_the_original_is_seen_by_one_key_and_the_copy_page_by_page(page: Page) -> None:
    assert page.presenter.state.phase is Phase.NO_PAGES
    page.presenter.press()
    assert [row.done for row in page.presenter.state.rows] == [True, False]
    page.presenter.choose(1)
    assert page.camera.asked == ["BIRTH_CERTIFICATE"]
    page.take(1)
    page.take(2)
    assert len(page.digests()) == 2
    assert page.presenter.state.told is not None
    assert (page.presenter.state.told.number, page.presenter.state.told.warnings) == (2, ("PAGE-SKEW",))
    assert page.seen().step.problems == ()
    page.presenter.choose(0)
    page.presenter.press()
    assert item_of(page.seen().enrollment.items, ORIGINAL) is None, "it was not seen after all"


def test_a_page_is_taken_anew_in_its_place_and_the_old_one_stays_until_then(page: Page) -> None:
    page.presenter.choose(1)
    page.take(1)
    page.take(2)
    first, second = page.digests()
    page.presenter.look_at(0)
    assert page.presenter.state.phase is Phase.SHOWN
    page.presenter.retake()
    assert page.digests() == [first, second]
    page.take(3)
    assert page.digests()[1] == second
    assert page.digests()[0] not in (first, second)
    page.take(4)
    assert len(page.digests()) == 3, "the next one is one more"


def test_a_page_is_moved_deleted_and_put_back(page: Page) -> None:
    page.presenter.choose(1)
    page.take(1)
    page.take(2)
    first, second = page.digests()
    page.presenter.look_at(1)
    page.presenter.move(-1)
    assert page.digests() == [second, first]
    assert page.presenter.state.page == 0
    page.presenter.delete()
    assert page.digests() == [first]
    assert page.presenter.state.can_undo
    page.presenter.undo()
    assert page.digests() == [second, first]
    assert not page.presenter.state.can_undo


def test_what_the_disk_does_not_take_is_held_and_tried_again(page: Page) -> None:
    page.presenter.choose(1)
    service: Any = page.presenter._attachments
    service.says_no = True
    page.take(1)
    assert page.presenter.state.phase is Phase.UNSAVED
    page.presenter.choose(0)
    assert page.presenter.state.at == 1, "no other paper before this page is kept"
    page.presenter.leave()
    service.says_no = False
    page.presenter.enter(page.seen())
    page.presenter.settle()
    assert len(page.digests()) == 1


def test_what_cannot_be_read_is_refused_and_taken_again(page: Page) -> None:
    page.presenter.choose(1)
    page.camera.say(CaptureRefused(Problem("PAGE-DARK"), page_of(1).pixels))
    assert (page.presenter.state.phase, page.digests()) == (Phase.REFUSED, [])
    page.presenter.press()
    page.take(1)
    assert len(page.digests()) == 1


def test_a_camera_that_goes_away_is_waited_for(page: Page) -> None:
    page.presenter.choose(1)
    page.camera.say(CaptureFailed(Problem("DEV-010", retryable=True)))
    assert page.presenter.state.phase is Phase.WAITING
    assert page.presenter.cancel()
    assert page.presenter.state.phase is Phase.STOPPED
    assert not page.presenter.cancel()


def test_esc_leads_from_a_kept_page_back_to_the_camera(page: Page) -> None:
    page.presenter.choose(1)
    page.take(1)
    page.presenter.look_at(0)
    assert page.presenter.cancel()
    assert page.presenter.state.phase is Phase.OPENING
    assert page.presenter.state.page is None
