"""What the page of approvals shows: frozen values. No Qt."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.draft_summary import DraftSummary
from station.services.views import CredentialView, EnrollmentView
from ui.pages.approvals.narrowing import Narrowing
from ui.widgets.officer_model import Officer


class Task(StrEnum):
    """What runs on the work thread."""

    APPROVING = "approving"
    DECIDING = "deciding"


@dataclass(frozen=True)
class Row:
    """seen: all of the case was on the screen while it stood in this list. own: the chosen officer had a hand in it.
    problem: why it was not approved when it was asked for last."""

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
    """rows: None until they are known, in the order in which they stand; found: those that are looked for. current:
    which is looked at; views: of all whose case it is, once known. sent: how many were approved and sealed since the
    page was entered; of: how many are being approved now. by_name: whether the list is in the order of names."""

    rows: tuple[Row, ...] | None = None
    current: EnrollmentId | None = None
    views: tuple[EnrollmentView, ...] = ()
    officers: tuple[Officer, ...] = ()
    officer: str = ""
    signed_in: str = ""
    task: Task | None = None
    problem: Problem | None = None
    tried: CredentialView | None = None  # by whose key it was tried that `problem` came
    problem_of_case: Problem | None = None  # of the one looked at: not all of it could be shown
    sent: int = 0
    done: int = 0
    of: int = 0
    narrow: Narrowing = field(default_factory=Narrowing)
    found: frozenset[EnrollmentId] = frozenset()
    by_name: bool = False

    @cached_property
    def shown(self) -> tuple[Row, ...]:
        """Those that are looked for, and all that are ticked: nothing is approved out of sight."""
        return tuple(row for row in self.rows or () if row.case.enrollment_id in self.found or row.ticked)

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
