"""Telling the receiver that a visit ended: once its packet was received, once for all, whatever happens in between."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest

from devices.api import CancelScope
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId, Proof
from station.outbox.errors import AnswerUnexpected, PacketRefused, TransportDown
from station.outbox.outgoing import Outgoing
from station.outbox.slip import decode_slip
from station.outbox.store import OutboxStore
from station.outbox.telling import OutboxActivities, Telling
from station.storage.database import connect
from station.storage.errors import DatabaseFailed
from tests.support.clock import NOW, FakeClock
from tests.support.packets import new_draft, random_packet

DAY_S = 86_400.0


class Centre:
    """Keeps one for a packet, as the protocol asks of it."""

    def __init__(self) -> None:
        self.kept: dict[PacketId, bytes] = {}
        self.asked = 0
        self.before: Exception | None = None
        self.after: Exception | None = None

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        self.asked += 1
        if self.before is not None:
            raise self.before
        assert self.kept.setdefault(row.packet_id, message) == message
        if self.after is not None:
            raise self.after

    def close(self) -> None: ...


class Desk:
    """A station's outbox. `crash`: what is in memory is gone, and the computer starts anew."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.centre = folder, FakeClock(), Centre()
        self.events: list[AuditEvent] = []
        self.begin()

    def begin(self) -> None:
        self.db = connect(self.folder / "station.db")
        self.store = OutboxStore(self.db, self.folder / "outbox")
        self.activities = OutboxActivities(self.db)
        self.telling = Telling(self.store, self.activities, self.centre, self.events.append, self.clock)

    def crash(self) -> None:
        self.db.close()
        self.clock.restart()
        self.begin()

    def sealed(self, message: bytes = b"signed") -> PacketId:
        packet, which = random_packet(), new_draft(self.db)
        self.store.seal_case(which, (Outgoing(which, packet, token_hex(16), activity=message),), NOW)
        return packet.packet_id

    def received(self) -> PacketId:
        packet_id = self.sealed()
        self.store.mark_receipted(packet_id, b"receipt", NOW)
        return packet_id

    def run(self) -> int:
        for steps in range(100):
            if not self.telling.step(CancelScope()):
                return steps
        pytest.fail("it never comes to rest")

    def later(self, seconds: float) -> int:
        self.clock.advance(seconds)
        return self.run()

    @property
    def left(self) -> list[str]:
        return [path.name for path in (self.folder / "outbox").glob("*.activity.p7m")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.db.close()


def test_not_before_the_packet_was_received_and_then_once(desk: Desk) -> None:
    packet_id = desk.sealed()
    assert (desk.run(), desk.telling.wait_s()) == (0, None)
    desk.store.mark_receipted(packet_id, b"receipt", NOW)
    assert desk.run() == 1
    assert desk.centre.kept == {packet_id: b"signed"}
    assert (desk.left, desk.activities.untold(), desk.telling.wait_s()) == ([], {}, None)
    assert [(event.kind, event.subject) for event in desk.events] == [(EventKind.ACTIVITY_TOLD, packet_id)]
    desk.later(10 * DAY_S)
    assert desk.centre.asked == 1


def test_a_packet_without_one_is_not_asked_about(desk: Desk) -> None:
    desk.store.mark_receipted(desk.sealed(b""), b"receipt", NOW)
    assert (desk.run(), desk.left) == (0, [])


def test_two_days_offline_and_three_crashes_one_arrives(desk: Desk) -> None:
    """Before it was told; when it was told and the answer was lost; when that could not be written down."""
    packet_id = desk.received()
    desk.crash()
    desk.centre.before = TransportDown(reason="no network")
    for _ in range(48):
        desk.later(3600)
    assert 48 <= desk.centre.asked <= 300
    desk.centre.before, desk.centre.after = None, TransportDown(reason="the reply was lost")
    desk.later(3600)
    desk.crash()
    desk.centre.after = None
    desk.db.execute("CREATE TRIGGER broken BEFORE DELETE ON outbox_activity BEGIN SELECT RAISE(ABORT, 'disk'); END")
    with pytest.raises(DatabaseFailed):
        desk.run()
    assert desk.left
    desk.db.execute("DROP TRIGGER broken")
    desk.crash()
    desk.run()
    assert (desk.centre.kept, desk.left) == ({packet_id: b"signed"}, [])
    assert [event.kind for event in desk.events].count(EventKind.ACTIVITY_TOLD) >= 1
    asked = desk.centre.asked
    desk.later(30 * DAY_S)
    assert desk.centre.asked == asked


def test_killed_after_the_file_went_and_before_that_was_written_down(desk: Desk) -> None:
    packet_id = desk.received()
    (path,) = (desk.folder / "outbox").glob("*.activity.p7m")
    path.unlink()
    desk.crash()
    assert desk.run() == 1
    assert (desk.activities.untold(), desk.centre.kept) == ({}, {}), packet_id


def test_sealing_that_fails_leaves_neither(desk: Desk) -> None:
    desk.db.execute("CREATE TRIGGER broken BEFORE INSERT ON outbox_activity BEGIN SELECT RAISE(ABORT, 'disk'); END")
    with pytest.raises(DatabaseFailed):
        desk.sealed()
    assert list((desk.folder / "outbox").iterdir()) == []
    assert desk.store.rows() == ()


def test_a_database_that_was_lost_learns_of_it_from_the_files(desk: Desk) -> None:
    packet_id = desk.received()
    name = desk.store.name_of(packet_id)
    slip = decode_slip(desk.store.files_of(name).slip.read_bytes())
    desk.db.close()
    for path in desk.folder.glob("station.db*"):
        path.unlink()
    desk.begin()
    desk.store.take_up(name, slip, NOW, Proof.RECEIPT)
    desk.run()
    assert desk.centre.kept == {packet_id: b"signed"}


def test_who_says_no_is_asked_again_at_a_slower_pace_and_the_log_says_so(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    packet_id = desk.received()
    desk.centre.before = PacketRefused(reason="INT-010")
    for _ in range(60):
        desk.later(DAY_S)
    assert 50 <= desk.centre.asked <= 80
    told = [(event.kind, event.subject, dict(event.details)) for event in desk.events]
    assert told == [(EventKind.ACTIVITY_REFUSED, packet_id, {"code": "INT-010"})]
    assert desk.activities.untold() == {PacketRefused.code: 1}
    assert "no activity told" in caplog.text
    caplog.clear()


def test_an_older_receiver_that_takes_none_is_asked_four_times_a_day(desk: Desk) -> None:
    for _ in range(5):
        desk.received()
    desk.centre.before = AnswerUnexpected(status=404)
    for _ in range(24):
        desk.later(3600)
    assert desk.centre.asked <= 5
    desk.centre.before = None
    desk.later(DAY_S)
    assert len(desk.centre.kept) == 5


def test_who_was_just_not_there_is_asked_again_soon_and_then_seldom(desk: Desk) -> None:
    desk.received()
    desk.centre.before = TransportDown(reason="it starts")
    waits = []
    for _ in range(10):
        desk.run()
        waits.append(desk.telling.wait_s() or 0.0)
        desk.clock.advance(waits[-1])
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == 600.0
    desk.telling.forget_pause()
    assert desk.telling.wait_s() == 0.0


def test_no_file_of_it_is_taken_for_anything_else(desk: Desk) -> None:
    with closing(connect(desk.folder / "station.db")):
        desk.received()
    assert desk.store.strangers() == ()
