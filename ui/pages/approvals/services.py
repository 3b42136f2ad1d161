"""What the presenter of approvals asks of the station, and shows on its page. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import Operator
from station.domain.sample import Digest
from station.services.approvals import Outcome, Seen
from station.services.draft_summary import DraftSummary
from station.services.views import CredentialView, EnrollResult
from ui.pages.approvals.state import ApprovalsState

Pictures = Mapping[Digest, NDArray[np.uint8]]


class ApprovalsService(Protocol):
    def queue(self) -> tuple[DraftSummary, ...] | Problem: ...
    def approve(
        self, which: Mapping[EnrollmentId, Seen], credential_id: str, pin: str, told: Callable[[Outcome], None], /
    ) -> tuple[Outcome, ...] | Problem: ...
    def reject(
        self, enrollment_id: EnrollmentId, reasons: Sequence[str], note: str, credential_id: str, pin: str, /
    ) -> EnrollResult: ...
    def send_back(
        self,
        enrollment_id: EnrollmentId,
        items: Sequence[str],
        reasons: Sequence[str],
        note: str,
        credential_id: str,
        pin: str,
        /,
    ) -> EnrollResult: ...
    def reopen(self, enrollment_id: EnrollmentId, credential_id: str, pin: str, /) -> EnrollResult: ...


class EnrollService(Protocol):
    def view(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class SignInService(Protocol):
    @property
    def current(self) -> Operator | None: ...
    def credentials(self) -> tuple[CredentialView, ...]: ...


class ApprovalsView(Protocol):
    def show_state(self, state: ApprovalsState) -> None: ...
    def show_pictures(self, pictures: Pictures) -> None: ...
    def refused(self) -> None:
        """Nothing was done: a PIN is typed anew, what was written stays."""

    def said(self) -> None:
        """The officer's no was taken: what was written for it is done with."""
