"""What the page of approvals shows: frozen values. No Qt."""

from dataclasses import dataclass
from enum import StrEnum

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import DraftSummary, EnrollmentView
from ui.widgets.found_by import by_name, people_found
from ui.widgets.officer_model import Officer


class Task(StrEnum):
    """What runs on the work thread."""

    APPROVING = "approving"
    DECIDING = "deciding"


@dataclass(frozen=True)
class Row:
    """seen: the case was shown while it stood in this list. own: the chosen officer had a hand in it. problem: why it
    was not approved when it was asked for last."""

    case: DraftSummary
    seen: bool = False
    ticked: bool = False
    own: bool = False
    problem: Problem | None = None

    @property
    def rejected(self) -> bool:
        """It waits for nobody's signature, but for two people who reopen it."""
        return self.case.state is CaseState.REJECTED

    @property
    def can_be_ticked(self) -> bool:
        return self.seen and not self.own and not self.rejected


@dataclass(frozen=True)
class ApprovalsState:
    """rows: None until they are known. current: which is looked at; views: of all whose case it is, once known. sent:
    how many were approved and sealed since the page was entered; of: how many are being approved now. typed: the name
    that somebody looks for; by_name: whether the list is in the order of names."""

    rows: tuple[Row, ...] | None = None
    current: EnrollmentId | None = None
    views: tuple[EnrollmentView, ...] = ()
    officers: tuple[Officer, ...] = ()
    officer: str = ""
    signed_in: str = ""
    task: Task | None = None
    problem: Problem | None = None
    sent: int = 0
    done: int = 0
    of: int = 0
    typed: str = ""
    by_name: bool = False

    @property
    def shown(self) -> tuple[Row, ...]:
        """Those who are called so, and all that are ticked: nothing is approved out of sight."""
        rows = {row.case.enrollment_id: row for row in self.rows or ()}
        found = {case.enrollment_id for case in people_found([row.case for row in rows.values()], self.typed)}
        left = [row.case for which, row in rows.items() if which in found or row.ticked]
        return tuple(rows[case.enrollment_id] for case in (by_name(left) if self.by_name else left))

    @property
    def ticked(self) -> tuple[EnrollmentId, ...]:
        return tuple(row.case.enrollment_id for row in self.rows or () if row.ticked)

    @property
    def row(self) -> Row | None:
        """The one looked at."""
        return next((row for row in self.rows or () if row.case.enrollment_id == self.current), None)


@dataclass(frozen=True)
class Refusal:
    """What an officer says instead of approving. items: empty to reject the whole. person: about whom, where several
    came together."""

    reasons: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
    person: EnrollmentId | None = None
