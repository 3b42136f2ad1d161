"""Days of one station, drawn by a seed: packets, a network and a disk that fail, a clock that is wrong, restarts.

After each hour everything that was acknowledged must be there, once, and believed only where a receipt verifies; after
each day the audit log must hold and have grown. A seed and a number of days say everything: the same days again.
"""

from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from errno import EIO, ENOSPC
from hashlib import sha256
from pathlib import Path
from random import Random

from crypto.errors import CryptoError
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxState, PacketId, SealedPacket
from station.outbox.errors import ReceiverBusy, TransportDown, TransportTimeout
from station.settings import Settings
from station.storage.files import DISK, Disk
from tests.support.desk import StillClock
from tests.support.disks import FailingDisk
from tests.support.packets import new_draft, queue_alone
from tests.support.whole_desk import Centre, Request, WholeDesk, opened

OPEN_HOURS = 8
LONGEST_WAIT = timedelta(hours=2)  # between two tries: after that everything that waits is due


@dataclass
class Days:
    """What happened, to be shown and compared: `Counter` of acts, and what was acknowledged in which order."""

    home: Settings
    folder: Path
    seed: int
    begins: datetime
    happened: Counter[str] = field(default_factory=Counter)
    acknowledged: list[PacketId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.clock = StillClock(self.begins)
        self.weather = "fair"
        self._log_size = 0
        self._believed: set[PacketId] = set()  # with a receipt that was verified: looked at again at the end

    def live(self, days: int) -> None:
        """Raises AssertionError with the seed where something must not be."""
        with closing(Centre(self.folder / "centre", self.home, self.clock)) as centre:
            for day in range(days):
                self._day(centre, day)
            self._at_the_end(centre)

    # --- a day -------------------------------------------------------------------------------------------------

    def _day(self, centre: Centre, day: int) -> None:
        self.weather = self.chance.choice(("fair", "fair", "cut", "slow", "mixed"))
        for hour in range(OPEN_HOURS):
            self.clock.at = self.begins + timedelta(days=day, hours=hour) + self._wrong_by()
            with ExitStack() as program:
                desk = self._start(program, centre, self._disk())
                for _ in range(self.chance.randrange(3)):
                    self._enroll(desk)
                self._deliver(desk)
            with opened(self.home, centre, self.clock) as desk:
                self._look(desk, f"day {day}, hour {hour}")
        self.clock.at = self.begins + timedelta(days=day, hours=OPEN_HOURS)
        with opened(self.home, centre, self.clock) as desk:
            assert desk.log_problems() == [], self._said(f"the log on day {day}")
            (size,) = desk.bench.db.execute("SELECT count(*) FROM audit").fetchone()
            assert size >= self._log_size, self._said("the log shrank")
            self._log_size = size

    def _wrong_by(self) -> timedelta:
        """A clock that is a little wrong, mostly not at all."""
        kind = self.chance.choice(("right",) * 8 + ("slow", "fast"))
        self.happened[f"clock {kind}"] += 1
        wrong = timedelta(minutes=self.chance.randrange(1, 9))
        return {"right": timedelta(0), "slow": -wrong, "fast": wrong}[kind]

    def _disk(self) -> Disk:
        if self.chance.random() < 0.8:
            return DISK
        self.happened["disk fails"] += 1
        return FailingDisk(self.chance.randrange(1, 12), self.chance.choice((EIO, ENOSPC)))

    def _start(self, program: ExitStack, centre: Centre, disk: Disk) -> WholeDesk:
        """On a disk that fails at once, the station that had it is started again on one that works."""
        try:
            desk = program.enter_context(opened(self.home, centre, self.clock, self._network, disk, self.chance.random))
            desk.start()
        except StationError:
            self.happened["start failed"] += 1
            desk = program.enter_context(
                opened(self.home, centre, self.clock, self._network, chance=self.chance.random)
            )
            desk.start()
        return desk

    def _enroll(self, desk: WholeDesk) -> None:
        draft, p7m = new_draft(desk.bench.db), self.chance.randbytes(self.chance.randrange(1, 4000))
        name, nonce = self.chance.randbytes(16).hex(), self.chance.randbytes(16).hex()
        packet = SealedPacket(name, PacketId(sha256(p7m).hexdigest()), p7m, b"its signature")
        event = AuditEvent(EventKind.PACKET_SEALED, subject=packet.packet_id, details={"size": len(packet.p7m)})
        opening = AuditEvent(EventKind.ENROLLMENT_SEALED, "somebody", draft)
        record = desk.bench.enroll._signing._sealing.record
        try:
            queue_alone(desk.outbox, draft, packet, nonce, self.clock.now(), lambda: record(opening, event))
        except StationError:
            self.happened["sealing failed"] += 1
            return
        self.happened["sealed"] += 1
        self.acknowledged.append(packet.packet_id)

    def _deliver(self, desk: WholeDesk) -> None:
        try:
            desk.deliver()
        except (StationError, CryptoError):
            self.happened["delivery stopped"] += 1

    def _network(self, request: Request) -> bytes:
        if self.weather == "cut":
            self.happened["nobody there"] += 1
            raise TransportDown(reason="cut")
        if self.weather == "slow" or (self.weather == "mixed" and self.chance.random() < 0.5):
            kind = self.chance.choice(("late", "busy", "garbled", "through"))
            self.happened[f"reply {kind}"] += 1
            if kind == "busy":
                raise ReceiverBusy(reason="HTTP 503", retry_after_s=30)
            answer = request()
            if kind == "late":
                raise TransportTimeout
            return answer[: int(len(answer) * self.chance.random())] if kind == "garbled" else answer
        self.happened["reply at once"] += 1
        return request()

    # --- what must always hold ---------------------------------------------------------------------------------

    def _look(self, desk: WholeDesk, when: str) -> None:
        rows = {row.packet_id: row for row in desk.rows()}
        lost = [packet_id for packet_id in self.acknowledged if packet_id not in rows]
        assert lost == [], self._said(f"lost, {when}")
        wrong = {key: said for key, row in rows.items() if key not in self._believed and (said := desk.whole(row))}
        assert wrong == {}, self._said(f"{when}: {wrong}")
        self._believed = {key for key, row in rows.items() if row.state is OutboxState.RECEIPTED}

    def _at_the_end(self, centre: Centre) -> None:
        """The weather clears, a person lets what was stopped go again: everything has arrived, once."""
        self.weather = "fair"
        self.clock.forward(LONGEST_WAIT)
        with opened(self.home, centre, self.clock, self._network) as desk:
            desk.start()
            for row in desk.rows():
                desk.outbox.retry(row.packet_id)
            desk.deliver()
            self._believed = set()
            self._look(desk, "at the end")
            rows = desk.rows()
            assert all(row.state is OutboxState.RECEIPTED and row.erased for row in rows), self._said("left behind")
            assert {row.packet_id for row in rows} >= set(self.acknowledged)
            assert centre.taken == len(rows), self._said("the centre has others than the station")
            assert desk.log_problems() == [], self._said("the log at the end")

    def _said(self, what: str) -> str:
        return f"seed {self.seed}: {what}; {dict(self.happened)}"
