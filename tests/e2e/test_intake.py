"""The real intake as a process: TLS, receipts, refusals, crashes, a clean stop, and no key that decrypts."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from crypto import cms, envelope
from crypto.ed25519 import Ed25519Key
from crypto.keys.machine import client_context
from crypto.trust import Purpose
from devices.api import CancelScope
from intake.gateway.admission import MAX_PACKET_BYTES
from intake.store.layout import witnessed_of
from station.domain.outbox import PacketId, SealedPacket
from station.formats.receipt import decode_receipt
from station.outbox.errors import PacketRefused, ReceiverUntrusted, TransportDown
from station.packet.archive import read_archive
from station.receivers.intake.transport import HttpsTransport
from station.receivers.line import Line
from tests.support.clock import NOW
from tests.support.intake_command import ask_intake
from tests.support.intake_process import ROOT, Intake, running
from tests.support.packets import parcel_of, random_packet
from tests.support.pki import Pki, other_pki, pki
from tests.support.sealed_events import witnessed
from tests.support.sealing import save, seal, signed_container

__all__ = ["other_pki", "pki"]

NONCE = "0b" * 16


def gateway_home(pki: Pki, folder: Path) -> Path:
    """What a gateway needs, and no more: the folder with the keys that decrypt is not there."""
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, folder / part)
    return folder


@pytest.fixture
def home(pki: Pki, tmp_path: Path) -> Path:
    return gateway_home(pki, tmp_path / "gateway-home")


@pytest.fixture
def intake(home: Path, tmp_path: Path) -> Iterator[Intake]:
    with running(home, tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def door(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    """One for all who do not get in: nothing of theirs stays."""
    folder = tmp_path_factory.mktemp("door")
    with running(gateway_home(pki, folder / "home"), folder) as started:
        yield started


@pytest.fixture
def packet(pki: Pki) -> SealedPacket:
    return seal(signed_container(pki), pki).packet


def send(pki: Pki, intake: Intake, packet: SealedPacket, nonce: str = NONCE) -> bytes:
    transport = HttpsTransport(intake.url, pki.client())
    return transport.send(parcel_of(packet, nonce), CancelScope())


def test_receipt_for_a_true_packet(pki: Pki, intake: Intake, home: Path, packet: SealedPacket) -> None:
    """With it comes what a witness of the station's log saw; of another packet it is refused."""
    transport, parcel = HttpsTransport(intake.url, pki.client()), parcel_of(packet, NONCE)
    of_other = witnessed(replace(packet, packet_id=PacketId("0" * 64)), Ed25519Key.from_seed(bytes(32)), NOW).encode()
    with pytest.raises(PacketRefused) as caught:
        transport.send(replace(parcel, witnessed=of_other), CancelScope())
    assert caught.value.params["reason"] == "INT-002"
    seen = witnessed(packet, Ed25519Key.from_seed(bytes(32)), NOW).encode()
    message = transport.send(replace(parcel, witnessed=seen), CancelScope())
    content, _ = cms.verify_attached(message, pki.trust, Purpose.INTAKE, datetime.now(UTC))
    receipt = decode_receipt(content)
    assert (receipt.packet_id, receipt.nonce) == (packet.packet_id, NONCE)
    assert receipt.station_id == pki.station.certificate.fingerprint
    assert (receipt.version, receipt.mode, receipt.copies) == (3, "demo", ())
    stored = home / "data" / "packets" / packet.packet_id / "packet.p7m"
    assert stored.read_bytes() == packet.p7m
    assert stored.with_name("receipt.p7m").read_bytes() == message
    assert witnessed_of(stored).read_bytes() == seen
    for name in ("roots/station.pem", "crls/stations.crl", "crls/operators.crl", "intermediates/approvals.pem"):
        assert (stored.parent / "trust" / name).read_bytes() == (home / "trust" / name).read_bytes()
    assert stored.with_name(stored.name + ".p7s").read_bytes() == packet.p7s


def test_a_station_that_names_no_version_is_given_the_first(pki: Pki, intake: Intake, packet: SealedPacket) -> None:
    line = Line(intake.url, pki.client())
    headers = {"X-Signature-Length": str(len(packet.p7s)), "X-Nonce": NONCE}
    body = (packet.p7s, packet.p7m)
    answer = line.ask("PUT", f"/v1/packets/{packet.packet_id}", body, headers, CancelScope())
    content, _ = cms.verify_attached(answer.body, pki.trust, Purpose.INTAKE, datetime.now(UTC))
    assert sorted(json.loads(content)) == ["checkpoint", "nonce", "packetId", "receivedAt", "result", "stationId"]
    assert send(pki, intake, packet) == answer.body


def test_same_packet_again_gives_the_same_receipt_even_after_a_crash(
    pki: Pki, intake: Intake, packet: SealedPacket
) -> None:
    first = send(pki, intake, packet)
    assert send(pki, intake, packet) == first
    intake.kill()
    intake.start()
    assert send(pki, intake, packet) == first


def signed(pki: Pki, p7m: bytes) -> SealedPacket:
    return SealedPacket(
        "0" * 32, PacketId(sha256(p7m).hexdigest()), p7m, cms.sign_detached(p7m, pki.station, datetime.now(UTC))
    )


def test_refusals_say_why(pki: Pki, other_pki: Pki, intake: Intake, home: Path, packet: SealedPacket) -> None:
    send(pki, intake, packet)
    other = random_packet()
    fresh = seal(signed_container(pki), pki).packet
    theirs = envelope.encrypt(b"container", other_pki.recipients)
    refused = {
        "INT-001": replace(other, p7m=bytes(MAX_PACKET_BYTES + 1)),
        "INT-004": replace(fresh, p7m=fresh.p7m + b"x"),
        "INT-005": signed(pki, other.p7m),
        "INT-010": replace(fresh, p7s=cms.sign_detached(b"other", pki.station, datetime.now(UTC))),
        "INT-055": signed(pki, fresh.p7m[:-1000]),
        "INT-056": signed(pki, theirs),
        "INT-011": replace(fresh, p7s=cms.sign_detached(fresh.p7m, pki.operator, datetime.now(UTC))),
    }
    for code, wrong in refused.items():
        with pytest.raises(PacketRefused) as caught:
            send(pki, intake, wrong)
        assert caught.value.params == {"reason": code}
    with pytest.raises(PacketRefused) as caught:
        send(pki, intake, packet, nonce="0c" * 16)
    assert caught.value.params == {"reason": "INT-020"}
    names = {path.name for path in (home / "data" / "packets").iterdir()}
    assert names == {packet.packet_id}, "nothing refused stays"


def test_malformed_requests(pki: Pki, door: Intake) -> None:
    context = pki.client()
    port = int(door.url.rpartition(":")[2])

    def ask(text: bytes) -> bytes:
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as connection,
        ):
            connection.settimeout(5)
            connection.sendall(text.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            return b"".join(iter(lambda: connection.recv(65536), b""))

    assert ask(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")
    answer = ask(b"PUT /v1/packets/xyz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer
    assert b'"code":"INT-002"' in answer
    assert ask(b"GET /v1/packets HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 404")
    assert ask(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "start", [b"GET /v1/health HTTP/1.1\r\nX-Much: ", b"GET /", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 900]
)
def test_a_head_without_end_is_cut_off(pki: Pki, door: Intake, start: bytes) -> None:
    port = int(door.url.rpartition(":")[2])

    def send_on_and_on(connection: ssl.SSLSocket) -> None:
        connection.sendall(start)
        for _ in range(1000):  # 16 MB, were nobody to stop it
            connection.sendall(b"a" * 16_000)

    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        pki.client().wrap_socket(plain, server_hostname="localhost") as connection,
        pytest.raises(OSError),
    ):
        send_on_and_on(connection)


@pytest.mark.parametrize(
    "filling",
    [b"X-Much: " + b"a" * 140_000 + b"\r\n", b"A: b\r\n" * 23_000, b"X-Much: " + b"a" * 66_000 + b"\r\n"],
)
def test_a_long_head_that_comes_whole_is_refused(pki: Pki, door: Intake, filling: bytes) -> None:
    """Its end may lie within the very bytes that pass the limit: what was read at once is counted too."""
    port = int(door.url.rpartition(":")[2])
    answer = b""
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        pki.client().wrap_socket(plain, server_hostname="localhost") as connection,
        suppress(OSError),  # it may hang up while we still write
    ):
        connection.settimeout(20)
        connection.sendall(b"GET /v1/health HTTP/1.1\r\n" + filling + b"Connection: close\r\n\r\n")
        answer = connection.recv(65536)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_stranger_does_not_get_in(pki: Pki, other_pki: Pki, door: Intake, packet: SealedPacket) -> None:
    """Keys of another authority, and no key at all: the TLS layer ends it."""
    roots = pki.trust_folder / "roots" / "tls.pem"
    transport = HttpsTransport(door.url, client_context(other_pki.keys, other_pki.secret, roots))
    with pytest.raises((ReceiverUntrusted, TransportDown)):
        transport.send(parcel_of(packet, NONCE), CancelScope())
    without = ssl.create_default_context(cafile=roots)
    with pytest.raises((ReceiverUntrusted, TransportDown)):
        HttpsTransport(door.url, without).send(parcel_of(packet, NONCE), CancelScope())


def test_old_tls_is_refused(pki: Pki, door: Intake, packet: SealedPacket) -> None:
    context = pki.client()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ReceiverUntrusted, TransportDown)):
        HttpsTransport(door.url, context).send(parcel_of(packet, NONCE), CancelScope())


def test_sigterm_stops_cleanly(intake: Intake) -> None:
    status, said = intake.stop()
    assert status == 0, said
    assert said.endswith("intake: stopped\n")


def test_it_ends_with_its_parent(intake: Intake) -> None:
    assert intake.process is not None
    assert intake.process.stdin is not None
    intake.process.stdin.close()
    assert intake.process.wait(15) == 0


def test_log_names_no_person(pki: Pki, intake: Intake, packet: SealedPacket) -> None:
    send(pki, intake, packet)
    _, said = intake.stop()
    assert packet.packet_id[:12] in said
    for word in ("ՀՈՎՀԱՆՆԻՍՅԱՆ", "HOVANNESIAN", "AX0000000", "Անի"):
        assert word not in said


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "intake", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_centre_opens_what_the_gateway_stored(
    pki: Pki, intake: Intake, home: Path, packet: SealedPacket, tmp_path: Path
) -> None:
    send(pki, intake, packet)
    stored = str(home / "data" / "packets" / packet.packet_id)
    for receiver, ask in (("production", run), ("escrow", ask_intake)):
        out = tmp_path / f"{receiver}.asice"
        done = ask("open", stored, "--home", str(pki.intake_home), "--receiver", receiver, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert packet.packet_id in done.stdout
        assert "by its signed receipt" in done.stdout
        assert "Անի Հակոբյան" in done.stdout
        assert read_archive(out.read_bytes())
    done = ask_intake("open", stored, "--home", home)
    assert done.returncode == 1
    assert "CRY-052" in done.stderr, "the gateway's home holds no key for this"


def test_opening_says_what_is_wrong(pki: Pki, tmp_path: Path) -> None:
    path = save(seal(b"no container", pki), tmp_path)
    done = ask_intake("open", path, "--home", pki.intake_home)
    assert done.returncode == 1
    assert "STN-210" in done.stderr
    assert ask_intake("open", tmp_path / "nothing.p7m", "--home", pki.intake_home).returncode == 1
