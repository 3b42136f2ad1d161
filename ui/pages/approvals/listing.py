"""The cases that wait, as rows: which were seen, which are the chosen officer's own, in which order. No Qt.

A row that says the same stays the same value, so that of hundreds only those are drawn anew that changed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.person import same_person
from station.services.approvals import Seen
from station.services.draft_summary import DraftSummary
from station.services.views import CredentialView
from ui.pages.approvals.narrowing import Narrowing
from ui.pages.approvals.state import Row
from ui.widgets import found_by


@dataclass(frozen=True)
class Cases:
    """waiting: the longest first; by_name: the same in the order of names. called: with which words each is found."""

    waiting: tuple[DraftSummary, ...] = ()
    called: Mapping[EnrollmentId, frozenset[str]] = field(default_factory=dict)
    by_name: tuple[DraftSummary, ...] = ()

    def without(self, gone: Collection[EnrollmentId]) -> "Cases":
        """Those that are done with; of the others nothing changed by it."""

        def left(cases: tuple[DraftSummary, ...]) -> tuple[DraftSummary, ...]:
            return tuple(case for case in cases if case.enrollment_id not in gone)

        return Cases(left(self.waiting), self.called, left(self.by_name))


def cases_of(waiting: tuple[DraftSummary, ...]) -> Cases:
    """Of hundreds it takes its time: for the work thread."""
    called = {case.enrollment_id: found_by.words_of(case) for case in waiting}
    return Cases(waiting, called, found_by.by_name(waiting))


class Listing:
    """Of one visit to the page. seen: each case that was on the screen whole, as it stood then."""

    def __init__(self) -> None:
        self.cases = Cases()
        self.seen: dict[EnrollmentId, Seen] = {}
        self.problems: dict[EnrollmentId, Problem] = {}
        self._owned: tuple[str, frozenset[EnrollmentId]] = ("", frozenset())  # by which officer, which

    def take(self, cases: Cases) -> None:
        self.cases, self._owned = cases, ("", frozenset())

    def ordered(self, rows: Iterable[Row], *, by_name: bool) -> tuple[Row, ...]:
        """A row a case; those that stood there before as they stood."""
        known = {row.case.enrollment_id: row for row in rows}
        cases = self.cases.by_name if by_name else self.cases.waiting
        return tuple(_of(case, known.get(case.enrollment_id)) for case in cases)

    def found(self, narrow: Narrowing, today: date) -> frozenset[EnrollmentId]:
        ids = [case.enrollment_id for case in self.cases.waiting if narrow.holds(case, today)]
        return frozenset(found_by.meant(ids, narrow.typed, lambda each: self.cases.called[each]))

    def as_it_stands(self, rows: Iterable[Row], officer: CredentialView | None) -> tuple[Row, ...]:
        owned = self._of(officer)
        return tuple(self._row(row, row.case.enrollment_id in owned) for row in rows)

    def _of(self, officer: CredentialView | None) -> frozenset[EnrollmentId]:
        """In which of the cases the chosen officer had a hand; asked once an officer."""
        if officer is None:
            return frozenset()
        if self._owned[0] != officer.credential_id:
            hands = ((case.enrollment_id, case.involved) for case in self.cases.waiting)
            owned = frozenset(which for which, people in hands if any(same_person(officer, each) for each in people))
            self._owned = (officer.credential_id, owned)
        return self._owned[1]

    def _row(self, row: Row, own: bool) -> Row:
        which = row.case.enrollment_id
        seen, problem = which in self.seen, self.problems.get(which)
        ticked = row.ticked and seen and not own and not row.rejected
        if (row.seen, row.own, row.problem, row.ticked) == (seen, own, problem, ticked):
            return row
        return replace(row, seen=seen, own=own, problem=problem, ticked=ticked)


def _of(case: DraftSummary, row: Row | None) -> Row:
    if row is None:
        return Row(case)
    return row if row.case is case else replace(row, case=case)
