"""The audit log: what the tree costs an event, beside the event's own row, and what a proof costs."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.audit import AuditLog
from station.audit.log import SEED_BYTES, leaf_data, salt_of
from station.audit.tree import Tree
from station.audit.verify import verify_log
from station.domain.clock import SystemClock
from station.domain.events import AuditEvent, EventKind
from station.formats.merkle import consistency_path
from station.formats.note import ED25519, Verifier
from station.storage.database import connect, transaction

SALTS = bytes(32)
EVENT = AuditEvent(EventKind.SAMPLE_ACCEPTED, "ab" * 32, "7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11", {"sample": "portrait"})
BATCH = 1_000
LOG_SIZE = 100_000


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    made = connect(tmp_path / "station.db")
    yield made
    made.close()


@pytest.mark.benchmark(group="log-append")
def test_tree_part_of_an_append(benchmark: BenchmarkFixture, db: Connection) -> None:
    """Seed, salt, leaf and the nodes it completes, stored. What a commit costs is bench_outbox's to say."""
    tree, text = Tree(db), b"x" * 230

    def grow() -> None:
        start = db.execute("SELECT coalesce(max(place), -1) + 1 FROM audit_node WHERE level = 0").fetchone()[0]
        for index in range(start, start + BATCH):
            tree.append(index, leaf_data(salt_of(SALTS, os.urandom(SEED_BYTES)), text))

    with transaction(db):
        _each(benchmark, grow)
    benchmark.extra_info.update(what="audit log: tree part of one event", target_s=10e-6)


@pytest.mark.benchmark(group="log-append")
def test_whole_append(benchmark: BenchmarkFixture, db: Connection) -> None:
    log = AuditLog(db, SystemClock(), SALTS)

    def append() -> None:
        for _ in range(BATCH):
            log.append(EVENT)

    with transaction(db):
        _each(benchmark, append)
    benchmark.extra_info.update(what="audit log: one event with its row and its tree, before the commit")


@pytest.mark.benchmark(group="log-append")
def test_three_hashes_alone(benchmark: BenchmarkFixture) -> None:
    """Salt, leaf and, on average, one node: what no log can do without."""
    text, pair = b"x" * 262, b"x" * 65

    def hashes() -> None:
        for _ in range(BATCH):
            sha256(text).digest()
            sha256(text).digest()
            sha256(pair).digest()

    _each(benchmark, hashes)
    benchmark.extra_info.update(what="three SHA-256", floor=True)


@pytest.fixture(scope="module")
def long_db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    made = connect(tmp_path_factory.mktemp("log") / "station.db")
    yield made
    made.close()


@pytest.fixture(scope="module")
def long_log(long_db: Connection) -> AuditLog:
    log = AuditLog(long_db, SystemClock(), SALTS)
    with transaction(long_db):
        for _ in range(LOG_SIZE):
            log.append(EVENT)
    return log


@pytest.mark.benchmark(group="log-proof")
def test_inclusion_proof(benchmark: BenchmarkFixture, long_log: AuditLog) -> None:
    path = benchmark(lambda: long_log.path(7_777, LOG_SIZE))
    assert len(path) == 17
    benchmark.extra_info.update(what="inclusion proof in 100,000 events (17 hashes)")


@pytest.mark.benchmark(group="log-proof")
def test_consistency_proof(benchmark: BenchmarkFixture, long_log: AuditLog) -> None:
    benchmark(lambda: consistency_path(7_777, LOG_SIZE, long_log.node))
    benchmark.extra_info.update(what="consistency proof from 7,777 to 100,000 events")


@pytest.mark.benchmark(group="log-verify")
def test_reading_the_whole_log_again(benchmark: BenchmarkFixture, long_db: Connection, long_log: AuditLog) -> None:
    own = Verifier("log", ED25519, bytes(32))
    findings = benchmark.pedantic(lambda: verify_log(long_db, SALTS, own, []), rounds=3)
    assert (findings.size, findings.problems) == (LOG_SIZE, [])
    benchmark.extra_info.update(what="log verify, 100,000 events: every leaf and node anew")


@pytest.mark.benchmark(group="log-proof")
def test_seventeen_hashes_alone(benchmark: BenchmarkFixture) -> None:
    pair = b"x" * 65
    benchmark(lambda: [sha256(pair).digest() for _ in range(17)])
    benchmark.extra_info.update(what="seventeen SHA-256", floor=True)


def _each(benchmark: BenchmarkFixture, batch: Callable[[], None]) -> None:
    """Measure a batch; say what one of it costs."""
    benchmark.pedantic(batch, rounds=40, warmup_rounds=2)
    assert benchmark.stats is not None
    stats = benchmark.stats.stats
    stats.data = [seconds / BATCH for seconds in stats.data]
