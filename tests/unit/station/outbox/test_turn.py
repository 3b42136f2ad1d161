"""However many programs share an outbox, one of them sends, and each packet once; what a killed one left goes on."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from devices.api import Cancelled, CancelScope
from station.domain.outbox import OutboxState, PacketId, Parcel
from station.outbox.delivery import Delivery
from station.outbox.store import OutboxStore
from station.outbox.turn import turn
from station.storage.database import connect
from station.storage.errors import DiskFailed
from tests.support.clock import FakeClock
from tests.support.packets import queue_one

ANOTHER_PROGRAM = """
import sys
from pathlib import Path
from station.outbox.store import OutboxStore
from station.storage.database import connect
folder = Path(sys.argv[1])
store = OutboxStore(connect(folder / "station.db"), folder / "outbox")
with store.turn() as ours:
    print(ours, store.mark_sending(store.rows()[0].packet_id), flush=True)
    sys.stdin.read()
"""


class Counting:
    def __init__(self) -> None:
        self.sent: list[PacketId] = []

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        self.sent.append(parcel.packet_id)
        return b"receipt"

    def close(self) -> None: ...


class Program:
    """One of several on one outbox: a connection and a store of its own."""

    def __init__(self, folder: Path, transport: Counting | None = None) -> None:
        self.db: Connection = connect(folder / "station.db")
        self.store = OutboxStore(self.db, folder / "outbox")
        self.transport, self.clock = transport or Counting(), FakeClock()
        self.delivery = Delivery(
            self.store, self.transport, lambda receipt, row: None, lambda event: None, self.clock,
            timedelta(days=1), lambda: None,
        )  # fmt: skip
        self.delivery.start()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    with closing(made.db):
        yield made


def test_while_one_sends_another_sends_nothing_and_takes_nothing_back(first: Program, tmp_path: Path) -> None:
    for _ in range(2):
        queue_one(first.db, first.store)
    second = Program(tmp_path)

    class Meanwhile(Counting):
        def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
            second.delivery.start()  # as if it were started now
            second.delivery.forget_pause()
            assert not second.delivery.step(CancelScope())
            assert second.delivery.wait_s() == 2.0, "it looks again soon"
            assert second.store.row(parcel.packet_id).state is OutboxState.SENDING
            return super().send(parcel, scope)

    program = Program(tmp_path, Meanwhile())
    with closing(second.db), closing(program.db):
        while program.delivery.step(CancelScope()):
            pass
        assert second.transport.sent == []
        assert len(program.transport.sent) == 2
        assert {row.state for row in second.store.rows()} == {OutboxState.RECEIPTED}


def test_what_a_killed_program_was_sending_goes_on_in_the_one_that_runs(first: Program, tmp_path: Path) -> None:
    packet_id = queue_one(first.db, first.store)
    command = [sys.executable, "-c", ANOTHER_PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        try:
            assert other.stdout.readline() == "True 1\n"
            assert not first.delivery.step(CancelScope())
            assert first.transport.sent == []
            assert first.store.row(packet_id).state is OutboxState.SENDING
        finally:
            other.kill()
            other.wait()
        first.delivery.forget_pause()
        assert first.delivery.step(CancelScope())
    assert first.transport.sent == [packet_id]
    assert first.store.row(packet_id).state is OutboxState.RECEIPTED
    assert first.store.row(packet_id).attempts == 2


@pytest.mark.parametrize("end", ["parked", "refused", "receipted", "sending"])
def test_only_what_is_to_be_sent_can_be_claimed(first: Program, end: str) -> None:
    packet_id = queue_one(first.db, first.store)
    if end == "receipted":
        first.store.mark_receipted(packet_id, b"receipt", first.clock.now())
    elif end == "sending":
        assert first.store.mark_sending(packet_id) == 1
    else:
        getattr(first.store, f"mark_{end}")(packet_id, "STN-302")
    before = first.store.row(packet_id)
    assert first.store.mark_sending(packet_id) is None
    assert first.store.row(packet_id) == before


def test_the_turn_ends_with_the_block_however_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "outbox.turn"

    def broken_off() -> None:
        with turn(file) as ours, turn(file) as theirs:
            assert (ours, theirs) == (True, False)
            raise Cancelled

    with pytest.raises(Cancelled):
        broken_off()
    with turn(file) as ours:
        assert ours


def test_a_turn_that_the_disk_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(DiskFailed), turn(tmp_path / "no-such-folder" / "outbox.turn"):
        pytest.fail("nobody has it")
