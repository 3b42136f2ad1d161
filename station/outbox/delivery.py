"""What the outbox does next, one thing at a time: erase what is due, or send the oldest packet. No thread here."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import random
from re import fullmatch

from devices.api import Cancelled, CancelScope
from station.domain.clock import Clock, count
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId, Parcel, Unsigned
from station.incident import report
from station.outbox import retry
from station.outbox.errors import DeliveryBroke, PacketRefused, ReceiverBusy, UploadUnfinished, WayFailed
from station.outbox.proof import WRONG_RECEIPT, ReceiptCheck, is_lost, require_proof
from station.outbox.store import OutboxStore
from station.outbox.transport import Transport
from station.storage.signed_time import LONG_AGO

_log = logging.getLogger(__name__)

SEND_S = 300.0
_OTHERS_TURN_S = 2.0
"""Another program is sending: look again then."""


class Delivery:
    """For the outbox thread. erase_after: how long a payload stays after its receipt; zero: not at all. One whose
    service says less goes earlier.

    erase_unsigned_after: the same where the receiver signs no receipts; None, the rule: it stays. least: how late it is
    at least (`SignedTime`), by which that is counted; as long as nobody has said, nothing is erased by it.
    on_change is called after anything in the outbox changed. orphans: settles files without a row, one a step.
    archive_after: how long after its receipt a packet that is erased stays among the others. seen: is told of each
    checkpoint of our log that a receiver has confirmed.
    """

    patience_s = SEND_S

    def __init__(
        self,
        store: OutboxStore,
        transport: Transport,
        check_receipt: ReceiptCheck,
        record: Callable[[AuditEvent], object],
        clock: Clock,
        erase_after: timedelta,
        on_change: Callable[[], None],
        chance: Callable[[], float] = random,
        erase_unsigned_after: timedelta | None = None,
        orphans: Callable[[], Iterator[object]] = lambda: iter(()),
        archive_after: timedelta = timedelta(days=365),
        seen: Callable[[str], None] = lambda _: None,
        least: Callable[[], datetime] = lambda: LONG_AGO,
        witnessed: Callable[[OutboxRow], bytes] = lambda _: b"",
    ) -> None:
        self._store = store
        self._transport = transport
        self._check_receipt = check_receipt
        self._record = record
        self._clock = clock
        self._erase_after = erase_after
        self._erase_unsigned_after = erase_unsigned_after
        self._on_change = on_change
        self._chance = chance
        self._least = least
        self._orphans = orphans
        self._archive_after = archive_after
        self._seen = seen
        self._witnessed = witnessed
        self._unsettled: Iterator[object] = iter(())
        self._nobody_before_s: float | None = None  # of the computer's own count
        self._in_vain = 0  # knocks at the door since somebody opened
        self._moved: dict[PacketId, int] = {}  # the try that last brought more of a packet to its receiver
        self._stays: set[PacketId] = set()  # due to be erased, and could not be

    def start(self) -> None:
        """After a crash: what was being sent is pending again, files without a row are looked at. What met a bug gets
        one more try: a program that starts may be a newer one."""
        with self._store.turn() as ours:
            if ours:
                self._store.recover()
        self._store.forget_waits(self._clock.now() + timedelta(seconds=retry.MOST_ASKED_S))
        self._store.unpark(DeliveryBroke.code)
        self._unsettled = self._orphans()
        self._on_change()

    def forget_pause(self) -> None:
        """Somebody asks to try now: do not wait for a receiver that was not there a moment ago."""
        self._nobody_before_s = None
        self._stays.clear()

    def step(self, scope: CancelScope) -> bool:
        """Do one thing; False when there is nothing to do now. Raises Cancelled, StationError when the disk fails."""
        if self._settle_one():
            self._on_change()
            return True
        for packet_id in self._due_for_erasure():
            if packet_id not in self._stays:
                self._erase(packet_id, self._clock.now())
                self._on_change()
                return True
        if archived := self._store.archive(self._least() - self._archive_after):
            self._record(AuditEvent(EventKind.PACKETS_ARCHIVED, details={"packets": archived}))
            self._on_change()
            return True
        at = count(self._clock)
        if self._nobody_before_s is not None and at.passed_s < self._nobody_before_s:
            return False
        self._nobody_before_s = None
        with self._store.turn() as ours:
            if not ours:
                self._nobody_before_s = at.passed_s + _OTHERS_TURN_S
                return False
            self._store.recover()
            row = self._store.next_due(at)
            attempt = self._store.mark_sending(row.packet_id) if row is not None else None
            if row is None or attempt is None:
                return False
            self._deliver(row, attempt, scope)
        self._on_change()
        return True

    def wait_s(self) -> float | None:
        """Seconds until `step` has something to do again; None when only a new packet can change that."""
        at = count(self._clock)
        if self._nobody_before_s is not None:
            try_s: float | None = self._nobody_before_s - at.passed_s
        else:
            try_s = self._store.next_wait_s(at)
        waits = [wait for wait in (try_s, *self._next_erasures_s()) if wait is not None]
        return max(0.0, min(waits)) if waits else None

    def _settle_one(self) -> bool:
        """Whether a file without a row found its place. Looking for them is not what the station is for: a bug in that
        ends the looking, and the sending goes on."""
        try:
            return next(self._unsettled, None) is not None
        except StationError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number
            report(error)
            return False

    def _erase(self, packet_id: PacketId, now: datetime) -> None:
        """One that can't be erased now stays, and keeps nobody from sending."""
        try:
            self._erase_under_proof(packet_id, now)
        except StationError as error:
            _log.error("outbox: not erased: %s", error)
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number
            report(error)
        else:
            return
        self._stays.add(packet_id)

    def _erase_under_proof(self, packet_id: PacketId, now: datetime) -> None:
        """Only under a receipt that holds now, read from the disk: a row alone lets go of nothing.

        A packet whose receipt is gone is asked for it again; where only time or the disk is in the way, it stays.
        """
        try:
            require_proof(self._store, self._check_receipt, packet_id)
        except StationError as error:
            if not is_lost(error):
                raise
            lost = AuditEvent(EventKind.RECEIPT_LOST, subject=packet_id, details={"code": error.code})
            with self._store.together():
                self._store.unprove(packet_id, error.code, now)
                self._record(lost)
            return
        with self._store.together():
            self._store.erase(packet_id, now)
            self._record(AuditEvent(EventKind.PAYLOAD_ERASED, subject=packet_id))

    def _rules(self) -> Iterator[tuple[timedelta, bool]]:
        """How long what is kept, and whether that is about packets delivered unsigned."""
        yield self._erase_after, False
        if self._erase_unsigned_after is not None:
            yield self._erase_unsigned_after, True

    def _due_for_erasure(self) -> Iterator[PacketId]:
        least, most = self._least(), len(self._stays) + 1  # one that may be erased, if there is one
        for keep, unsigned in self._rules():
            if not keep:
                yield from self._store.due_for_erasure(None, unsigned=unsigned, most=most)
            elif least > LONG_AGO:
                self._store.start_keeping(least)
                yield from self._store.due_for_erasure(least - keep, unsigned=unsigned, most=most)
        if least > LONG_AGO:
            for days in self._shorter_keepings():
                yield from self._store.due_by_keeping(days, least - timedelta(days=days), most)

    def _shorter_keepings(self) -> Iterator[int]:
        """In days, where services let packets stay for less than this desk does."""
        return (days for days in self._store.keepings() if timedelta(days=days) < self._erase_after)

    def _next_erasures_s(self) -> Iterator[float]:
        if self._stays:  # what could not be erased is due all the time: not before somebody wakes us
            return
        least = self._least()
        for keep, unsigned in self._rules():
            if keep and (since := self._store.longest_kept(unsigned=unsigned)):
                yield (since + keep - least).total_seconds()
        for days in self._shorter_keepings():
            if since := self._store.longest_kept(keep_days=days):
                yield (since + timedelta(days=days) - least).total_seconds()

    def _deliver(self, row: OutboxRow, attempt: int, scope: CancelScope) -> None:
        self._on_change()
        try:
            parcel = Parcel(row, *self._store.payload(row.packet_id), self._witnessed(row))
            receipt = self._transport.send(parcel, scope)
            self._received(row, receipt, attempt)
        except Cancelled:
            self._store.retry(row.packet_id)
            raise
        except StationError as error:
            self._failed(row, attempt, error)
        except Exception as error:  # noqa: BLE001 - a bug that this packet met: it steps aside, the others go on
            incident = report(error)
            self._park(row, DeliveryBroke.code, incident)
        else:
            self._in_vain = 0
            self._moved.pop(row.packet_id, None)

    def _received(self, row: OutboxRow, receipt: bytes, attempt: int) -> None:
        """The receipt and the event that tells of it are one commit."""
        unsigned, at = isinstance(self._check_receipt(receipt, row), Unsigned), self._clock.now()
        kind = EventKind.PACKET_DELIVERED if unsigned else EventKind.PACKET_RECEIPTED
        with self._store.together():
            if unsigned:
                self._store.mark_delivered(row.packet_id, receipt, at)
            else:
                self._store.mark_receipted(row.packet_id, receipt, at)
            self._record(AuditEvent(kind, subject=row.packet_id, details={"attempt": attempt}))
            if row.logged is not None and kind is EventKind.PACKET_RECEIPTED:
                self._seen(row.logged.checkpoint)

    def _failed(self, row: OutboxRow, attempt: int, error: StationError) -> None:
        """The packet stays. Retryable: it waits. Refused: for the desk to see. Anything else needs a person."""
        code = _code(error)
        if isinstance(error, WRONG_RECEIPT):
            self._record(AuditEvent(EventKind.RECEIPT_REJECTED, subject=row.packet_id, details={"code": error.code}))
        if isinstance(error, PacketRefused):
            with self._store.together():
                self._store.mark_refused(row.packet_id, code)
                self._record(AuditEvent(EventKind.PACKET_REFUSED, subject=row.packet_id, details={"code": code}))
        elif error.retryable:
            self._wait(row, attempt, error, code)
        else:
            self._park(row, code)

    def _wait(self, row: OutboxRow, attempt: int, error: StationError, code: str) -> None:
        nobody_there = isinstance(error, WayFailed)
        self._in_vain = self._in_vain + 1 if nobody_there else 0
        asked_s = float(error.params.get("retry_after_s", 0)) if isinstance(error, ReceiverBusy) else 0.0
        if isinstance(error, UploadUnfinished):  # patience is counted anew: a slow line takes many tries
            self._moved[row.packet_id] = attempt
        in_vain = max(1, attempt - self._moved.get(row.packet_id, 0))
        counted, now, chance = count(self._clock), self._clock.now(), self._chance()
        delay = pause = retry.delay(in_vain, chance, asked_s)
        if nobody_there:  # the others would fare no better: one knock at the door is enough
            pause = retry.delay(max(in_vain, self._in_vain), chance)
            self._nobody_before_s = counted.after(pause).passed_s
        # The pause is the door's, not this packet's: once somebody opens, it waits for its own tries alone.
        self._store.mark_waiting(row.packet_id, code, now + pause, counted.after(delay))

    def _park(self, row: OutboxRow, code: str, incident: str = "") -> None:
        details = {"code": code, "incident": incident} if incident else {"code": code}
        with self._store.together():
            self._store.mark_parked(row.packet_id, code, incident)
            self._record(AuditEvent(EventKind.PACKET_PARKED, subject=row.packet_id, details=details))


def _code(error: StationError) -> str:
    """The receiver's own code where it gave one: it says more than that we were refused."""
    reason = error.params.get("reason", "")
    if isinstance(error, PacketRefused | ReceiverBusy) and isinstance(reason, str) and fullmatch(r"INT-\d{3}", reason):
        return reason
    return error.code
