"""What the page of papers knows: the papers with their pages, which is in hand, and what can be put back."""

from dataclasses import dataclass
from enum import StrEnum

from station.domain.attachment import PageKept, PaperWanted, is_there, item_of, pages_of
from station.domain.capture import PageCandidate
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.sample import Blob
from station.services.views import DeviceView, EnrollmentView


class Phase(StrEnum):
    NO_PAGES = "no_pages"  # nothing is photographed of this paper: somebody says that it was seen
    OPENING = "opening"
    WAITING = "waiting"  # no camera, or it failed
    LIVE = "live"
    TAKING = "taking"  # asked for
    SAVING = "saving"
    REFUSED = "refused"
    UNSAVED = "unsaved"
    SHOWN = "shown"  # a kept page is looked at
    STOPPED = "stopped"


@dataclass(frozen=True)
class Taken:
    """A page on its way into the draft. instead: the place of the page that it replaces."""

    paper: PaperWanted
    candidate: PageCandidate
    instead: int | None


@dataclass(frozen=True)
class Removed:
    """What `undo` puts back."""

    paper: PaperWanted
    place: int
    page: Blob


@dataclass(frozen=True)
class PaperRow:
    """done: what is wanted of it is there."""

    paper: PaperWanted
    pages: tuple[PageKept, ...]
    done: bool


@dataclass(frozen=True)
class PapersState:
    """All the page shows beside the moving picture. at: place of the paper in hand; page: place of the page that is
    looked at; told: of the page that was kept last."""

    phase: Phase = Phase.STOPPED
    rows: tuple[PaperRow, ...] = ()
    at: int = 0
    page: int | None = None
    problem: Problem | None = None
    told: PageKept | None = None
    device: DeviceView | None = None
    can_undo: bool = False

    @property
    def row(self) -> PaperRow | None:
        return self.rows[self.at] if 0 <= self.at < len(self.rows) else None


def rows_of(view: EnrollmentView) -> tuple[PaperRow, ...]:
    papers = next((step.papers for step in view.steps if step.papers), ())
    return tuple(_row(view.enrollment, paper) for paper in papers)


def _row(enrollment: Enrollment, paper: PaperWanted) -> PaperRow:
    item = item_of(enrollment.items, paper)
    pages = () if item is None else pages_of(item)
    return PaperRow(paper, pages, done=not paper.left and is_there(enrollment.items, paper))
