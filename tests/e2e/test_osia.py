"""From sign-in to an OSIA enrollment server, without a window: the station's own parts, a strict server, the centre."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.keys.machine import server_context
from station.__main__ import main
from station.domain.outbox import OutboxRow, OutboxState
from station.outbox.store import OutboxStore
from station.packet import asice
from station.receivers.osia.statement import decode_statement
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support.enrolling import enroll_one
from tests.support.osia_centre import Centre
from tests.support.osia_server import TOKEN, OsiaServer, lose_the_reply
from tests.support.osia_talk import jwt
from tests.support.pki import Pki
from tests.support.quick_script import quick_script

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "enroll.toml"
Run = Callable[..., int]


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


@pytest.fixture
def settings(demo_home: Path) -> Settings:
    return load_settings(demo_home)


def server_of(settings: Settings) -> OsiaServer:
    home = settings.intake_home
    roots = home / "trust" / "roots" / "station.pem"
    return OsiaServer(server_context(home / "gateway", home / "gateway" / "secret", roots, "tls"))


def furnish(settings: Settings, url: str, token: str = TOKEN, osia: str = "") -> None:
    (settings.config / "station.toml").write_text(f'intake = "osia+{url}"\n[osia]\n{osia}', encoding="utf-8")
    file = settings.config / "osia.token"
    file.touch(mode=0o600)
    file.write_text(token)


def only_row(settings: Settings) -> tuple[OutboxRow, Path, Path]:
    db = connect(settings.database)
    try:
        store = OutboxStore(db, settings.outbox)
        (row,) = store.rows()
        return row, store.packet_path(row.packet_id), store.receipt_path(row.packet_id)
    finally:
        db.close()


@pytest.mark.slow
def test_an_enrollment_arrives_and_is_kept_without_a_receipt(
    settings: Settings, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_of(settings).running() as server:
        server.faults["finalize"] = lose_the_reply
        furnish(settings, server.url)
        assert stationctl("enroll", "--script", quick_script(settings.config), "--wait-receipt", "60") == 0
        said = capsys.readouterr().out
        row, packet, statement = only_row(settings)
        assert (row.state, row.unsigned, row.erased) == (OutboxState.RECEIPTED, True, False)
        assert str(statement) in said
        assert decode_statement(statement.read_bytes()).packet_id == row.packet_id
        assert packet.exists()
        assert stationctl("outbox") == 0
        assert "delivered" in capsys.readouterr().out
        ((enrollment_id, held),) = server.enrollments.items()
        assert held["status"] == "FINALIZED"
        pki = Pki(settings.data)
        centre = Centre(pki, {**held, "enrollmentId": enrollment_id}, server.fetch)
        at = datetime.now(UTC)
        centre.check_integrity(at)
        assert asice.verify(centre.container(), pki.trust, at).officer is not None
        words = {word for word in centre.biographic().values() if isinstance(word, str) and len(word) > 5}
        assert len(words) > 5
        for file in settings.data.rglob("*"):
            if file.is_file():
                held_here = file.read_bytes()
                assert not [word for word in words if word.encode() in held_here], file.name


def test_erased_where_the_rule_says_so_and_a_new_token_sets_it_going(
    settings: Settings, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_of(settings).running() as server:
        furnish(settings, server.url, jwt(exp=0), "erase_after_hours = 0\n")
        enroll_one(load_settings(settings.data.parent))
        assert stationctl("outbox", "--deliver", "1") == 5
        assert "STN-331" in capsys.readouterr().out
        assert server.calls == []
        furnish(settings, server.url, TOKEN, "erase_after_hours = 0\n")
        assert stationctl("outbox", "--deliver", "60") == 0
    row, packet, statement = only_row(settings)
    assert (row.state, row.unsigned) == (OutboxState.RECEIPTED, True)
    assert statement.exists()
    assert not packet.exists()


def test_the_doctor_knows_that_the_server_is_there(
    settings: Settings, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_of(settings).running() as server:
        furnish(settings, server.url)
        stationctl("doctor", "--json")
    (line,) = [line for line in json.loads(capsys.readouterr().out) if line["code"] == "CHK-INTAKE"]
    assert (line["outcome"], line["measured"]) == ("pass", "HTTP 404")


def test_wrong_setting_stops_the_start(settings: Settings, stationctl: Run, capsys: pytest.CaptureFixture[str]) -> None:
    furnish(settings, "https://127.0.0.1:9", osia='token_file = "../token"\n')
    assert stationctl("enroll", "--script", EXAMPLE) == 1
    assert "STN-601" in capsys.readouterr().err
