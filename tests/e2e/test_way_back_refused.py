"""A way back that was not finished is finished; what is no whole backup of ours changes nothing."""

import shutil
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect as sqlite_connect

import pytest

from station.bootstrap import build
from station.formats.note import ED25519, Verifier
from station.outbox.store import OutboxStore
from station.profile import held
from station.services.way_back import MARK, WayBackUnfinished
from station.settings import Settings
from station.storage import backup
from station.storage.backup import BackupUnusable, check_backup
from station.storage.database import connect
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, open_desk
from tests.support.ways_back import (
    Run,
    Visit,
    demo_home,
    newer,
    phone,
    seal_one_more,
    stationctl,
    there,
    visit,
    visited,
)

__all__ = ["demo_home", "stationctl", "visit", "visited"]


def test_an_unfinished_way_back_keeps_the_station_from_starting_and_is_finished(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar"
    assert stationctl("backup", file) == 0

    def torn(*_: object) -> None:
        raise OSError(5, "torn")

    monkeypatch.setattr("station.services.way_back._merge", torn)
    assert stationctl("restore", file) == 1
    monkeypatch.undo()
    assert (demo_settings.data / MARK).exists()
    with pytest.raises(WayBackUnfinished) as caught:
        build(demo_settings)
    assert caught.value.params == {"what": "restore"}
    assert stationctl("restore", file) == 0
    assert not (demo_settings.data / MARK).exists()
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        assert phone(desk, visit.draft) == visit.phone


@pytest.mark.parametrize(
    ("torn", "finished"),
    [("_merge", "restore"), ("continue_log", "restore"), ("_settle", "restore"), ("_merge", "repair")],
)
def test_an_unfinished_restoration_puts_the_log_away_that_was_here_before_it(
    demo_settings: Settings,
    visit: Visit,
    stationctl: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    torn: str,
    finished: str,
) -> None:
    """Not what the first try had put in its place: that knows nothing of what happened since the backup."""
    file = tmp_path / "backup.tar"
    assert stationctl("backup", file) == 0
    size = seal_one_more(demo_settings)

    def tear(*_: object) -> None:
        raise OSError(5, "torn")

    for _ in range(2):
        monkeypatch.setattr(f"station.services.way_back.{torn}", tear)
        assert stationctl("restore", file) == 1
        monkeypatch.undo()
    assert stationctl(finished, *([file] if finished == "restore" else [])) == 0
    with closing(connect(demo_settings.logs / visit.origin.rpartition("/")[2] / "station.db")) as db:
        assert db.execute("SELECT max(seq) FROM audit").fetchone()[0] == size
    assert stationctl("log", "verify") == 0
    with closing(connect(demo_settings.database)) as db:
        assert len(OutboxStore(db, demo_settings.outbox).rows()) == 2, "what was sealed since the backup is sent"


def test_a_file_that_is_no_whole_backup_changes_nothing(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup.tar"
    assert stationctl("backup", file) == 0
    whole = file.read_bytes()
    before = there(demo_settings)
    middle = whole.index(b"SQLite format 3") + 5000
    spoilt = (b"", b"no tar", whole[: len(whole) // 2], whole[:middle] + b"\xff" + whole[middle + 1 :])
    for data in spoilt:
        file.write_bytes(data)
        assert stationctl("restore", file) == 1
        assert "STN-166" in capsys.readouterr().err
    assert stationctl("restore", tmp_path / "none.tar") == 1
    assert [
        path for path in sorted(str(path) for path in demo_settings.data.rglob("*")) if "station.lock" not in path
    ] == [path for path in before if "station.lock" not in path]


def nobodys(database: Path) -> None:
    database.write_bytes(b"")
    with closing(sqlite_connect(database)) as db:
        db.execute("CREATE TABLE other (x)")


@pytest.mark.parametrize(
    ("spoil", "log_key", "code"),
    [
        (newer, "", "STN-104"),
        (nobodys, "", "STN-166"),
        (lambda _: None, "no key", "STN-166"),
        (lambda _: None, Verifier("enrollment-station/..", ED25519, bytes(32)).text, "STN-166"),
    ],
    ids=["newer", "nobodys", "no-key", "leads-elsewhere"],
)
def test_a_backup_that_this_program_cannot_go_on_with_changes_nothing(
    demo_settings: Settings,
    visit: Visit,
    stationctl: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], object],
    log_key: str,
    code: str,
) -> None:
    copy = shutil.copyfile(demo_settings.database, tmp_path / "station.db")
    spoil(copy)
    with monkeypatch.context() as patch:
        patch.setattr(backup, "reading", lambda file: closing(sqlite_connect(file)))  # whoever wrote it
        backup.write_backup(demo_settings.data, copy, tmp_path / "backup.tar", log_key, NOW)
    before = there(demo_settings)
    assert stationctl("restore", tmp_path / "backup.tar") == 1
    assert code in capsys.readouterr().err
    assert there(demo_settings) == before


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "drafts/../../evil", "keys/evil", "drafts", "station.db/x"])
def test_a_member_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupUnusable):
        check_backup(file)


def test_restore_and_repair_beside_a_window_are_refused(
    demo_settings: Settings, visit: Visit, stationctl: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stationctl("backup", tmp_path / "backup.tar") == 0
    with held(demo_settings.data, "station"):
        for command in (("repair",), ("restore", tmp_path / "backup.tar")):
            assert stationctl(*command) == 1
            assert "STN-160" in capsys.readouterr().err
    assert not demo_settings.aside.exists()
