"""The database: settings, migrations, transactions, typed errors."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.storage import database, enrollments
from station.storage.database import connect, reading, transaction
from station.storage.errors import (
    DatabaseFailed,
    DatabaseMissing,
    DatabaseOlder,
    DatabaseTooNew,
    DiskFull,
    EnrollmentNotDraft,
    UpgradeFailed,
)
from tests.support.clock import NOW

FIRST = EnrollmentId("00000000-0000-4000-8000-000000000001")


def test_settings_survive_a_power_cut(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_nothing_is_put_beside_it_or_left_in_it(tmp_path: Path) -> None:
    """Sorting makes no temporary file, and a deleted row's bytes are gone from the file once the log is taken in."""
    path = tmp_path / "station.db"
    with closing(connect(path)) as db:
        assert db.execute("PRAGMA temp_store").fetchone() == (2,)
        assert db.execute("PRAGMA secure_delete").fetchone() == (1,)
        db.execute("CREATE TABLE note (text TEXT)")
        db.execute("INSERT INTO note VALUES ('CANARY-CANARY')")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"CANARY" in path.read_bytes()
        db.execute("DELETE FROM note")
    assert [file.name for file in tmp_path.iterdir()] == ["station.db"]
    assert b"CANARY" not in path.read_bytes()


def test_migrations_run_once(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    with closing(connect(path)) as db:
        enrollments.register(db, FIRST, "biometric_passport", NOW)
        version = db.execute("PRAGMA user_version").fetchone()[0]
    with closing(connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version >= 1
        assert enrollments.ids(db, EnrollmentState.DRAFT) == (FIRST,)


def test_what_was_parked_for_its_receipt_goes_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of them were parked by a clock that was behind or a list that was too old."""
    path, scripts = tmp_path / "station.db", database._scripts()
    monkeypatch.setattr(database, "_scripts", lambda: scripts[:5])
    with closing(connect(path)) as db:
        for number, code in enumerate(("STN-321", "STN-322")):
            enrollments.register(db, EnrollmentId(code), "biometric_passport", NOW)
            db.execute(
                "INSERT INTO outbox (packet_id, enrollment_id, name, state, queued_at, nonce, size, problem_code)"
                " VALUES (?, ?, ?, 'parked', '', '', 1, ?)",
                (f"{number}", code, f"{number}", code),
            )
    monkeypatch.undo()
    with closing(connect(path)) as db:
        found = db.execute("SELECT state, problem_code FROM outbox ORDER BY packet_id").fetchall()
    assert found == [("pending", ""), ("parked", "STN-322")]


def outline(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """What there is beside the tables' columns."""
    query = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    return db.execute(query).fetchall()


def test_a_packet_each_became_a_case_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rebuilt tables keep every row, index and trigger, and the counts go on."""
    path, scripts = tmp_path / "station.db", database._scripts()
    monkeypatch.setattr(database, "_scripts", lambda: scripts[:10])
    with closing(connect(path)) as db:
        for number, state in enumerate(("pending", "receipted", "parked", "pending")):
            db.execute(
                "INSERT INTO enrollment (id, state, procedure, started_at, updated_at)"
                " VALUES (?, 'sealed', '', '', '')",
                (f"e{number}",),
            )
            db.execute(
                "INSERT INTO outbox (packet_id, enrollment_id, name, state, queued_at, nonce, size, audit_seq,"
                " checkpoint, incident, kept_since, wait_boot)"
                " VALUES (?, ?, ?, ?, '', 'nonce', 7, ?, 'note', 'i', 'k', 'b')",
                (f"p{number}", f"e{number}", f"n{number}", state, number),
            )
        db.execute(
            "INSERT INTO outbox_archive SELECT packet_id, enrollment_id, name, queued_at, attempts, nonce, size,"
            " 'then', unsigned, audit_seq, checkpoint FROM outbox WHERE packet_id = 'p1'"
        )
        db.execute("DELETE FROM outbox WHERE packet_id = 'p1'")
        select = (
            "SELECT packet_id, enrollment_id, name, state, nonce, size, audit_seq, checkpoint, incident, kept_since,"
            " wait_boot FROM outbox ORDER BY packet_id"
        )
        before, objects = db.execute(select).fetchall(), outline(db)
        counts = db.execute("SELECT state, packets FROM outbox_count WHERE packets > 0").fetchall()
    monkeypatch.undo()
    with closing(connect(path)) as db:
        assert db.execute(select).fetchall() == before
        assert db.execute("SELECT count(*) FROM outbox WHERE case_id = enrollment_id").fetchone() == (3,)
        assert db.execute("SELECT case_id, enrollment_id, receipted_at FROM outbox_archive").fetchall() == [
            ("e1", "e1", "then")
        ]
        assert db.execute("SELECT state, packets FROM outbox_count WHERE packets > 0").fetchall() == counts
        assert set(objects) <= set(outline(db))
        db.execute("UPDATE outbox SET state = 'waiting' WHERE packet_id = 'p0'")
        found = dict(db.execute("SELECT state, packets FROM outbox_count WHERE packets > 0").fetchall())
        assert (found["pending"], found["waiting"]) == (1, 1)


def test_database_of_a_newer_station_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    with closing(connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(DatabaseTooNew) as caught:
        connect(path)
    assert caught.value.params["found"] == 99


def test_damaged_file_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseFailed):
        connect(path)


def test_full_disk_is_a_typed_error_and_rolls_back(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")

        def fill() -> None:
            with transaction(db):
                for number in range(10_000):
                    enrollments.register(db, EnrollmentId(str(number)), "x" * 500, NOW)

        with pytest.raises(DiskFull):
            fill()
        assert not db.in_transaction
        assert enrollments.ids(db, EnrollmentState.DRAFT) == ()


def test_inner_transaction_joins_the_outer(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db:

        class Stop(Exception):
            pass

        def fail() -> None:
            with transaction(db):
                enrollments.register(db, FIRST, "biometric_passport", NOW)
                raise Stop

        with pytest.raises(Stop):
            fail()
        assert enrollments.state_of(db, FIRST) is None


def test_locked_too_long_is_a_typed_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    path = tmp_path / "station.db"
    with closing(connect(path)) as holder, closing(connect(path)) as db:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseFailed) as caught, transaction(db):
            pytest.fail("the lock is held")
        assert caught.value.retryable
        holder.execute("ROLLBACK")


def test_draft_is_left_once(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db:
        enrollments.register(db, FIRST, "biometric_passport", NOW)
        enrollments.discard(db, FIRST, NOW)
        assert enrollments.state_of(db, FIRST) is EnrollmentState.DISCARDED
        with pytest.raises(EnrollmentNotDraft) as caught:
            enrollments.discard(db, FIRST, NOW)
        assert caught.value.params == {"state": "discarded"}
        with pytest.raises(EnrollmentNotDraft):
            enrollments.discard(db, EnrollmentId("unknown"), NOW)


def test_unknown_state_is_impossible(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "station.db")) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(
            "INSERT INTO enrollment (id, state, procedure, started_at, updated_at) VALUES ('x', 'lost', '', '', '')"
        )


# --- bringing an older database up to date ---------------------------------------------------------------------------

REBUILD = """
-- The outbox anew, with one state more; a semicolon in a comment; and in a literal ends nothing.
CREATE TABLE outbox_new (
    packet_id     TEXT PRIMARY KEY,
    enrollment_id TEXT NOT NULL UNIQUE REFERENCES enrollment (id),
    note          TEXT NOT NULL DEFAULT 'a;b'
) STRICT;
INSERT INTO outbox_new (packet_id, enrollment_id) SELECT packet_id, enrollment_id FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE TABLE enrollment_new (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
INSERT INTO enrollment_new SELECT id, state FROM enrollment;
DROP TABLE enrollment;
ALTER TABLE enrollment_new RENAME TO enrollment;
CREATE TRIGGER told AFTER UPDATE ON enrollment BEGIN
    UPDATE outbox SET note = 'moved' WHERE enrollment_id = new.id;
    UPDATE outbox SET note = note || '!' WHERE enrollment_id = new.id;
END
"""


def queued(path: Path) -> int:
    """A database of today with one enrollment and its packet; returns its version."""
    with closing(connect(path)) as db:
        enrollments.register(db, FIRST, "biometric_passport", NOW)
        db.execute(
            "INSERT INTO outbox (packet_id, case_id, enrollment_id, name, state, queued_at, nonce, size)"
            " VALUES ('p', ?, ?, 'n', 'pending', '', '', 1)",
            (FIRST, FIRST),
        )
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
        return version


def with_script(monkeypatch: pytest.MonkeyPatch, folder: Path, *scripts: str) -> None:
    known = database._scripts()
    for number, script in enumerate(scripts):
        file = folder / f"more-{number}.sql"
        file.write_text(script)
        known.append(file)
    monkeypatch.setattr(database, "_scripts", lambda: known)


def test_a_table_is_rebuilt_although_others_refer_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "station.db"
    version = queued(path)
    with_script(monkeypatch, tmp_path, REBUILD)
    with closing(connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version + 1
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.execute("SELECT packet_id, enrollment_id, note FROM outbox").fetchall() == [("p", FIRST, "a;b")]
        db.execute("UPDATE enrollment SET state = 'sealed'")
        assert db.execute("SELECT note FROM outbox").fetchall() == [("moved!",)]
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("DELETE FROM enrollment")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("DELETE FROM enrollment", "references"),
        ("CREATE TABLE fine (x); INSERT INTO nowhere VALUES (1)", "SQLITE_ERROR"),
        ("INSERT INTO enrollment SELECT * FROM enrollment", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    ],
)
def test_an_upgrade_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str, reason: str
) -> None:
    path = tmp_path / "station.db"
    version = queued(path)
    with_script(monkeypatch, tmp_path, "CREATE TABLE first (x)", second)
    with pytest.raises(UpgradeFailed) as caught:
        connect(path)
    assert caught.value.params == {"version": version + 2, "reason": reason}
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('first', 'fine')").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM enrollment").fetchone() == (1,)


def test_two_who_open_an_older_database_upgrade_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "station.db"
    queued(path)
    with_script(monkeypatch, tmp_path, "CREATE TABLE first (x)")
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            connect(path).close()
        except BaseException as error:  # noqa: BLE001 (told to the test)
            errors.append(error)

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


# --- looking only ----------------------------------------------------------------------------------------------------


def test_looking_changes_and_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    with pytest.raises(DatabaseMissing), reading(path):
        pytest.fail("there is none")
    assert list(tmp_path.iterdir()) == []
    queued(path)
    with closing(connect(path)) as writer, reading(path) as db:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM outbox")
        enrollments.discard(writer, FIRST, NOW)
        assert enrollments.state_of(db, FIRST) is EnrollmentState.DISCARDED


def test_looking_into_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "station.db"
    version = queued(path)
    with_script(monkeypatch, tmp_path, "CREATE TABLE first (x)")
    with pytest.raises(DatabaseOlder) as caught, reading(path):
        pytest.fail("older")
    assert caught.value.params == {"found": version, "known": version + 1}
    connect(path).close()
    monkeypatch.undo()
    with pytest.raises(DatabaseTooNew), reading(path):
        pytest.fail("newer")
