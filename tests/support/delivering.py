"""A delivery with all around it in hand: a receiver that answers what was laid out, a disk that fails, a clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId, Parcel, Unsigned
from station.outbox.delivery import Delivery
from station.outbox.store import OutboxStore
from station.storage.signed_time import SignedTime, Source
from tests.support.clock import NOW, FakeClock
from tests.support.disks import FailingDisk


class FakeTransport:
    """Answers what the test laid out, one after another; the last answer for ever."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.sent: list[PacketId] = []

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        assert parcel.p7m
        assert parcel.p7s
        self.sent.append(parcel.packet_id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None: ...


class Bench:
    """A delivery with everything around it in hand."""

    def __init__(
        self,
        db: Connection,
        folder: Path,
        transport: FakeTransport,
        erase_after_s: float = 0.0,
        *,
        unsigned: bool = False,
        erase_unsigned_after_s: float | None = None,
        orphans: Callable[[], Iterator[object]] = lambda: iter(()),
    ) -> None:
        self.unsigned = unsigned
        self.db = db
        self.disk = FailingDisk()
        self.store = OutboxStore(db, folder, self.disk)
        self.clock = FakeClock()
        self.signed = SignedTime(folder / "signed-time.json", self.clock)
        self.transport = transport
        self.events: list[AuditEvent] = []
        self.changes = 0
        self.receipt_error: StationError | None = None
        self.delivery = Delivery(
            self.store,
            transport,
            self._check,
            self.events.append,
            self.clock,
            timedelta(seconds=erase_after_s),
            self._changed,
            chance=lambda: 1.0,
            erase_unsigned_after=None if erase_unsigned_after_s is None else timedelta(seconds=erase_unsigned_after_s),
            orphans=orphans,
            least=lambda: self.signed.least(),
        )
        self.scope = CancelScope()

    def _check(self, receipt: bytes, row: OutboxRow) -> object:
        if self.receipt_error is not None:
            raise self.receipt_error
        self.signed.learn(Source.RECEIPT, NOW)
        return Unsigned() if self.unsigned else None

    def _changed(self) -> None:
        self.changes += 1

    def step(self) -> bool:
        return self.delivery.step(self.scope)

    def run(self) -> None:
        """Until there is nothing to do at this moment."""
        for _ in range(50):
            if not self.step():
                return
        pytest.fail("the delivery never comes to rest")

    @property
    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]
