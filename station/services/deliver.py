"""What waits, what was sent, what was refused."""

from collections.abc import Callable
from threading import Lock

from station.domain.errors import Problem
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.outbox.store import OutboxStore
from station.services.door import answering
from station.services.views import OutboxView
from station.services.work import Work
from station.settings import Settings
from station.storage.database import reading

ON_THE_WAY = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.WAITING)


class Deliver:
    """`rows`, `settled`, `retry` and `receipt_path` for the work thread; `waiting` and `subscribe` from any."""

    def __init__(self, store: OutboxStore, work: Work, wake: Callable[[], None]) -> None:
        self._store = store
        self._work = work
        self._wake = wake
        self._lock = Lock()
        self._listeners: list[Callable[[], None]] = []
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Packets without a receipt that are still on their way, as last seen."""
        return self._waiting

    def rows(self) -> tuple[OutboxView, ...]:
        """All packets, oldest first."""
        return tuple(_view(row) for row in self._store.rows())

    def settled(self) -> bool:
        """Whether every file in the outbox has its row: after a start found ones are looked at first. Reads it all."""
        return not self._store.strangers()

    @answering
    def retry(self, packet_id: PacketId) -> None:
        """Try again now, whatever stopped it."""
        self._store.retry(packet_id)
        self._wake()
        self.refresh()

    @answering
    def packet_path(self, packet_id: PacketId) -> str:
        """Where the packet lies, or lay before it was erased."""
        return str(self._store.packet_path(packet_id))

    @answering
    def receipt_path(self, packet_id: PacketId) -> str:
        """Where the receipt lies once there is one."""
        return str(self._store.receipt_path(packet_id))

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the work thread after anything changed. Returns the unsubscribe."""
        with self._lock:
            self._listeners.append(on_change)

        def unsubscribe() -> None:
            with self._lock:
                if on_change in self._listeners:
                    self._listeners.remove(on_change)

        return unsubscribe

    def changed(self) -> None:
        """The dispatcher says that something changed; from any thread."""
        self._work.post(self.refresh)

    def refresh(self) -> None:
        """Count again and tell whoever listens. On the work thread."""
        self._waiting = sum(row.state in ON_THE_WAY for row in self._store.rows())
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()


def packets_on_disk(settings: Settings) -> tuple[OutboxView, ...]:
    """The same rows without a station, beside whichever runs. Raises as `reading`."""
    with reading(settings.database) as db:
        return tuple(_view(row) for row in OutboxStore(db, settings.outbox).rows())


def _view(row: OutboxRow) -> OutboxView:
    retryable = row.state is not OutboxState.REFUSED
    return OutboxView(
        packet_id=row.packet_id,
        enrollment_id=row.enrollment_id,
        state=row.state,
        queued_at=row.queued_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        size=row.size,
        problem=Problem(row.problem_code, retryable=retryable) if row.problem_code else None,
        erased=row.erased,
        unsigned=row.unsigned,
    )
