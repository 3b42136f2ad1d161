"""A desk from enrolling to erasing, in one thread: the use cases, the outbox, and a centre that keeps what it takes.

Nothing is faked but the network, the clock and the devices: keys, vault, database, packets and receipts are real.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import random

from crypto import cms
from crypto.keys.log import load_log_keys
from crypto.keys.machine import load_machine_key
from crypto.trust import Purpose
from crypto.trust_folder import load_trust
from devices.api import CancelScope
from intake.store.embedded import EmbeddedStore
from station.audit import AuditLog
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.formats.receipt import Receipt, decode_receipt, encode_receipt
from station.outbox.delivery import Delivery
from station.outbox.store import OutboxStore
from station.receivers.intake.receipt import check_receipt
from station.receivers.parts import open_orphans
from station.services.log_book import open_log_book
from station.services.views import SealedView
from station.settings import Settings
from station.storage.files import DISK, Disk
from station.storage.leftovers import sweep_drafts
from tests.support.desk import OPERATOR, Bench, StillClock, open_desk

PATIENCE_S = 60.0
MOST_STEPS = 1000  # of a delivery that never comes to rest

Request = Callable[[], bytes]
Network = Callable[[Request], bytes]
"""Calls what it is given to let a request through; raises what the transport raises."""


def direct(request: Request) -> bytes:
    """A network that works."""
    return request()


class Centre:
    """Keeps packets for good, then signs the receipt; a packet that is here already gets the receipt of then.

    taken: how many packets came for the first time.
    """

    def __init__(self, folder: Path, home: Settings, clock: Clock) -> None:
        """home: of the station whose demonstration keys are the centre's too."""
        folder.mkdir(parents=True, exist_ok=True)
        gateway = home.intake_home / "gateway"
        self.store = EmbeddedStore(folder)
        self._key = load_machine_key(gateway, gateway / "secret", "receipt")
        self._clock = clock
        self.taken = 0

    def take(self, parcel: Parcel, station_id: str) -> bytes:
        packet_id = parcel.packet_id
        if held := self.store.find(packet_id):
            assert held.nonce == parcel.nonce
            return held.receipt
        upload = self.store.begin()
        upload.write(parcel.p7m)
        assert upload.digest == packet_id
        receipt = Receipt(packet_id, station_id, parcel.nonce, self._clock.now(), checkpoint=parcel.checkpoint)

        def sign() -> bytes:
            return cms.sign_attached(encode_receipt(receipt), self._key, self._clock.now())

        self.taken += 1
        return self.store.keep(upload, parcel.p7s, packet_id, sign)

    def has(self, packet_id: PacketId) -> bool:
        return self.store.find(packet_id) is not None

    def close(self) -> None:
        self.store.close()


class WholeDesk:
    """One run of the program. network: what becomes of a request; disk: of the outbox's files; chance: 0..1, spreads
    tries."""

    def __init__(
        self,
        home: Settings,
        centre: Centre,
        clock: StillClock,
        network: Network,
        disk: Disk,
        chance: Callable[[], float],
    ) -> None:
        self.settings, self.centre, self.network = home, centre, network
        self.bench: Bench = open_desk(home, clock.at)
        self.outbox = OutboxStore(self.bench.db, home.outbox, disk)
        self._trust = load_trust(home.trust)
        self._station_id = load_machine_key(home.keys, home.machine_secret).certificate.fingerprint
        self._clock = clock
        record = AuditLog(self.bench.db, clock, load_log_keys(home.keys, home.machine_secret).salt_key).append
        self.delivery = Delivery(
            self.outbox,
            self,
            self._check,
            record,
            clock,
            timedelta(0),
            lambda: None,
            chance,
            orphans=open_orphans(home, self.bench.db, self._trust, self._station_id, record, clock).settle,
        )

    def start(self) -> None:
        """What the program does before anybody signs in. Raises StationError."""
        sweep_drafts(self.bench.db, self.settings.drafts, self.bench.outbox.keeps)
        self.delivery.start()

    def sign_in(self) -> None:
        self.bench.sign_in_as(OPERATOR)

    def seal(self, which: EnrollmentId) -> SealedView | Problem:
        return self.bench.enroll.seal(which)

    def deliver(self) -> None:
        """Until there is nothing to do at this moment. Raises StationError when the disk fails."""
        for _ in range(MOST_STEPS):
            if not self.delivery.step(CancelScope(PATIENCE_S)):
                return
        raise AssertionError("the delivery never comes to rest")

    # --- the way out: this object is its own transport ---------------------------------------------------------

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        return self.network(lambda: self.centre.take(parcel, self._station_id))

    def close(self) -> None:
        self.bench.db.close()

    def _check(self, receipt: bytes, row: OutboxRow) -> Receipt:
        return check_receipt(receipt, row, self._station_id, self._trust, self._clock.now())

    # --- what must always hold ---------------------------------------------------------------------------------

    def rows(self) -> tuple[OutboxRow, ...]:
        return self.outbox.rows()

    def whole(self, row: OutboxRow) -> str:
        """Why a row is not as it must be; "" when it is."""
        if row.state is not OutboxState.RECEIPTED:
            try:
                self.outbox.payload(row.packet_id)
            except StationError as error:
                return f"{row.state} and its payload is lost: {error.code}"
            return ""
        if not self.centre.has(row.packet_id):
            return "receipted, and the centre does not have it"
        receipt = self.outbox.receipt_path(row.packet_id).read_bytes()
        content, _ = cms.verify_attached(receipt, self._trust, Purpose.INTAKE, self._clock.now())
        return "" if decode_receipt(content).packet_id == row.packet_id else "receipted for another packet"

    def log_problems(self) -> list[str]:
        with open_log_book(self.settings, self._clock) as book:
            return [problem.code for problem in book.verify().problems]


@contextmanager
def opened(
    home: Settings,
    centre: Centre,
    clock: StillClock,
    network: Network = direct,
    disk: Disk = DISK,
    chance: Callable[[], float] = random,
) -> Iterator[WholeDesk]:
    with closing(WholeDesk(home, centre, clock, network, disk, chance)) as desk:
        yield desk
