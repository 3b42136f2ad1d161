"""Who may answer for the case that is looked at. No Qt."""

from dataclasses import replace

from station.acts import Act
from station.services.views import CredentialView
from ui.pages.approvals.state import ApprovalsState
from ui.widgets.officer_model import officers_among


class Answering:
    """Of one visit to the page."""

    def __init__(self) -> None:
        self.known: tuple[CredentialView, ...] = ()
        self._again = False  # whether those are offered who may reopen

    def offered(self, state: ApprovalsState) -> ApprovalsState:
        """For approving it, whoever sits here first; for reopening it, somebody beside them."""
        again = state.row is not None and state.row.rejected
        officers = officers_among(self.known, Act.REOPEN if again else Act.APPROVE)
        ids = [each.credential.credential_id for each in officers]
        first = [each for each in ids if (each == state.signed_in) is not again] or ids
        same = again is self._again and state.officer in ids
        self._again = again
        return replace(state, officers=officers, officer=state.officer if same else next(iter(first), ""))
