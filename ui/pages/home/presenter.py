"""Begin, resume or discard an enrollment; the packets on their way. No Qt."""

from collections.abc import Callable
from typing import Protocol

from station.acts import Act
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.draft_summary import DraftSummary
from station.services.views import (
    CopiesView,
    CredentialView,
    EnrollmentView,
    EnrollResult,
    OutboxSummary,
    OutboxView,
    ServiceView,
)
from ui.threads import Post, Run
from ui.widgets.found_by import by_name, people_found
from ui.widgets.officer_model import Officer, officers_among

PAGE = 100
CAN_SEND_NOW = frozenset({OutboxState.PENDING, OutboxState.WAITING, OutboxState.PARKED})


class HomeView(Protocol):
    def show_drafts(self, drafts: tuple[DraftSummary, ...]) -> None: ...
    def show_found(self, found: tuple[EnrollmentId, ...]) -> None:
        """Of the drafts these are shown, in this order."""

    def show_outbox(self, rows: tuple[OutboxView, ...], summary: OutboxSummary) -> None: ...
    def show_copies(self, view: CopiesView) -> None: ...
    def show_officers(self, officers: tuple[Officer, ...]) -> None: ...
    def discard_refused(self) -> None: ...
    def show_services(self, services: tuple[ServiceView, ...]) -> None: ...
    def show_state(self) -> None:
        """`refused` or `working` changed."""

    def tell(self, problem: Problem) -> None: ...
    def open_enrollment(self, view: EnrollmentView) -> None: ...


class EnrollService(Protocol):
    def services(self) -> tuple[ServiceView, ...] | Problem: ...
    def drafts(self) -> tuple[DraftSummary, ...] | Problem: ...
    def start(self, procedure: str, /) -> EnrollResult: ...
    def recapture(self, packet_id: PacketId, service: str, /) -> EnrollResult: ...
    def take_back_sent(self, number: str, service: str, /) -> EnrollResult: ...
    def resume(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...
    def discard(self, enrollment_id: EnrollmentId, officer: str, pin: str, /) -> Problem | None: ...
    def withdraw(self, enrollment_id: EnrollmentId, officer: str, pin: str, /) -> Problem | None: ...


class SignInService(Protocol):
    def credentials(self) -> tuple[CredentialView, ...]: ...


class DeliverService(Protocol):
    def rows(self, most: int, /) -> tuple[OutboxView, ...]: ...
    def summary(self) -> OutboxSummary: ...
    def retry(self, packet_id: PacketId, /) -> object: ...
    def see_answer(self, packet_id: PacketId, /) -> object: ...
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class CopiesService(Protocol):
    def view(self) -> CopiesView: ...
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class HomePresenter:
    """UI thread only. `post` brings the calls of other threads over."""

    def __init__(
        self,
        view: HomeView,
        enroll: EnrollService,
        deliver: DeliverService,
        run: Run,
        post: Post,
        sign_in: "SignInService",
        copies: "CopiesService",
    ) -> None:
        self._sign_in, self._copies = sign_in, copies
        self._view, self._enroll, self._deliver, self._run, self._post = view, enroll, deliver, run, post
        self._unsubscribe: tuple[Callable[[], None], ...] = ()
        self.services: tuple[ServiceView, ...] = ()
        self.chosen = ""  # id of the one that a new application is for
        self.waiting = 0  # for a state officer
        self.refused: Problem | None = None  # why this person may not enroll
        self.none_offered: Problem | None = None  # why they begin no service, where there is none that they may
        self.none_left = False  # nothing is unfinished, and that is known
        self.working = False
        self._most = PAGE  # packets shown
        self._drafts: tuple[DraftSummary, ...] = ()
        self._typed, self._by_name = "", False

    def enter(self) -> None:
        self.working, self._most, self.none_left = False, PAGE, False
        if not self._unsubscribe:
            self._unsubscribe = (
                self._deliver.subscribe(lambda: self._post(self._ask_rows)),
                self._copies.subscribe(lambda: self._post(self._ask_copies)),
            )
        self._run(self._enroll.services, self._services_found)
        self._ask_drafts()
        self._ask_rows()
        self._ask_copies()

    def leave(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = ()

    @property
    def closed_by(self) -> Problem | None:
        """Why this person begins nothing here; None where they may, or where it is not known yet."""
        return self.refused or self.none_offered

    @property
    def ready(self) -> bool:
        return bool(self.chosen) and self.refused is None and not self.working

    def find(self, typed: str, by_name: bool) -> None:
        """Those who are called so; the newest first, or by name."""
        self._typed, self._by_name = typed, by_name
        self._show_found()

    def _show_found(self) -> None:
        found = people_found(self._drafts, self._typed)
        ordered = by_name(found) if self._by_name else tuple(reversed(found))
        self._view.show_found(tuple(draft.enrollment_id for draft in ordered))

    def new(self) -> None:
        if self.ready:
            service = self.chosen
            self._begin(lambda: self._enroll.start(service))

    def resume(self, enrollment_id: EnrollmentId) -> None:
        if not self.working:
            self._begin(lambda: self._enroll.resume(enrollment_id))

    def take_again(self, packet_id: PacketId) -> None:
        """What the centre asks for of it."""
        if not self.working:
            service = self.chosen
            self._begin(lambda: self._enroll.recapture(packet_id, service))

    def take_back(self, number: str) -> None:
        """For the applicant, what was sent: by the number on their receipt."""
        if not self.working:
            service = self.chosen
            self._begin(lambda: self._enroll.take_back_sent(number, service))

    def ask_officers(self) -> None:
        """A signed application is about to be discarded: who may answer for it?"""
        self._run(self._sign_in.credentials, self._officers_found)

    def _officers_found(self, found: tuple[CredentialView, ...] | Problem) -> None:
        if isinstance(found, Problem):
            self._view.tell(found)
        else:
            self._view.show_officers(officers_among(found, Act.DELETE))

    def discard(self, enrollment_id: EnrollmentId, officer: str = "", pin: str = "") -> None:
        """The view has asked twice already. officer: credential, for what was signed."""
        self._run(lambda: self._enroll.discard(enrollment_id, officer, pin), self._discarded)

    def withdraw(self, enrollment_id: EnrollmentId, officer: str = "", pin: str = "") -> None:
        """The applicant takes it back. officer: as for discarding; also for what does not open."""
        self._run(lambda: self._enroll.withdraw(enrollment_id, officer, pin), self._discarded)

    def show_older(self) -> None:
        """One page more of the packets."""
        self._most += PAGE
        self._ask_rows()

    def send_now(self, packet_id: PacketId) -> None:
        self._run(lambda: self._deliver.retry(packet_id), self._retried)

    def see_answer(self, packet_id: PacketId) -> None:
        """Somebody read what the centre decided about it."""
        self._run(lambda: self._deliver.see_answer(packet_id), self._retried)

    def _begin(self, call: Callable[[], EnrollResult]) -> None:
        self.working = True
        self._view.show_state()
        self._run(call, self._begun)

    def _begun(self, answer: EnrollResult) -> None:
        """What is opened may take some turns to come: until this page is entered again nothing else is begun on it."""
        if isinstance(answer, Problem):
            self.working = False
            self._view.tell(answer)
            self._view.show_state()
            self._ask_drafts()
        else:
            self._view.open_enrollment(answer)

    def _discarded(self, problem: Problem | None) -> None:
        if problem is not None:
            self._view.tell(problem)
        if problem is not None and problem.retryable:
            self._view.discard_refused()  # a PIN is typed again where it was typed
        else:
            self._ask_drafts()

    def _retried(self, answer: object) -> None:
        if isinstance(answer, Problem):
            self._view.tell(answer)
        self._ask_rows()

    def _services_found(self, services: tuple[ServiceView, ...] | Problem) -> None:
        if isinstance(services, Problem):
            self._view.tell(services)
            return
        if services != self.services:
            self.services = services
            self._view.show_services(services)
        ids = [service.service_id for service in services if service.hindrance is None]
        self.none_offered = None if ids else next((each.hindrance for each in services), None)
        if self.chosen not in ids:
            self.chosen = next(iter(ids), "")
        self._view.show_state()

    def choose(self, service: str) -> None:
        """A new application is for this service, until another is chosen."""
        self.chosen = service
        self._view.show_state()

    def _ask_drafts(self) -> None:
        self._run(self._enroll.drafts, self._drafts_found)

    def _drafts_found(self, drafts: tuple[DraftSummary, ...] | Problem) -> None:
        self.refused = drafts if isinstance(drafts, Problem) else None
        found = () if isinstance(drafts, Problem) else drafts
        self.none_left = drafts == ()
        self.waiting = sum(draft.for_officer for draft in found)
        self._drafts = found
        self._view.show_drafts(found)
        if self._typed or self._by_name:
            self._show_found()
        self._view.show_state()

    def _ask_rows(self) -> None:
        if self._unsubscribe:
            deliver, most = self._deliver, self._most
            self._run(lambda: (deliver.rows(most), deliver.summary()), self._rows_found)

    def _rows_found(self, found: tuple[tuple[OutboxView, ...], OutboxSummary] | Problem) -> None:
        if isinstance(found, Problem):
            self._view.tell(found)
        else:
            self._view.show_outbox(*found)

    def _ask_copies(self) -> None:
        if self._unsubscribe:
            self._run(self._copies.view, self._copies_found)

    def _copies_found(self, found: CopiesView | Problem) -> None:
        if isinstance(found, Problem):
            self._view.tell(found)
        else:
            self._view.show_copies(found)
