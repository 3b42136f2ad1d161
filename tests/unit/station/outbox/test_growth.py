"""Fifty thousand packets cost what fifty cost: pages, counts kept by the database, and no query that reads a table."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from sqlite3 import Connection

import pytest

from station.audit import AuditLog
from station.domain.clock import Count
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxCounts, OutboxState
from station.outbox.pages import PAGE, OutboxPages
from station.outbox.store import OutboxStore
from station.storage.database import connect, transaction
from station.storage.enrollments import to_text
from tests.support.clock import NOW, FakeClock
from tests.support.packets import new_draft, queue_alone, queue_one, random_packet

OLD = NOW - timedelta(days=900)
AT = Count("one", 400.0)
ENROLLMENT = "INSERT INTO enrollment (id, state, procedure, started_at, updated_at) VALUES (?, 'sealed', '', ?, ?)"
PACKET = (
    "INSERT INTO outbox"
    " (packet_id, case_id, enrollment_id, name, state, queued_at, nonce, size, receipted_at, erased, next_try_at,"
    " wait_boot, wait_until_s, kept_since) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 'one', 4000, ?)"
)
_STATES = ("receipted",) * 6 + ("waiting", "pending", "parked", "refused")


def fill(db: Connection, count: int) -> None:
    """Rows as the years leave them; no files: nothing here reads one."""
    later = to_text(NOW + timedelta(hours=1))
    with transaction(db):
        for number in range(count):
            name, state = token_hex(16), _STATES[number % len(_STATES)]
            at, done = to_text(OLD + timedelta(minutes=number)), state == "receipted"
            received, erased = at if done else None, done and number % 20 != 0
            db.execute(ENROLLMENT, (name, at, at))
            db.execute(
                PACKET,
                (name * 2, name, name, name, state, at, name, received, erased, later, at),
            )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as made:
        yield made


def a_days_work(db: Connection, folder: Path) -> Callable[[], None]:
    """All that the work thread and the outbox thread ask of the outbox between two applicants."""
    store, pages = OutboxStore(db, folder), OutboxPages(db)
    log = AuditLog(db, FakeClock(), bytes(32))

    def work() -> None:
        pages.counts(confidential=True)
        pages.newest(1, confidential=True)
        draft, packet = new_draft(db), random_packet()
        packet_id = queue_alone(store, draft, packet, "0" * 32, NOW)
        log.append(AuditEvent(EventKind.PACKET_SEALED, subject=packet_id))
        pages.of_enrollment(draft)
        pages.beginning_with(packet_id[:8])
        store.recover()
        store.forget_waits(NOW + timedelta(hours=2))
        store.next_due(AT)
        store.next_wait_s(AT)
        store.mark_sending(packet_id)
        store.mark_waiting(packet_id, "STN-301", NOW + timedelta(minutes=1), AT.after(timedelta(minutes=1)))
        store.retry(packet_id)
        store.mark_receipted(packet_id, b"receipt", NOW)
        store.start_keeping(NOW)
        for kept_since in (None, NOW):
            store.due_for_erasure(kept_since)
            store.due_for_erasure(kept_since, unsigned=True)
        store.longest_kept()
        store.longest_kept(unsigned=True)
        store.longest_kept(keep_days=7)
        list(store.keepings())
        store.due_by_keeping(7, NOW)
        store.erase(packet_id, NOW)
        store.holds(packet.name, packet_id, draft)
        store.keeps(draft)
        store.archive(OLD - timedelta(days=1))

    return work


WALKED = ("USING INDEX outbox_newest", "USING INDEX outbox_answer_unseen")  # in their order, as far as a page goes


def test_no_query_reads_a_whole_table(db: Connection, tmp_path: Path) -> None:
    fill(db, 200)
    work, said = a_days_work(db, tmp_path / "outbox"), set[str]()
    db.set_trace_callback(said.add)
    work()
    db.set_trace_callback(None)
    asked = [sql for sql in said if sql.startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]
    assert len(asked) > 20
    for sql in asked:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        scans = [step for step in plan if step.startswith("SCAN") and not step.endswith(WALKED)]
        assert [step for step in scans if "outbox_count" not in step and step != "SCAN CONSTANT ROW"] == [], (sql, plan)
        assert not [step for step in plan if "TEMP B-TREE" in step], (sql, plan)


def test_the_database_does_no_more_for_many_than_for_few(db: Connection, tmp_path: Path) -> None:
    """Counted in steps of SQLite's own machine, not in time."""
    work = a_days_work(db, tmp_path / "outbox")

    def steps() -> int:
        count = 0

        def one() -> int:
            nonlocal count
            count += 1
            return 0

        db.set_progress_handler(one, 10)
        work()
        db.set_progress_handler(None, 10)
        return count

    fill(db, 100)
    work()
    few = steps()
    fill(db, 5_000)
    many = steps()
    assert many < 1.3 * few, (few, many)


def test_counts_follow_every_change(db: Connection, tmp_path: Path) -> None:
    store, pages = OutboxStore(db, tmp_path / "outbox"), OutboxPages(db)
    assert pages.counts(confidential=True) == OutboxCounts()
    first, second = queue_one(db, store), queue_one(db, store)
    assert pages.counts(confidential=True) == OutboxCounts(total=2, on_the_way=2)
    store.mark_sending(first)
    store.mark_parked(first, "STN-321")
    store.mark_refused(second, "INT-001")
    assert pages.counts(confidential=True) == OutboxCounts(total=2, stuck=2)
    store.retry(first)
    store.mark_receipted(first, b"receipt", NOW)
    assert pages.counts(confidential=True) == OutboxCounts(total=2, stuck=1)
    db.execute("DELETE FROM outbox")
    assert pages.counts(confidential=True) == OutboxCounts()


def test_an_older_database_is_counted_once(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db:
        fill(db, 30)
        counted = dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
        assert dict(db.execute("SELECT state, packets FROM outbox_count").fetchall()) == counted


def test_a_page_shows_who_needs_a_person_and_the_newest(db: Connection) -> None:
    fill(db, 1_000)
    rows = OutboxPages(db).newest(50, confidential=True)
    assert len(rows) <= 150
    stuck = [row for row in rows if row.state in (OutboxState.REFUSED, OutboxState.PARKED)]
    assert rows[: len(stuck)] == tuple(stuck)
    newest = sorted((row.queued_at for row in rows), reverse=True)[:50]
    assert min(newest) == OLD + timedelta(minutes=950)
    assert len({row.packet_id for row in rows}) == len(rows)


def test_every_row_comes_once_in_pages(db: Connection) -> None:
    fill(db, 2 * PAGE + 7)
    every = list(OutboxPages(db).every())
    assert len({row.packet_id for row in every}) == len(every) == 2 * PAGE + 7
    assert every == sorted(every, key=lambda row: (row.queued_at, row.packet_id))


def test_old_finished_rows_go_to_the_archive_and_stay_known(db: Connection, tmp_path: Path) -> None:
    store, pages = OutboxStore(db, tmp_path / "outbox"), OutboxPages(db)
    ids = [queue_one(db, store) for _ in range(4)]
    finished, kept, waiting, young = ids
    for packet_id, at in ((finished, OLD), (kept, OLD), (young, NOW)):
        store.mark_receipted(packet_id, b"receipt", at)
        if packet_id != kept:
            store.erase(packet_id, NOW)
    row, receipt = store.row(finished), store.receipt_path(finished)
    assert store.archive(OLD) == 1
    assert store.archive(OLD) == 0
    assert {each.packet_id for each in pages.every()} == {kept, waiting, young}
    assert pages.counts(confidential=True).total == 3
    assert store.row(finished) == row
    assert store.receipt(finished) == b"receipt"
    assert store.receipt_path(finished) == receipt
    assert store.strangers() == (), "its receipt and slip are no strangers"
    assert store.holds(packet_id=finished)
    assert store.keeps(row.enrollment_id)
    assert pages.beginning_with(finished[:10]) == (finished,)
