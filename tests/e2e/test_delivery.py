"""From the outbox to the real intake through a network that fails: everything arrives once, nothing is lost."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from threading import Event

import pytest

from crypto import cms
from crypto.keys.api import SigningKey
from crypto.keys.machine import server_context
from station.audit import AuditLog
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.formats.receipt import Receipt, encode_receipt
from station.outbox import delivery, retry
from station.outbox.delivery import Delivery
from station.outbox.dispatcher import Dispatcher
from station.outbox.store import OutboxStore
from station.receivers.intake.receipt import check_receipt
from station.receivers.intake.transport import HttpsTransport
from station.storage.database import connect
from tests.support.bad_intake import BadIntake, answering
from tests.support.intake_process import Intake, running
from tests.support.lossy_proxy import LossyProxy
from tests.support.packets import new_draft, queue_alone
from tests.support.pki import Pki, other_pki, pki
from tests.support.sealing import seal, signed_container

__all__ = ["other_pki", "pki"]

PATIENCE_S = 30.0
RECEIPT = "application/pkcs7-mime"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again within a tenth of a second."""
    monkeypatch.setattr(retry, "FIRST_S", 0.1)
    monkeypatch.setattr(retry, "LONGEST_S", 0.2)
    assert delivery.retry is retry


class Desk:
    """A station's outbox with its thread, delivering to `url`."""

    def __init__(self, pki: Pki, folder: Path, url: str, erase_after: timedelta = timedelta(0)) -> None:
        self.pki, self.folder = pki, folder
        self.changed = Event()
        self.transport = HttpsTransport(url, pki.client())
        self.db = connect(folder / "station.db")
        self.store = OutboxStore(self.db, folder / "outbox")
        self._erase_after = erase_after
        self.dispatcher = Dispatcher(lambda: connect(folder / "station.db"), self._duties, self.transport.close)

    def _duties(self, db: sqlite3.Connection) -> tuple[Delivery]:
        delivery = Delivery(
            OutboxStore(db, self.folder / "outbox"),
            self.transport,
            self._check,
            AuditLog(db, SystemClock(), bytes(32)).append,
            SystemClock(),
            self._erase_after,
            self.changed.set,
        )
        return (delivery,)

    def _check(self, message: bytes, row: OutboxRow) -> Receipt:
        station_id = self.pki.station.certificate.fingerprint
        return check_receipt(message, row, station_id, self.pki.trust, datetime.now(UTC))

    def queue(self) -> PacketId:
        packet = seal(signed_container(self.pki), self.pki).packet
        packet_id = queue_alone(self.store, new_draft(self.db), packet, token_hex(16), datetime.now(UTC))
        self.dispatcher.wake()
        return packet_id

    def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(200):
            self.changed.clear()
            if condition():
                return
            assert self.changed.wait(PATIENCE_S)
        pytest.fail("it never came true")

    def until_state(self, packet_id: PacketId, state: OutboxState) -> OutboxRow:
        self.until(lambda: self.store.row(packet_id).state is state)
        return self.store.row(packet_id)

    def events(self) -> list[str]:
        rows = self.db.execute("SELECT json_extract(event, '$.kind') FROM audit ORDER BY seq").fetchall()
        return [kind for (kind,) in rows]

    def close(self) -> None:
        self.dispatcher.close()
        self.db.close()


@pytest.fixture
def home(pki: Pki, tmp_path: Path) -> Path:
    """The intake's folder, without the keys that decrypt."""
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, tmp_path / "intake" / part)
    return tmp_path / "intake"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def open_desk(stack: ExitStack, pki: Pki, folder: Path, url: str, **options: timedelta) -> Desk:
    desk = stack.enter_context(closing(Desk(pki, folder, url, **options)))
    desk.dispatcher.start()
    return desk


def stored(home: Path) -> set[str]:
    """Packets that the intake has given a receipt for."""
    return {path.parent.name for path in (home / "data" / "packets").glob("*/receipt.p7m")}


def test_packet_to_receipt_to_erasure(stack: ExitStack, pki: Pki, home: Path, tmp_path: Path) -> None:
    intake = stack.enter_context(running(home, tmp_path))
    desk = open_desk(stack, pki, tmp_path, intake.url)
    packet_id = desk.queue()
    desk.until(lambda: desk.store.row(packet_id).erased)
    assert packet_id in stored(home)
    assert not desk.store.packet_path(packet_id).exists()
    assert desk.store.receipt_path(packet_id).exists()
    assert desk.events()[-2:] == ["packet_receipted", "payload_erased"]


def test_intake_away_for_the_whole_enrollment_and_back_later(
    stack: ExitStack, pki: Pki, home: Path, tmp_path: Path
) -> None:
    intake = stack.enter_context(running(home, tmp_path))
    intake.stop()
    desk = open_desk(stack, pki, tmp_path, intake.url)
    ids = [desk.queue() for _ in range(3)]
    row = desk.until_state(ids[0], OutboxState.WAITING)
    assert row.problem_code == "STN-301"
    assert all(desk.store.payload(item)[0] for item in ids)
    intake.start()
    for packet_id in ids:
        desk.until_state(packet_id, OutboxState.RECEIPTED)
    assert set(ids) <= stored(home)


def test_intake_killed_in_the_middle(stack: ExitStack, pki: Pki, home: Path, tmp_path: Path) -> None:
    intake: Intake = stack.enter_context(running(home, tmp_path))
    desk = open_desk(stack, pki, tmp_path, intake.url)
    ids = [desk.queue() for _ in range(2)]
    intake.kill()
    ids += [desk.queue() for _ in range(2)]
    intake.start()
    for packet_id in ids:
        desk.until_state(packet_id, OutboxState.RECEIPTED)
    assert set(ids) <= stored(home)


def test_lost_reply_delivers_once(stack: ExitStack, pki: Pki, home: Path, tmp_path: Path) -> None:
    """The centre stored it, the receipt was lost on the way: the second try gets the first one's receipt."""
    intake = stack.enter_context(running(home, tmp_path))
    proxy = stack.enter_context(LossyProxy(int(intake.url.rpartition(":")[2])).running())
    proxy.lose, proxy.after_bytes = 2, 60_000
    desk = open_desk(stack, pki, tmp_path, f"https://127.0.0.1:{proxy.port}", erase_after=timedelta(days=1))
    packet_id = desk.queue()
    row = desk.until_state(packet_id, OutboxState.RECEIPTED)
    assert row.attempts == 3
    direct = HttpsTransport(intake.url, pki.client())
    again = direct.send(Parcel(row, *desk.store.payload(packet_id)), delivery.CancelScope())
    assert again == desk.store.receipt_path(packet_id).read_bytes()


def receipt(key: SigningKey, packet_id: str, station_id: str, nonce: str) -> bytes:
    made = Receipt(PacketId(packet_id), station_id, nonce, datetime.now(UTC))
    return cms.sign_attached(encode_receipt(made), key, datetime.now(UTC))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("packet", "STN-322"),
        ("station", "STN-323"),
        ("nonce", "STN-324"),
        ("signature", "STN-321"),
        ("truncated", "STN-320"),
    ],
)
def test_wrong_receipt_never_lets_go_of_the_packet(
    stack: ExitStack, pki: Pki, other_pki: Pki, home: Path, tmp_path: Path, wrong: str, code: str
) -> None:
    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    server = BadIntake(context, [answering(503)])
    stack.enter_context(server.running())
    desk = open_desk(stack, pki, tmp_path, server.url)
    packet_id = desk.queue()
    nonce = desk.store.row(packet_id).nonce
    station_id = pki.station.certificate.fingerprint
    message = receipt(
        other_pki.receipt_key if wrong == "signature" else pki.receipt_key,
        "0" * 64 if wrong == "packet" else packet_id,
        "1" * 64 if wrong == "station" else station_id,
        "2" * 32 if wrong == "nonce" else nonce,
    )
    server.behaviours[:] = [answering(201, message[: -1 if wrong == "truncated" else None], RECEIPT)]
    desk.until(lambda: desk.store.row(packet_id).problem_code == code)
    row = desk.store.row(packet_id)
    assert row.state is (OutboxState.WAITING if wrong == "truncated" else OutboxState.PARKED)
    assert not row.erased
    assert desk.store.payload(packet_id)[0]
    assert "receipt_rejected" in desk.events()
    server.behaviours[:] = [answering(201, receipt(pki.receipt_key, packet_id, station_id, nonce), RECEIPT)]
    desk.store.retry(packet_id)
    desk.dispatcher.wake()
    desk.until_state(packet_id, OutboxState.RECEIPTED)


def test_refused_packet_stays_and_says_why(stack: ExitStack, pki: Pki, home: Path, tmp_path: Path) -> None:
    intake = stack.enter_context(running(home, tmp_path))
    desk = open_desk(stack, pki, tmp_path, intake.url)
    packet = seal(signed_container(pki), pki).packet
    forged = replace(packet, p7s=cms.sign_detached(b"another packet", pki.station, datetime.now(UTC)))
    queue_alone(desk.store, new_draft(desk.db), forged, token_hex(16), datetime.now(UTC))
    desk.dispatcher.wake()
    row = desk.until_state(packet.packet_id, OutboxState.REFUSED)
    assert row.problem_code == "INT-010"
    assert desk.store.payload(packet.packet_id)[0] == packet.p7m
