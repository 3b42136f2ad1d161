"""One stolen station and a crowd of strangers at the real intake: the other stations deliver all the same."""

import os
import resource
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import demo_pki
from crypto.authority import load_authority, revocation_list
from devices.api import CancelScope
from intake.gateway.limits import MADE_AHEAD, Limits
from station.packet import sealed
from station.receivers.intake.transport import HttpsTransport
from tests.support.intake_process import Intake, running
from tests.support.packets import parcel_of
from tests.support.pki import Pki, pki
from tests.support.stations import Station, new_station

__all__ = ["pki"]

DELIVERIES = 3


@dataclass(frozen=True)
class Attack:
    """All together more than the gateway may have open."""

    idle: int
    stalled: int
    bare: int
    descriptors: int


SHORT = Attack(idle=20, stalled=20, bare=150, descriptors=160)
FULL = Attack(idle=63, stalled=63, bare=1200, descriptors=1024)


@pytest.fixture(scope="module")
def home(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowded")
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def desk(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Station]:
    return lambda name: new_station(pki, name, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def attack(long: bool) -> Attack:
    return FULL if long else SHORT


@pytest.fixture
def intake(home: Path, tmp_path: Path, attack: Attack) -> Iterator[Intake]:
    """Started with few descriptors; we may have more, for both sides of each connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ours = attack.idle + attack.stalled + attack.bare + 256
    if hard not in (resource.RLIM_INFINITY,) and hard < ours:
        pytest.skip(f"this computer lets a program have {hard} files open, and the attack needs {ours}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (attack.descriptors, hard))
    try:
        with running(home, tmp_path) as started:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, ours), hard))
            yield started
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(intake: Intake) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(intake.url.rpartition(":")[2])), timeout=20)


def greet(intake: Intake, client: ssl.SSLContext) -> ssl.SSLSocket:
    return client.wrap_socket(connect(intake), server_hostname="localhost")


def upload(length: int, *more: bytes) -> bytes:
    """The head of a delivery of something."""
    lines = (b"PUT /v1/packets/%s HTTP/1.1" % (b"a0" * 32), b"Host: x", b"X-Nonce: " + b"0b" * 16, *more)
    return b"\r\n".join((*lines, b"X-Signature-Length: 100", b"Content-Length: %d" % length)) + b"\r\n\r\n"


def open_files(intake: Intake) -> int:
    assert intake.process is not None
    return len(os.listdir(f"/proc/{intake.process.pid}/fd"))


def test_idle_stalled_and_bare_connections_keep_nobody_out(
    pki: Pki, intake: Intake, home: Path, attack: Attack, desk: Callable[[str], Station]
) -> None:
    stolen, honest = desk("Stolen Station"), desk("Honest Station")
    limits, before = Limits.below(attack.descriptors), open_files(intake)
    delivered = []

    def deliver() -> None:
        packet = sealed.seal(os.urandom(1000), pki.recipients, honest.key, datetime.now(UTC))
        assert HttpsTransport(intake.url, honest.client).send(parcel_of(packet, "0b" * 16), CancelScope())
        delivered.append(packet.packet_id)

    with ExitStack() as held:
        for _ in range(attack.idle):
            held.enter_context(greet(intake, stolen.client))
        deliver()
        for _ in range(attack.stalled):
            connection = held.enter_context(greet(intake, stolen.client))
            with suppress(OSError):  # turned away
                connection.sendall(upload(1_000_000) + b"half")
        deliver()
        for _ in range(attack.bare):
            held.enter_context(connect(intake))
        deliver()
        assert open_files(intake) - before <= limits.greeting + 2 * limits.each + 2 + MADE_AHEAD
        status, said = intake.stop()
    assert status == 0, said
    assert "Cancel" not in said, "it waited as long as it may for those that stand still"
    assert len(said.splitlines()) < 20, said
    assert {path.name for path in (home / "data" / "packets").iterdir() if len(path.name) == 64} >= set(delivered)
    assert len(delivered) == DELIVERIES


def test_who_was_taken_back_sends_no_byte_of_a_body(
    pki: Pki, intake: Intake, home: Path, desk: Callable[[str], Station]
) -> None:
    """Who may deliver is asked to go on, who may not is refused: both before anything came after the head."""
    taken_back, honest = desk("Lost Station"), desk("Honest Station")
    folder, now = pki.intake_home / demo_pki.AUTHORITIES, datetime.now(UTC)
    entry = (taken_back.key.certificate.serial, now, x509.ReasonFlags.key_compromise)
    issuer = load_authority(folder, folder / "secret", "stations")
    listed = revocation_list(issuer, (entry,), now, timedelta(days=1))
    (home / "trust" / "crls" / "stations.crl").write_bytes(listed)
    request = upload(1_000_000, b"Expect: 100-continue", b"Connection: close")
    with greet(intake, honest.client) as connection:
        connection.sendall(request)
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    with greet(intake, taken_back.client) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 403")
    assert b'"code":"INT-011","reason":"CRY-024"' in answer
