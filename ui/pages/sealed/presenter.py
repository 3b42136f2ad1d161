"""What the last page shows: a packet's life in words, live, until the receipt is in and the local copy is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.views import EnrollmentView, EnrollResult, OutboxView
from ui.live import Post, Run

MomentState: TypeAlias = Literal["done", "current", "to_do", "waiting", "refused"]
MOMENTS = ("sealed", "sent", "receipt", "delivered", "erased")


@dataclass(frozen=True)
class Moment:
    """One line of the packet's life. moment_id: one of MOMENTS; at: when, where the station knows it."""

    moment_id: str
    state: MomentState
    at: datetime | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class SealedState:
    """packet: None until the outbox was asked. next_try_at: when the station tries again by itself."""

    packet: OutboxView | None
    moments: tuple[Moment, ...]

    @property
    def short_id(self) -> str:
        """Enough of the packet's id to read it out: two groups of four."""
        return "" if self.packet is None else f"{self.packet.packet_id[:4]} {self.packet.packet_id[4:8]}"

    @property
    def needs_person(self) -> bool:
        """Trying again by itself does not help."""
        return self.packet is not None and self.packet.state in (OutboxState.REFUSED, OutboxState.PARKED)


class Deliver(Protocol):
    def of_enrollment(self, enrollment_id: EnrollmentId, /) -> OutboxView | None: ...
    def retry(self, packet_id: PacketId, /) -> object: ...
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class Enroll(Protocol):
    def start(self, procedure: str, /) -> EnrollResult: ...


class SealedPageView(Protocol):
    def show_state(self, state: SealedState) -> None: ...
    def open_enrollment(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...


def moments(packet: OutboxView) -> tuple[Moment, ...]:
    """The packet's life as far as it has come."""
    state = packet.state
    receipted = state is OutboxState.RECEIPTED
    sent: dict[OutboxState, MomentState] = {
        OutboxState.PENDING: "current",
        OutboxState.SENDING: "current",
        OutboxState.WAITING: "waiting",
        OutboxState.PARKED: "refused",
    }
    answered: MomentState = "done" if receipted else "refused" if state is OutboxState.REFUSED else "to_do"
    sealed = Moment("sealed", "done", packet.queued_at)
    if packet.unsigned:  # there is no receipt, and without one nothing is erased but by a rule of its own
        erased = (Moment("erased", "done"),) if packet.erased else ()
        return (sealed, Moment("sent", "done"), Moment("delivered", "done"), *erased)
    return (
        sealed,
        Moment("sent", sent.get(state, "done"), problem=packet.problem if state in sent else None),
        Moment("receipt", answered, problem=packet.problem if state is OutboxState.REFUSED else None),
        Moment("erased", "done" if packet.erased else "current" if receipted else "to_do"),
    )


class SealedPresenter:
    """Lives on the UI thread."""

    def __init__(self, view: SealedPageView, deliver: Deliver, enroll: Enroll, post: Post, run: Run) -> None:
        self._view, self._deliver, self._enroll = view, deliver, enroll
        self._post, self._run = post, run
        self._enrollment_id: EnrollmentId | None = None
        self._procedure = ""
        self._unsubscribe: Callable[[], None] | None = None
        self._asking = self._ask_again = False
        self.state = SealedState(None, ())

    def enter(self, view: EnrollmentView) -> None:
        self._enrollment_id, self._procedure = view.enrollment.enrollment_id, view.enrollment.procedure
        self._show(None)
        self._unsubscribe = self._deliver.subscribe(lambda: self._post(self._ask))
        self._ask()

    def leave(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def retry(self) -> None:
        """Space: try to send now instead of at the next try."""
        packet = self.state.packet
        if packet is not None and packet.state in (OutboxState.WAITING, OutboxState.PARKED):
            self._run(lambda: self._deliver.retry(packet.packet_id), self._retried)

    def _retried(self, answer: object) -> None:
        if isinstance(answer, Problem):
            self._view.tell(answer)
        self._ask()

    def next_applicant(self) -> None:
        """Begin the next person's enrollment of the same kind."""
        self._run(lambda: self._enroll.start(self._procedure), self._started)

    def _started(self, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self._view.tell(answer)
        else:
            self._view.open_enrollment(answer)

    def _ask(self) -> None:
        """Ask the outbox on the work thread; changes that come meanwhile cause one more question, not many."""
        if self._unsubscribe is None:
            return
        if self._asking:
            self._ask_again = True
            return
        self._asking, self._ask_again = True, False
        if (which := self._enrollment_id) is not None:
            self._run(lambda: self._deliver.of_enrollment(which), self._answered)

    def _answered(self, packet: OutboxView | Problem | None) -> None:
        self._asking = False
        if self._unsubscribe is None:
            return
        if isinstance(packet, Problem):  # what was known stays
            self._view.tell(packet)
            return
        self._show(packet)
        if self._ask_again:
            self._ask()

    def _show(self, packet: OutboxView | None) -> None:
        self.state = SealedState(packet, () if packet is None else moments(packet))
        self._view.show_state(self.state)
