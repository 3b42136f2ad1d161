"""`kill -9` while packets are queued: nothing acknowledged is lost, nothing is torn, nothing is sent twice.

Each packet has its activity event. What was left without a row is put aside, whole.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from sqlite3 import Connection

import pytest

from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxRow, PacketId
from station.outbox.errors import PayloadDamaged
from station.outbox.orphans import Orphans
from station.outbox.provenance import Provenance
from station.outbox.quarantine import Reason
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect

ROOT = Path(__file__).parents[2]
SHORT, LONG = 60, 1000  # kills
SMALLEST, LARGEST = 50_000, 400_000


class Writers:
    """Processes of tests/support/outbox_writer.py, one after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin
        assert process.stdout
        self._orders, self._told = process.stdin, process.stdout

    def write_until_killed(self, at_least: int, alive_s: float) -> list[PacketId]:
        """Ids that the child acknowledged before it died, `alive_s` after so many of them."""
        self._orders.write("\n")
        self._orders.flush()
        ready, number = self._told.readline().split()
        assert ready == "ready"
        said = [self._told.readline().strip() for _ in range(at_least)]
        time.sleep(alive_s)
        os.kill(int(number), signal.SIGKILL)
        while "over" not in (line := self._told.readline()):
            assert line, "the process that starts them is gone"
            said.append(line.strip())
        assert line == "over -9\n", "it must die by our hand, not by its own"
        return [PacketId(each) for each in said if len(each) == 64]  # the last line may be cut


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.support.outbox_writer", str(tmp_path), str(SMALLEST), str(LARGEST)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Writers(process)
        process.kill()


def torn(store: OutboxStore) -> list[PacketId]:
    """Rows whose payload is not whole: `payload` checks its SHA-256."""
    bad = []
    for row in store.rows():
        try:
            p7m, p7s = store.payload(row.packet_id)
        except PayloadDamaged:
            bad.append(row.packet_id)
        else:
            if len(p7m) != row.size or len(p7s) != 1500:
                bad.append(row.packet_id)
    return bad


class Anybody(Provenance):
    """The child's signatures are noise: here every whole pair counts as ours."""

    def sealed_here(self, p7m: bytes, p7s: bytes) -> bool:
        return True


def settle(db: Connection, store: OutboxStore, folder: Path) -> int:
    """How many were put aside: each because its draft is still there, or a file short of a pair. None is deleted."""
    for enrollment_id in enrollments.ids(db, EnrollmentState.DRAFT):
        (folder / "drafts" / enrollment_id).mkdir(parents=True, exist_ok=True)
        (folder / "drafts" / enrollment_id / "draft.sealed").touch()
    before = set(store.strangers())
    orphans = Orphans(db, store, Anybody(()), no_receipts, folder / "drafts", lambda _: None, SystemClock())
    found = list(orphans.settle())
    assert set(found) <= {Reason.UNFINISHED, Reason.HALF}, found
    assert {path.name for path in before} <= {path.name for path in store.quarantine.files()}
    return len(found)


def no_receipts(_: bytes, __: OutboxRow) -> object:
    pytest.fail("there are none")


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_kill_9_while_queueing(
    tmp_path: Path, writers: Writers, record_property: Callable[[str, object], None], chance: Random, long: bool
) -> None:
    kills = LONG if long else SHORT
    acknowledged: set[PacketId] = set()
    orphans = 0
    for _ in range(kills):
        acknowledged.update(writers.write_until_killed(chance.randrange(5), chance.uniform(0.0, 0.05)))
        with closing(connect(tmp_path / "station.db")) as db:
            store = OutboxStore(db, tmp_path / "outbox")
            store.recover()
            orphans += settle(db, store, tmp_path)
            rows = {row.packet_id for row in store.rows()}
            assert acknowledged <= rows, f"lost {len(acknowledged - rows)}"
            files = {path.name for path in (tmp_path / "outbox").iterdir()}
            expected = {store.packet_path(item).name for item in rows}
            slips = {name.replace(".p7m", ".slip.json") for name in expected}
            told = {name.replace(".p7m", ".activity.p7m") for name in expected}
            assert files == expected | {f"{name}.p7s" for name in expected} | slips | told
            to_tell = {item for (item,) in db.execute("SELECT packet_id FROM outbox_activity")}
            assert to_tell == rows, "each packet has its activity event, and no event is without one"
            cases = db.execute(
                "SELECT c.packets, count(*) FROM outbox JOIN enrollment c ON c.id = case_id GROUP BY c.id"
            )
            whole = [made == found for made, found in cases]
            assert all(whole), "of a family every packet is there, or none"
            assert len(enrollments.ids(db, EnrollmentState.SEALED)) == len(whole)
    with closing(connect(tmp_path / "station.db")) as db:
        store = OutboxStore(db, tmp_path / "outbox")
        assert torn(store) == []
    figures = f"{kills} kills, {len(acknowledged)} acknowledged, {len(rows)} rows, {orphans} orphans"
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")  # shown with `pytest -rP`
    assert len(whole) < len(rows), "families among them"
    assert len(acknowledged) > kills, "the child gets some work done between the kills, on any disk"
