"""Payments by a terminal that says what the test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollResult
from tests.support.form_fakes import enrollment_view
from ui.pages.form.paying import Event


@dataclass
class FakePayments:
    terminal: bool = True
    refuses: Problem | None = None
    begun: list[EnrollmentId] = field(default_factory=list)
    cancelled: int = 0
    dismissed: list[EnrollmentId] = field(default_factory=list)
    tell: Callable[[Event], None] = lambda event: None

    def take(self, enrollment_id: EnrollmentId, on_event: Callable[[Event], None]) -> "FakePayments | Problem":
        self.begun.append(enrollment_id)
        self.tell = on_event
        return self.refuses or self

    def cancel(self) -> None:
        self.cancelled += 1

    def nothing_taken(self, enrollment_id: EnrollmentId) -> EnrollResult:
        self.dismissed.append(enrollment_id)
        return enrollment_view()
