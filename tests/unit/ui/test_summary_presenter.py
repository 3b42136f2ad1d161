"""The summary goes to the printer or into a file that somebody names, in the applicant's language, and is noted."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import SUMMARIES, SUMMARY_CONFIRMED, SUMMARY_PRINTED, Notice
from station.domain.sample import Digest
from station.domain.value import Said
from station.services.views import EnrollmentView
from tests.support.capture_fakes import NOW, OPERATOR, Later, enrollment, portrait, view
from ui.messages import language, set_language
from ui.pages.review.summary import Outcome, SummaryPresenter, SummaryState, write_new

READY = view(enrollment().with_portrait(portrait()), ready_to_sign=True)


@dataclass
class Desk:
    """The printer, the pictures and the notes of a case."""

    known: str = "front"
    takes: bool = True
    refuses: Problem | None = None
    pages: list[tuple[str, bytes]] = field(default_factory=list)
    noted: list[tuple[str, bool]] = field(default_factory=list)
    states: list[SummaryState] = field(default_factory=list)
    changed: list[EnrollmentView] = field(default_factory=list)

    def __post_init__(self) -> None:
        png = BytesIO()
        Image.new("RGB", (413, 531)).save(png, "PNG")
        self.png: bytes | Problem = png.getvalue()
        self.work = Later()
        self.page = SummaryPresenter(self.states.append, self.changed.append, self, self, self, self.work.run)

    def name(self) -> str:
        return self.known

    def print_page(self, name: str, pdf: bytes, title: str) -> bool:
        if self.takes:
            self.pages.append((name, pdf))
        return self.takes

    def image(self, _: EnrollmentId, digest: Digest) -> bytes | Problem:
        return self.png

    def on_paper(self, _: EnrollmentId, tag: str, *, confirmed: bool) -> EnrollmentView | Problem:
        self.noted.append((tag, confirmed))
        about = SUMMARY_CONFIRMED if confirmed else SUMMARY_PRINTED
        told = READY.enrollment.with_notice(Notice(about, "1", tag, NOW, OPERATOR))
        return self.refuses or replace(READY, enrollment=told)

    @property
    def state(self) -> SummaryState:
        return self.states[-1]


@pytest.fixture
def desk() -> Iterator[Desk]:
    set_language("en")
    yield Desk()
    assert language() == "en", "the window speaks as before"


def test_it_is_printed_in_the_language_of_the_applicant_and_noted(desk: Desk) -> None:
    desk.page.open(READY)
    desk.page.choose("hy")
    desk.page.print_it()
    desk.page.print_it()
    assert desk.state.working
    desk.work.finish()
    ((name, page),) = desk.pages
    assert (name, page[:5], b"/Lang (hy)" in page) == ("front", b"%PDF-", True)
    assert (desk.noted, desk.state.outcome, desk.state.out) == ([("hy", False)], Outcome.PRINTED, True)
    assert desk.changed[-1].enrollment.notices[-1].about == SUMMARY_PRINTED


def test_that_the_applicant_signed_it_is_noted_and_stays_said(desk: Desk) -> None:
    desk.page.open(READY)
    desk.page.confirm()
    desk.work.finish()
    assert (desk.noted, desk.state.confirmed) == ([("en", True)], True)
    desk.page.open(desk.changed[-1])
    assert desk.state.confirmed


def test_what_was_corrected_since_was_confirmed_by_nobody(desk: Desk) -> None:
    for about in SUMMARIES:
        said = READY.enrollment.with_notice(Notice(about, "1", "ru", NOW, OPERATOR))
        desk.page.open(replace(READY, enrollment=said))
        assert (desk.state.out, desk.state.confirmed) == (about == SUMMARY_PRINTED, about == SUMMARY_CONFIRMED)
        for changed in (said.with_said({"phone": Said("+37491000078")}), said.with_portrait(None)):
            desk.page.open(replace(READY, enrollment=changed))
            assert (desk.state.out, desk.state.confirmed) == (False, False)


def test_it_opens_in_the_language_in_which_the_applicant_was_told_something(desk: Desk) -> None:
    told = READY.enrollment.with_notice(Notice("rights", "3", "ru", NOW, OPERATOR))
    desk.page.open(replace(READY, enrollment=told))
    assert desk.state.language == "ru"
    farsi = told.with_notice(Notice("rights", "3", "fa", NOW, OPERATOR))
    desk.page.open(replace(READY, enrollment=farsi))
    assert desk.state.language == "fa", "paper speaks more than the window"
    other = farsi.with_notice(Notice("rights", "3", "fr", NOW, OPERATOR))
    desk.page.open(replace(READY, enrollment=other))
    assert desk.state.language == "fa", "one that we have"


@pytest.mark.parametrize(("name", "takes", "code"), [("", True, "REV-NO-PRINTER"), ("front", False, "REV-NOT-PRINTED")])
def test_what_can_not_be_printed_is_said_and_blocks_nothing(desk: Desk, name: str, takes: bool, code: str) -> None:
    desk.known, desk.takes = name, takes
    desk.page.open(READY)
    desk.page.print_it()
    desk.work.finish()
    assert (desk.state.outcome, desk.noted, desk.state.working) == (Problem(code), [], False)


def test_a_picture_that_does_not_open_stops_the_page(desk: Desk) -> None:
    desk.png = Problem("STN-162")
    desk.page.open(READY)
    desk.page.print_it()
    desk.work.finish()
    assert (desk.state.outcome, desk.pages) == (Problem("STN-162"), [])


def test_what_was_printed_and_could_not_be_noted_is_said(desk: Desk) -> None:
    desk.refuses = Problem("STN-104")
    desk.page.open(READY)
    desk.page.print_it()
    desk.work.finish()
    assert (desk.state.outcome, desk.state.out, desk.changed) == (Problem("STN-104"), True, [])


def test_a_file_lies_where_it_is_named_and_nowhere_else(desk: Desk, tmp_path: Path) -> None:
    desk.page.open(READY)
    desk.page.save()
    assert desk.work.waiting == [], "no place was named"
    place = tmp_path / "summary.pdf"
    desk.page.name_file(f" {place} ")
    desk.page.save()
    desk.work.finish()
    assert (desk.state.outcome, desk.noted) == (Outcome.SAVED, [("en", False)])
    assert place.read_bytes().startswith(b"%PDF-")
    assert place.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [place]
    desk.page.save()
    desk.work.finish()
    assert desk.state.outcome is Outcome.EXISTS
    desk.page.name_file(str(tmp_path / "gone" / "summary.pdf"))
    desk.page.save()
    desk.work.finish()
    assert (desk.state.outcome, desk.noted) == (Outcome.UNSAVED, [("en", False)])


def test_of_a_file_that_can_not_be_finished_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no room"):
        write_new(tmp_path / "summary.pdf", b"%PDF-")
    assert list(tmp_path.iterdir()) == []


def test_whoever_went_on_to_somebody_else_is_told_nothing(desk: Desk) -> None:
    desk.page.open(READY)
    desk.page.print_it()
    desk.page.close()
    count = len(desk.states)
    desk.work.finish()
    assert (len(desk.states), len(desk.pages), desk.noted) == (count, 1, [("en", False)]), "done, and noted"
