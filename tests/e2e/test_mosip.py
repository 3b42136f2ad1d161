"""From sign-in to a MOSIP receiver's signed word, without a window: the station's own parts, a strict receiver."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crypto.keys.machine import server_context
from crypto.keys.soft import SoftKeyStore
from station.__main__ import main
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow, OutboxState
from station.outbox.store import OutboxStore
from station.receivers.mosip.kept import decode_mosip_receipt
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support import mosip_layout
from tests.support.enrolling import enroll_one
from tests.support.mosip_server import MosipServer
from tests.support.mosip_world import MosipWorld, entries, furnish

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "enroll.toml"
Run = Callable[..., int]


def toml(url: str, mosip: dict[str, Any]) -> str:
    users = "\n".join(f'"{credential}" = "{user}"' for credential, user in mosip["users"].items())
    return (
        f'intake = "mosip+{url}"\n[mosip]\ncentre = "{mosip["centre"]}"\nmachine = "{mosip["machine"]}"\n'
        f"[mosip.users]\n{users}\n"
    )


def people(settings: Settings) -> dict[str, Any]:
    store = SoftKeyStore(settings.keys, settings.machine_secret)
    by_name = {entry.certificate.common_name: entry.key_id for entry in store.entries()}
    return entries(by_name["Անի Հակոբյան"], by_name["Կարեն Սարգսյան"])


@pytest.fixture
def world(demo_home: Path) -> MosipWorld:
    return furnish(load_settings(demo_home))


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


def receiver(world: MosipWorld) -> MosipServer:
    home = world.settings.intake_home
    roots = home / "trust" / "roots" / "station.pem"
    return MosipServer(
        world, server_context(home / "gateway", home / "gateway" / "secret", roots, "tls"), SystemClock()
    )


def only_row(settings: Settings) -> tuple[OutboxRow, Path]:
    db = connect(settings.database)
    try:
        store = OutboxStore(db, settings.outbox)
        (row,) = store.rows()
        return row, store.receipt_path(row.packet_id)
    finally:
        db.close()


def test_an_enrollment_arrives_and_is_erased(demo_home: Path, world: MosipWorld, stationctl: Run) -> None:
    settings = world.settings
    with receiver(world).running() as server:
        (settings.config / "station.toml").write_text(toml(server.url, people(settings)), encoding="utf-8")
        enroll_one(load_settings(demo_home))
        assert stationctl("outbox", "--deliver", "60") == 0
    row, receipt = only_row(settings)
    assert (row.state, row.erased) == (OutboxState.RECEIPTED, True)
    ((packet_id, (packet,)),) = server.uploads.items()
    assert decode_mosip_receipt(receipt.read_bytes()).announcement.packet_id == packet_id
    found = mosip_layout.open_packet(packet, world.policy.key, world.policy.der)
    identity = mosip_layout.identity(next(iter(found.values())).files["ID.json"])
    assert {"language": "eng", "value": "ANI HOVHANNISYAN"} in identity["fullName"]
    assert not (demo_home / "data" / "intake" / "announced.json").exists(), "the demonstration's intake was not started"


def test_a_receiver_that_is_still_working_is_asked_until_it_is_done(
    world: MosipWorld, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = world.settings
    with receiver(world).running() as server:
        server.outcome = "PROCESSING"
        (settings.config / "station.toml").write_text(toml(server.url, people(settings)), encoding="utf-8")
        enroll_one(load_settings(settings.data.parent))
        assert stationctl("outbox", "--deliver", "1") == 5
        assert "STN-351" in capsys.readouterr().out
        row, _ = only_row(settings)
        assert row.state is OutboxState.WAITING
        server.outcome = "PROCESSED"
        assert stationctl("outbox", "--deliver", "60") == 0
    row, _ = only_row(settings)
    assert row.state is OutboxState.RECEIPTED
    assert [len(uploads) for uploads in server.uploads.values()] == [1]


def test_the_doctor_asks_the_receiver(world: MosipWorld, stationctl: Run, capsys: pytest.CaptureFixture[str]) -> None:
    settings = world.settings
    with receiver(world).running() as server:
        (settings.config / "station.toml").write_text(toml(server.url, people(settings)), encoding="utf-8")
        stationctl("doctor", "--json")
    (line,) = [line for line in json.loads(capsys.readouterr().out) if line["code"] == "CHK-INTAKE"]
    assert (line["outcome"], line["measured"]) == ("pass", "UP")


def test_keys_are_made_and_printed_for_registration(
    demo_home: Path, stationctl: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stationctl("mosip") == 1
    assert "mosip.centre" in capsys.readouterr().err
    settings = load_settings(demo_home)
    (settings.config / "station.toml").write_text(toml("https://mosip.example", people(settings)), encoding="utf-8")
    assert stationctl("mosip") == 0
    first = capsys.readouterr().out
    assert "10001_10077" in first
    assert first.count("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A") == 2
    assert (settings.data / "mosip" / "id-schema.json").is_file()
    assert first.count("mosip") == 5, "the ID schema is named, what the receiver is told, and what is still missing"
    assert stationctl("mosip") == 0
    assert capsys.readouterr().out == first, "made once"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda settings: (settings.trust / "mosip" / "policy.pem").unlink(), "CRY-052"),
        (lambda settings: (settings.trust / "mosip" / "answers.pem").unlink(), "CRY-052"),
        (lambda settings: (settings.keys / "mosip-sign.key.pem").unlink(), "CRY-052"),
        (lambda settings: (settings.keys / "mosip-sign.key.pem").write_text("x"), "CRY-013"),
    ],
)
def test_what_is_missing_stops_the_start_and_not_the_first_delivery(
    world: MosipWorld,
    stationctl: Run,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Settings], object],
    code: str,
) -> None:
    settings = world.settings
    (settings.config / "station.toml").write_text(toml("https://127.0.0.1:9", people(settings)), encoding="utf-8")
    spoil(settings)
    assert stationctl("enroll", "--script", EXAMPLE) == 1
    assert code in capsys.readouterr().err
