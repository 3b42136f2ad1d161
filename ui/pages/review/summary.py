"""The summary for the applicant: in which language, printed by what or saved where, and that they signed it. No Qt.

It is made in memory and goes to the printer by a pipe. A file of it lies only where somebody names a place for one.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import SUMMARY_CONFIRMED, SUMMARY_PRINTED
from station.domain.sample import Digest
from station.services.views import EnrollmentView, EnrollResult
from ui.messages import language, paper_languages, spoken
from ui.pages.review.paper import frame_of, sections_of
from ui.pictures import digests_of
from ui.threads import Run

_OWN_ONLY = 0o600


class Outcome(StrEnum):
    """What became of the last wish."""

    PRINTED = "printed"
    SAVED = "saved"
    UNSAVED = "unsaved"
    EXISTS = "exists"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class SummaryState:
    """language: of the paper. file: where it is to be saved, "" for nowhere. out: it was printed or saved, so that
    something can be signed; confirmed: the applicant did."""

    view: EnrollmentView
    language: str
    file: str = ""
    working: bool = False
    out: bool = False
    confirmed: bool = False
    outcome: Outcome | Problem | None = None


class Images(Protocol):
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class Notes(Protocol):
    def on_paper(self, enrollment_id: EnrollmentId, language: str, *, confirmed: bool) -> EnrollResult: ...


class Printer(Protocol):
    def name(self) -> str: ...
    def print_page(self, name: str, pdf: bytes, title: str, /) -> bool: ...


class SummaryPresenter:
    """Lives on the UI thread; makes, prints and writes on the work thread."""

    def __init__(
        self,
        show: Callable[[SummaryState], None],
        changed: Callable[[EnrollmentView], None],
        enroll: Images,
        notes: Notes,
        printer: Printer,
        run: Run,
    ) -> None:
        """changed: the case says now that it was printed, or confirmed."""
        self._show, self._changed = show, changed
        self._enroll, self._notes, self._printer, self._run = enroll, notes, printer, run
        self.state: SummaryState | None = None

    def open(self, view: EnrollmentView) -> None:
        """First in the language in which this applicant was told something, else in that of the window."""
        told = [each.language for each in view.enrollment.notices if each.language in paper_languages()]
        said = {each.about for each in view.enrollment.notices}
        out, confirmed = SUMMARY_PRINTED in said, SUMMARY_CONFIRMED in said
        self.state = SummaryState(view, told[-1] if told else language(), out=out, confirmed=confirmed)
        self._show(self.state)

    def choose(self, tag: str) -> None:
        if self.state is not None and not self.state.working:
            self._become(language=tag, outcome=None)

    def name_file(self, file: str) -> None:
        self._become(file=file.strip(), outcome=None)

    def print_it(self) -> None:
        self._do(self._print)

    def save(self) -> None:
        if self.state is not None and self.state.file:
            self._do(self._save)

    def confirm(self) -> None:
        """The applicant signed the paper."""
        self._do(lambda state: (Outcome.CONFIRMED, self._note(state, confirmed=True)))

    def close(self) -> None:
        """Nothing of the applicant stays behind; what runs is done and told to nobody."""
        self.state = None

    # --- on the work thread --------------------------------------------------------------------------------------

    def _print(self, state: SummaryState) -> "_Done":
        name = self._printer.name()
        if not name:
            return Problem("REV-NO-PRINTER"), None
        page = self._page(state)
        if isinstance(page, Problem):
            return page, None
        if not self._printer.print_page(name, page, state.view.enrollment.enrollment_id[:8]):
            return Problem("REV-NOT-PRINTED"), None
        return Outcome.PRINTED, self._note(state, confirmed=False)

    def _save(self, state: SummaryState) -> "_Done":
        page = self._page(state)
        if isinstance(page, Problem):
            return page, None
        try:
            write_new(Path(state.file), page)
        except FileExistsError:
            return Outcome.EXISTS, None
        except (OSError, ValueError):  # ValueError: a character that no path has
            return Outcome.UNSAVED, None
        return Outcome.SAVED, self._note(state, confirmed=False)

    def _page(self, state: SummaryState) -> bytes | Problem:
        from station.printing.summary_page import summary_page  # here: no page has to wait for a printer

        view, pictures = state.view, dict[Digest, bytes]()
        for digest in digests_of(view):
            picture = self._enroll.image(view.enrollment.enrollment_id, digest)
            if isinstance(picture, Problem):
                return picture
            pictures[digest] = picture
        with spoken(state.language):
            frame, sections = frame_of(view, pictures), sections_of(view, pictures)
        return summary_page(frame, sections, state.language, view.enrollment.started_at)

    def _note(self, state: SummaryState, *, confirmed: bool) -> EnrollResult:
        return self._notes.on_paper(state.view.enrollment.enrollment_id, state.language, confirmed=confirmed)

    # --- inside --------------------------------------------------------------------------------------------------

    def _do(self, act: Callable[[SummaryState], "_Done"]) -> None:
        state = self.state
        if state is None or state.working:
            return
        self._become(working=True, outcome=None)
        which = state.view.enrollment.enrollment_id
        self._run(lambda: act(state), lambda answer: self._done(which, answer))

    def _done(self, which: EnrollmentId, answer: "_Done | Problem") -> None:
        outcome, noted = (answer, None) if isinstance(answer, Problem) else answer
        if self.state is not None and self.state.view.enrollment.enrollment_id == which:
            told = noted if isinstance(noted, Problem) else outcome
            changes = {} if noted is None or isinstance(noted, Problem) else {"view": noted}
            out = self.state.out or outcome in (Outcome.PRINTED, Outcome.SAVED)
            confirmed = self.state.confirmed or told is Outcome.CONFIRMED
            self._become(working=False, outcome=told, out=out, confirmed=confirmed, **changes)
        if noted is not None and not isinstance(noted, Problem):
            self._changed(noted)

    def _become(self, **changes: object) -> None:
        if self.state is not None:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names and kinds of its own fields
            self._show(self.state)


_Done = tuple[Outcome | Problem, EnrollResult | None]


def write_new(file: Path, page: bytes) -> None:
    """The whole page in a file that is not there yet, for who writes it alone; nowhere else, not for a moment. Raises
    FileExistsError, and any other OSError once no part of it is left."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN_ONLY)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(page)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        raise
