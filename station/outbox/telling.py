"""Telling the receiver of each visit that ended: the activity event that lies beside a packet, once that was received.

Told once: its file goes when the receiver has it, and the receiver keeps one for a packet however often it comes.
Nothing that happens here changes how a packet is delivered, kept or erased.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from sqlite3 import Connection
from typing import Protocol

from devices.api import Cancelled, CancelScope
from station.domain.clock import Clock, Count, count
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId
from station.incident import report
from station.outbox.answers import pace
from station.outbox.errors import AnswerUnexpected, PacketRefused, ReceiverBusy, WayFailed
from station.outbox.store import OutboxStore
from station.storage.database import transaction, typed_errors

_log = logging.getLogger(__name__)
TELL_S = 10.0
_FIRST, _NOBODY_THERE = timedelta(seconds=5), timedelta(minutes=10)
"""Where nobody is there: doubled from the one up to the other."""
_KNOWS_NONE = timedelta(hours=6)
"""An older receiver, which takes no activity events: it may be renewed one day."""


class ActivityWay(Protocol):
    """The receiver, as far as it takes activity events. For the outbox thread; `close` from any."""

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        """Harmless when done before. Raises as `Transport.send`, AnswerUnexpected where it takes none."""
        ...

    def close(self) -> None: ...


class OutboxActivities:
    """Which are due. For the thread that made `db`. All methods raise DatabaseFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def next_due(self, at: Count) -> tuple[PacketId, int] | None:
        """The packet whose event is to be told now, and how often that was tried: only of one that was received."""
        with typed_errors():
            found = self._db.execute(
                "SELECT packet_id, tries FROM outbox_activity AS a WHERE (try_boot <> ? OR try_until_s <= ?)"
                " AND NOT EXISTS (SELECT 1 FROM outbox WHERE packet_id = a.packet_id AND state <> 'receipted')"
                " ORDER BY tries, packet_id LIMIT 1",
                (at.boot, at.passed_s),
            ).fetchone()
        return (PacketId(found[0]), int(found[1])) if found is not None else None

    def next_wait_s(self, at: Count) -> float | None:
        """Seconds until the first is due; None when none waits for anything but its packet."""
        if self.next_due(at) is not None:
            return 0.0
        with typed_errors():
            query = "SELECT min(try_until_s) FROM outbox_activity WHERE try_boot = ? AND try_until_s > ?"
            (found,) = self._db.execute(query, (at.boot, at.passed_s)).fetchone()
        return None if found is None else max(0.0, found - at.passed_s)

    def wait(self, packet_id: PacketId, tries: int, until: Count, problem_code: str = "") -> None:
        with transaction(self._db):
            self._db.execute(
                "UPDATE outbox_activity SET tries = ?, try_boot = ?, try_until_s = ?, problem_code = ?"
                " WHERE packet_id = ?",
                (tries, until.boot, until.passed_s, problem_code, packet_id),
            )

    def postpone(self, until: Count) -> None:
        """All of them are due then: who would be told is not there, or takes none; or is there again."""
        with transaction(self._db):
            self._db.execute("UPDATE outbox_activity SET try_boot = ?, try_until_s = ?", (until.boot, until.passed_s))

    def untold(self) -> dict[str, int]:
        """How many are still to be told, by the code of why the receiver refused them; "" for those it did not."""
        with typed_errors():
            query = "SELECT problem_code, count(*) FROM outbox_activity GROUP BY problem_code ORDER BY problem_code"
            return dict(self._db.execute(query).fetchall())


class Telling:
    """For the outbox thread: a duty of the dispatcher's, after the delivery."""

    patience_s = TELL_S

    def __init__(
        self,
        store: OutboxStore,
        activities: OutboxActivities,
        way: ActivityWay,
        record: Callable[[AuditEvent], object],
        clock: Clock,
    ) -> None:
        self._store = store
        self._activities = activities
        self._way = way
        self._record = record
        self._clock = clock

    def start(self) -> None:
        """Nothing: what was due before is due."""

    def forget_pause(self) -> None:
        """Somebody wants packets sent now, and told of too."""
        self._activities.postpone(count(self._clock))

    def step(self, scope: CancelScope) -> bool:
        """Tell of one that is due; False when none is. Raises Cancelled, StationError when the disk fails."""
        at = count(self._clock)
        due = self._activities.next_due(at)
        if due is None:
            return False
        packet_id, tries = due
        self._activities.wait(packet_id, tries + 1, at.after(pace(tries)))
        message = self._store.activity(packet_id)
        if message is None:  # told, and the disk failed before that was written down
            self._store.told(packet_id)
            return True
        self._tell(packet_id, tries, message, scope)
        return True

    def wait_s(self) -> float | None:
        return self._activities.next_wait_s(count(self._clock))

    def _tell(self, packet_id: PacketId, tries: int, message: bytes, scope: CancelScope) -> None:
        try:
            self._way.tell(self._store.row(packet_id), message, scope)
        except Cancelled:
            raise
        except StationError as error:
            self._failed(packet_id, tries, error)
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; it is tried again
            report(error)
        else:
            with self._store.together():
                self._record(AuditEvent(EventKind.ACTIVITY_TOLD, subject=packet_id))
                self._store.told(packet_id)

    def _failed(self, packet_id: PacketId, tries: int, error: StationError) -> None:
        """It stays, and is tried again at its own pace; all of them later, where that would help none."""
        if isinstance(error, WayFailed | ReceiverBusy | AnswerUnexpected):
            nobody = min(_NOBODY_THERE, _FIRST * 2 ** min(tries, 16))
            pause = _KNOWS_NONE if isinstance(error, AnswerUnexpected) else nobody
            self._activities.postpone(count(self._clock).after(pause))
            return
        _log.warning("outbox: no activity told of %s: %s", packet_id[:12], error)
        until = count(self._clock).after(pace(tries))
        with self._store.together():
            self._activities.wait(packet_id, tries + 1, until, error.code)
            if isinstance(error, PacketRefused) and not tries:
                details = {"code": str(error.params.get("reason") or error.code)}
                self._record(AuditEvent(EventKind.ACTIVITY_REFUSED, subject=packet_id, details=details))
