"""Enqueue: from a sealed packet in memory to a row that no power cut loses."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import PacketId, SealedPacket
from station.outbox.store import OutboxStore
from station.storage.database import connect
from station.storage.enrollments import register
from tests.support.clock import NOW
from tests.support.packets import queue_alone

SIZE = 5_000_000


@pytest.mark.benchmark(group="outbox")
def test_seal_and_queue_a_packet_of_5_mb(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    db = connect(tmp_path / "station.db")
    store = OutboxStore(db, tmp_path / "outbox")

    def draft() -> tuple[tuple[EnrollmentId, SealedPacket, str], dict[str, object]]:
        enrollment_id = EnrollmentId(str(uuid4()))
        register(db, enrollment_id, "biometric_passport", NOW)
        payload = os.urandom(SIZE)
        packet = SealedPacket(os.urandom(16).hex(), PacketId(os.urandom(32).hex()), payload, payload[:2000])
        return (enrollment_id, packet, "00" * 16), {}

    benchmark.pedantic(lambda e, p, n: queue_alone(store, e, p, n, NOW), setup=draft, rounds=40)
    benchmark.extra_info.update(what="seal and queue a 5 MB packet (two files, one transaction)")
    db.close()


@pytest.fixture
def folder_fd(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY)
    yield fd
    os.close(fd)


@pytest.mark.benchmark(group="outbox")
def test_write_and_fsync_alone(benchmark: BenchmarkFixture, tmp_path: Path, folder_fd: int) -> None:
    payload = os.urandom(SIZE)

    def write() -> None:
        with open(tmp_path / "floor", "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        os.fsync(folder_fd)

    benchmark.pedantic(write, rounds=40)
    benchmark.extra_info.update(what="writing and fsyncing one 5 MB file", floor=True)
