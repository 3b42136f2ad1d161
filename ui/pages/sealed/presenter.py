"""What the last page shows: a packet's life in words, live, until the receipt is in and the local copy is gone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.views import EnrollmentView, EnrollResult, OutboxView
from ui.threads import Post, Run
from ui.widgets.states import packet_sign

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
class Sent:
    """What became of one of those who came together. packet: None until the outbox was asked."""

    enrollment_id: EnrollmentId
    title: str
    packet: OutboxView | None = None


STUCK = (OutboxState.REFUSED, OutboxState.PARKED)
_HOW_FAR = (
    OutboxState.REFUSED, OutboxState.PARKED, OutboxState.WAITING, OutboxState.PENDING, OutboxState.SENDING,
    OutboxState.RECEIPTED,
)  # fmt: skip


def _how_far(packet: OutboxView) -> tuple[int, bool]:
    return _HOW_FAR.index(packet.state), packet_sign(packet).done


def short_id_of(packet: OutboxView | None) -> str:
    """Enough of the packet's id to read it out: two groups of four."""
    return "" if packet is None else f"{packet.packet_id[:4]} {packet.packet_id[4:8]}"


@dataclass(frozen=True)
class SealedState:
    """packet: of whom is looked at; None until the outbox was asked. all: who came together, in their order; empty
    where somebody came alone."""

    packet: OutboxView | None
    moments: tuple[Moment, ...]
    all: tuple["Sent", ...] = ()

    @property
    def slowest(self) -> OutboxView | None:
        """Of those who came together the packet that is least far; None until all are known."""
        found = [each.packet for each in self.all if each.packet is not None]
        if len(found) < len(self.all):
            return None
        return min(found, key=_how_far, default=self.packet)

    @property
    def short_id(self) -> str:
        return short_id_of(self.packet)

    @property
    def whole(self) -> OutboxView | None:
        """What the page says of all of it: of those who came together, of the packet that is least far."""
        return self.slowest if self.all else self.packet

    @property
    def settled(self) -> bool:
        """Nothing is left to do here, of nobody."""
        return self.whole is not None and packet_sign(self.whole).done

    @property
    def needs_person(self) -> bool:
        """Trying again by itself does not help, or the centre said no, or asks for more."""
        whole = self.whole
        answered = whole is not None and whole.state is OutboxState.RECEIPTED and not packet_sign(whole).done
        return whole is not None and (whole.state in STUCK or answered)


class Deliver(Protocol):
    def of_enrollment(self, enrollment_id: EnrollmentId, /) -> OutboxView | Problem | None: ...
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
        self._people: tuple[Sent, ...] = ()
        self._unsubscribe: Callable[[], None] | None = None
        self._asking = self._ask_again = self._beginning = False
        self.state = SealedState(None, ())

    def enter(self, view: EnrollmentView) -> None:
        self._beginning = False
        self._enrollment_id, self._procedure = view.enrollment.enrollment_id, view.enrollment.procedure
        self._people = tuple(Sent(each.enrollment_id, each.title) for each in view.people)
        self._show(None)
        self._unsubscribe = self._deliver.subscribe(lambda: self._post(self._ask))
        self._ask()

    @property
    def looked_at(self) -> EnrollmentId | None:
        """Whose packet is shown."""
        return self._enrollment_id

    def leave(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def look_at(self, which: EnrollmentId) -> None:
        """At the packet of another of those who came together."""
        self._enrollment_id = which
        self._show(next((each.packet for each in self._people if each.enrollment_id == which), None))

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
        """Begin the next person's enrollment of the same kind: one, however often the key is pressed."""
        if self._beginning:
            return
        self._beginning = True
        self._run(lambda: self._enroll.start(self._procedure), self._started)

    def _started(self, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self._beginning = False
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
            people = [each.enrollment_id for each in self._people] or [which]
            self._run(lambda: self._found(people), self._answered)

    def _found(self, people: Sequence[EnrollmentId]) -> list[OutboxView | None] | Problem:
        """On the work thread. The packet of each."""
        found: list[OutboxView | None] = []
        for each in people:
            packet = self._deliver.of_enrollment(each)
            if isinstance(packet, Problem):
                return packet
            found.append(packet)
        return found

    def _answered(self, packets: list[OutboxView | None] | Problem) -> None:
        self._asking = False
        if self._unsubscribe is None:
            return
        if isinstance(packets, Problem):  # what was known stays
            self._view.tell(packets)
            return
        found = packets[0]
        if self._people:
            pairs = zip(self._people, packets, strict=True)
            self._people = tuple(replace(each, packet=packet) for each, packet in pairs)
            found = next(each.packet for each in self._people if each.enrollment_id == self._enrollment_id)
        self._show(found)
        if self._ask_again:
            self._ask()

    def _show(self, packet: OutboxView | None) -> None:
        self.state = SealedState(packet, () if packet is None else moments(packet), self._people)
        self._view.show_state(self.state)
