"""Beside a station that runs: who writes is refused and told who holds the profile; who reads changes nothing."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from station.__main__ import main
from station.bootstrap import Station, build
from station.profile import ProfileHeld
from station.settings import Settings
from station.storage.database import connect
from tests.support.desk import OPERATOR, approved_draft, open_desk

ROOT = Path(__file__).parents[2]
Run = Callable[..., int]
WRITES = (
    ("enroll", "--script", ROOT / "docs" / "examples" / "enroll.toml"),
    ("outbox", "--deliver", "1"),
    ("keys", "make"),
    ("keys", "rotate"),
    ("keys", "lists", ROOT / "README.md"),
    ("log", "forget", "1"),
    ("log", "import", ROOT / "README.md"),
    ("log", "cosign", ROOT, "-o", ROOT / "never.note"),
)
_OWN = ("station.db", "outbox.turn", ".tmp-")
READS = (("outbox",), ("log", "verify"), ("log", "keys"), ("keys", "list"), ("doctor",))


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


@pytest.fixture
def packet_id(demo_settings: Settings) -> str:
    """One packet in the outbox, from before."""
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        desk.enroll.seal(approved_draft(desk))
        return desk.outbox.rows()[0].packet_id


@pytest.fixture
def running(demo_settings: Settings, packet_id: str) -> Iterator[Station]:
    """A receiver that nobody reaches: the packet stays."""
    with closing(build(replace(demo_settings, intake="https://127.0.0.1:9"))) as station:
        station.work.call(lambda: None)
        yield station


def kept(settings: Settings) -> dict[str, str]:
    """Every file of the profile with its content, and how much the tables hold.

    Not the database's own files, nor those of signed policy and of delivery's turn: the running station works on them
    meanwhile.
    """
    files = {
        str(path.relative_to(settings.data.parent)): sha256(path.read_bytes()).hexdigest()
        for folder in (settings.data, settings.config)
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(("station.db", "outbox.turn", ".tmp-"))
        and "policy" not in str(path)
    }
    with closing(connect(settings.database)) as db:
        for table in ("enrollment", "outbox", "audit_checkpoint", "audit_seen"):
            files[table] = str(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    return files


def test_who_writes_is_told_who_holds_it(running: Station, stationctl: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept(running.settings)
    for command in WRITES:
        assert stationctl(*command) == 1, command
        said = capsys.readouterr().err
        assert "[STN-160]" in said, command
        assert str(os.getpid()) in said, command
    assert kept(running.settings) == before


def test_who_reads_works_beside_it_and_changes_nothing(
    running: Station, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(running.settings)
    for command in READS:
        stationctl(*command)
        said = capsys.readouterr()
        assert "STN-160" not in said.out + said.err, command
        assert len(said.out.splitlines()) >= 2, command
    assert kept(running.settings) == before


def test_receipt_and_export_beside_it(
    running: Station, stationctl: Run, packet_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(running.settings)
    assert stationctl("receipt", packet_id[:12], "-o", tmp_path / "page.pdf") == 0
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    assert stationctl("log", "export", tmp_path / "export") == 0
    assert (tmp_path / "export" / "checkpoint").read_text().startswith("enrollment-station/")
    assert kept(running.settings) == before
    assert capsys.readouterr().err == ""


def test_the_doctor_says_beside_whom_it_looked(
    running: Station, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    stationctl("doctor", "--json")
    lines = {line["code"]: line for line in json.loads(capsys.readouterr().out)}
    assert str(os.getpid()) in lines["CHK-PROFILE"]["text"]
    for code in ("CHK-DATABASE", "CHK-STATION-KEY", "CHK-OPERATORS", "CHK-RECIPIENTS", "CHK-POLICY", "CHK-CAMERA"):
        assert lines[code]["outcome"] == "pass", code


def test_a_second_station_is_refused_before_it_changes_anything(running: Station) -> None:
    before = kept(running.settings)
    with pytest.raises(ProfileHeld):
        build(running.settings)
    assert kept(running.settings) == before


def test_a_closed_station_holds_nothing(demo_settings: Settings) -> None:
    for _ in range(2):
        build(replace(demo_settings, intake="https://127.0.0.1:9")).close()


def test_a_station_that_did_not_start_holds_nothing(demo_settings: Settings) -> None:
    with pytest.raises(ProfileHeld), closing(build(replace(demo_settings, intake="https://127.0.0.1:9"))) as station:
        build(station.settings)
    (demo_settings.keys / "station.key.pem").rename(demo_settings.keys / "away")
    with pytest.raises(Exception, match="CRY-"):
        build(demo_settings)
    (demo_settings.keys / "away").rename(demo_settings.keys / "station.key.pem")
    build(replace(demo_settings, intake="https://127.0.0.1:9")).close()
