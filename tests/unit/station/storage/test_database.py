"""The database: settings, migrations, transactions, typed errors."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.storage import database, enrollments
from station.storage.database import connect, transaction
from station.storage.errors import DatabaseFailed, DatabaseTooNew, DiskFull, EnrollmentNotDraft
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
        db.execute("INSERT INTO enrollment VALUES ('x', 'lost', '', '', '')")
