"""Backup, repair and restore: what was acknowledged comes back, nothing is deleted, another log names the old one."""

import json
import shutil
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from crypto.keys.log import load_log_keys
from station.__main__ import main
from station.audit import log_verifier
from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState
from station.outbox.quarantine import Reason
from station.outbox.store import OutboxStore
from station.profile import held
from station.services.views import SealedView
from station.settings import Settings, load_settings
from station.storage import backup, enrollments, feedback
from station.storage.database import connect, reading
from station.storage.payment_files import Attempt, AttemptState
from station.storage.payments import PaymentAttempts
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, approved_draft, open_desk
from tests.support.ways_back import (
    Run,
    Visit,
    demo_home,
    phone,
    seal_one_more,
    stationctl,
    visit,
    visited,
)

__all__ = ["demo_home", "stationctl", "visit", "visited"]


def damage(settings: Settings) -> None:
    data = bytearray(settings.database.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    settings.database.write_bytes(bytes(data))


def gone(settings: Settings) -> None:
    settings.database.unlink()


def emptied(settings: Settings) -> None:
    settings.database.write_bytes(b"")


def first_events(settings: Settings) -> list[dict[str, object]]:
    with reading(settings.database) as db:
        return [json.loads(row[0]) for row in db.execute("SELECT event FROM audit ORDER BY seq LIMIT 2")]


def there_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("harm", [damage, gone, emptied], ids=lambda harm: harm.__name__)
def test_a_lost_database_is_rebuilt_from_the_files(
    demo_settings: Settings,
    visit: Visit,
    stationctl: Run,
    capsys: pytest.CaptureFixture[str],
    harm: Callable[[Settings], None],
) -> None:
    outbox = there_in(demo_settings.outbox)
    harm(demo_settings)
    harmed = demo_settings.database.read_bytes() if demo_settings.database.exists() else None
    assert stationctl("repair") == 0
    (aside,) = demo_settings.aside.iterdir()
    kept = aside / "station.db"
    assert (kept.read_bytes() if kept.exists() else None) == harmed
    assert there_in(demo_settings.outbox) == outbox
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        assert phone(desk, visit.draft) == visit.phone
        assert enrollments.state_of(desk.db, visit.draft) is EnrollmentState.DRAFT
        (row,) = desk.outbox.rows()
        assert (row.packet_id, row.state) == (visit.packet_id, OutboxState.PENDING)
    continued, rebuilt = first_events(demo_settings)
    assert (continued["kind"], continued["subject"]) == ("log_continued", visit.origin)
    assert rebuilt["kind"] == "database_rebuilt"
    assert stationctl("log", "verify") == 0
    assert visit.origin in capsys.readouterr().out
    assert stationctl("repair") == 0
    assert [path.name for path in demo_settings.aside.iterdir()] == [aside.name], "a whole database is left alone"


def test_what_was_put_aside_is_looked_at_again(
    stationctl: Run, demo_settings: Settings, visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    """The missing half of a packet came back from the stick it had been copied to."""
    with closing(connect(demo_settings.database)) as db:
        store = OutboxStore(db, demo_settings.outbox)
        name = store.name_of(store.rows()[0].packet_id)
        db.execute("DELETE FROM outbox")
        here = store.files_of(name)
        here.signature.rename(demo_settings.data / "stick")
        store.quarantine.put(here.present, Reason.HALF)
        (demo_settings.data / "stick").rename(here.signature)
    assert stationctl("repair") == 0
    assert "3" in capsys.readouterr().out, "packet, slip and whose it is"
    with closing(connect(demo_settings.database)) as db:
        store = OutboxStore(db, demo_settings.outbox)
        assert store.contact(visit.packet_id) is not None
        assert [row.packet_id for row in store.rows()] == [visit.packet_id]
        assert store.quarantine.files() == ()
    assert stationctl("repair") == 0, "and then there is nothing to do"


def test_a_whole_database_and_a_desk_that_never_worked_need_nothing(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path
) -> None:
    before = demo_settings.database.read_bytes()
    assert stationctl("repair") == 0
    assert demo_settings.database.read_bytes() == before
    assert main(["--home", str(tmp_path / "new"), "repair"]) == 0
    assert not (tmp_path / "new" / "data" / "station.db").exists()


@pytest.mark.parametrize("lost", [("station.db", "drafts", "outbox"), ("station.db",), ()], ids=len)
def test_a_backup_brings_back_what_was_acknowledged(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    file = tmp_path / "backup.tar"
    with held(demo_settings.data, "station"):
        assert stationctl("backup", file) == 0
    for name in lost:
        path = demo_settings.data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert stationctl("restore", file) == 0
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        assert phone(desk, visit.draft) == visit.phone
        (row,) = desk.outbox.rows()
        assert row.packet_id == visit.packet_id
        assert desk.outbox.payload(row.packet_id)
    continued, restored = first_events(demo_settings)
    assert (continued["subject"], restored["kind"]) == (visit.origin, "backup_restored")
    assert continued["details"]["size"] > 0  # type: ignore[index]
    assert stationctl("log", "verify") == 0
    assert stationctl("receipt", visit.packet_id[:12], "-o", tmp_path / "page.pdf") == 0, "sealed under the old log"


def test_how_it_was_comes_back_and_tells_of_nobody(demo_settings: Settings, stationctl: Run, tmp_path: Path) -> None:
    """Two copies of one day, taken before and after a visit, would say how that visit was."""
    today = SystemClock().now().astimezone().date()
    before, file = today - timedelta(days=1), demo_settings.feedback
    for mark in (5, 5, 2):
        feedback.count(file, mark, before)
    assert stationctl("backup", tmp_path / "first.tar") == 0
    feedback.count(file, 1, today)
    assert stationctl("backup", tmp_path / "second.tar") == 0
    first, second = (_member(tmp_path / name, "feedback.json") for name in ("first.tar", "second.tar"))
    assert first == second == (b'{"%s": {"2": 1, "5": 2}}' % before.isoformat().encode(), 0)
    assert stationctl("restore", tmp_path / "first.tar") == 0
    assert feedback.read(file) == {before: {2: 1, 5: 2}, today: {1: 1}}, "what is here is newer"
    file.unlink()
    assert stationctl("restore", tmp_path / "first.tar") == 0
    assert feedback.read(file) == {before: {2: 1, 5: 2}}
    assert datetime.fromtimestamp(file.stat().st_mtime) == datetime.combine(before, time()), "nor when it came back"
    file.write_bytes(b"torn")
    assert stationctl("backup", tmp_path / "third.tar") == 0, "what nobody can read keeps no backup from being made"
    assert _member(tmp_path / "third.tar", "feedback.json") is None
    assert stationctl("restore", tmp_path / "first.tar") == 0
    assert feedback.read(file) == {before: {2: 1, 5: 2}}
    assert [path.read_bytes() for path in demo_settings.aside.glob("*/feedback.json")] == [b"torn"]


def _member(file: Path, name: str) -> tuple[bytes, float] | None:
    """Its bytes, and the time that it is said to be of."""
    with tarfile.open(file) as tar:
        found = tar.extractfile(name) if name in tar.getnames() else None
        return None if found is None else (found.read(), tar.getmember(name).mtime)


def test_what_was_replaced_and_what_was_sealed_since_are_kept(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar"
    asked = Attempt("a" * 32, "of-a-visit", "terminal", False, 3000, "", NOW)
    with closing(connect(demo_settings.database)) as db:
        PaymentAttempts(db, demo_settings.payments).begin(asked)
    assert stationctl("backup", file) == 0
    seal_one_more(demo_settings)
    with closing(connect(demo_settings.database)) as db:
        PaymentAttempts(db, demo_settings.payments).settle(asked.reference, AttemptState.APPROVED, "000123")
    newer = there_in(demo_settings.outbox)
    assert stationctl("restore", file) == 0
    (aside,) = demo_settings.aside.iterdir()
    assert {path.name for path in aside.iterdir()} >= {"station.db", "drafts", "outbox"}
    assert there_in(demo_settings.outbox) == newer
    with closing(connect(demo_settings.database)) as db:
        assert len(OutboxStore(db, demo_settings.outbox).rows()) == 2
        attempts = PaymentAttempts(db, demo_settings.payments)
        assert attempts.of(asked.enrollment_id) == (asked,), "as the backup has it"
        assert attempts.take_up() == 1, "and its file knows more"
        (known,) = attempts.of(asked.enrollment_id)
        assert (known.state, known.receipt) == (AttemptState.APPROVED, "000123")


@pytest.mark.parametrize("worked", [True, False], ids=["worked-already", "fresh"])
def test_a_backup_on_a_machine_with_other_keys_loses_neither_log(
    demo_settings: Settings, demo_keys: Path, visit: Visit, stationctl: Run, tmp_path: Path, worked: bool
) -> None:
    """The same centre, another machine: what the backup's log says stays readable, and so does what this one's says."""
    assert stationctl("backup", tmp_path / "backup.tar") == 0
    shutil.copytree(demo_keys, tmp_path / "other")
    other = load_settings(tmp_path / "other")
    origins = [visit.origin]
    if worked:
        open_desk(other).db.close()
        origins.insert(0, log_verifier(load_log_keys(other.keys, other.machine_secret)).name)
    assert main(["--home", str(tmp_path / "other"), "restore", str(tmp_path / "backup.tar")]) == 0
    with reading(other.database) as db:
        events = [json.loads(row[0]) for row in db.execute("SELECT event FROM audit ORDER BY seq")]
    assert [event["subject"] for event in events if event["kind"] == "log_continued"] == origins
    kept = other.logs / visit.origin.rpartition("/")[2] / "station.db"
    with closing(connect(kept)) as db:
        assert db.execute("SELECT max(seq) FROM audit").fetchone()[0] >= visit.log_size
    assert main(["--home", str(tmp_path / "other"), "log", "verify"]) == 0


def test_every_origin_is_named_by_the_next(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stationctl("backup", tmp_path / "backup.tar") == 0
    origins = [visit.origin]
    for _ in range(2):
        assert stationctl("restore", tmp_path / "backup.tar") == 0
        with reading(demo_settings.database) as db:
            (note,) = db.execute("SELECT note FROM audit_checkpoint").fetchone()
        assert first_events(demo_settings)[0]["subject"] == origins[-1]
        origins.append(note.splitlines()[0])
    assert len(set(origins)) == 3
    capsys.readouterr()
    assert stationctl("log", "verify") == 0
    said = capsys.readouterr().out
    assert all(origin in said for origin in origins[:-1])


def test_a_former_log_that_was_rewritten_is_found(
    demo_settings: Settings, visit: Visit, stationctl: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert stationctl("backup", tmp_path / "backup.tar") == 0
    assert stationctl("restore", tmp_path / "backup.tar") == 0
    (database,) = demo_settings.logs.glob("*/station.db")
    with closing(connect(database)) as db:
        db.execute("UPDATE audit SET event = replace(event, 'station', 'stution') WHERE seq = 1")
        db.execute("UPDATE audit SET event = event || ' ' WHERE seq = 1")
    assert stationctl("log", "verify") == 6
    assert "LOG-014" in capsys.readouterr().err


def test_a_backup_holds_no_key(demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    enclosed = demo_settings.drafts / visit.draft / "recovery-0123456789abcdef.p7m"
    enclosed.write_bytes(b"the draft's own key, for two people")
    assert stationctl("backup", file) == 0
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert not any(enclosed.name in name for name in names)
    assert {name.split("/")[0] for name in names} == {
        "station.json", "drafts", "station.db", "outbox", "checksums.json",
    }  # fmt: skip
    data = file.read_bytes()
    secrets = [visit.data_key, demo_settings.machine_secret.read_bytes().strip()]
    files = (path for path in demo_settings.keys.rglob("*") if path.is_file() and path.suffix in (".key", ".sealed"))
    secrets += [path.read_bytes() for path in files]
    assert len(secrets) >= 5
    assert min(map(len, secrets)) >= 32
    assert not any(secret in data for secret in secrets)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".tmp")] == []


def test_sealed_and_erased_while_the_copy_is_taken(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft is sealed after the drafts were copied, another after the database was: each is there afterwards."""
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        first, second = approved_draft(desk), approved_draft(desk)
        real = backup._add

        def add(tar: tarfile.TarFile, sums: dict[str, str], name: str, content: bytes) -> None:
            if name == "station.db":
                assert isinstance(desk.enroll.seal(second), SealedView)
            real(tar, sums, name, content)

        copy_database = backup.reading

        def read(path: Path) -> object:
            assert isinstance(desk.enroll.seal(first), SealedView)
            return copy_database(path)

        monkeypatch.setattr(backup, "_add", add)
        monkeypatch.setattr(backup, "reading", read)
        assert stationctl("backup", tmp_path / "backup.tar") == 0
        monkeypatch.undo()
    for name in ("station.db", "drafts", "outbox"):
        path = demo_settings.data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert stationctl("restore", tmp_path / "backup.tar") == 0
    with closing(connect(demo_settings.database)) as db:
        assert enrollments.state_of(db, first) is EnrollmentState.SEALED
        assert enrollments.state_of(db, second) is EnrollmentState.DRAFT
    assert (demo_settings.drafts / second / "draft.sealed").exists()
    assert len(list(demo_settings.outbox.glob("*.p7s"))) == 2
    assert len(list((demo_settings.data / "quarantine").rglob("*.p7s"))) == 1, (
        "the packet whose draft is back is put aside, not sent"
    )
