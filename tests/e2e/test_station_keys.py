"""A technician's day: the station's key in a token, a person's card admitted, keys replaced while packets wait."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

import pytest

from crypto import roles
from crypto.authority import load_authority
from crypto.certificate import Certificate, certificates_from_pem
from crypto.demo_pki import AUTHORITIES
from crypto.keys import station
from crypto.keys.pkcs11.login import login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.wire import Kind
from crypto.keys.soft import SoftKeyStore
from intake.__main__ import main as intake
from intake.acceptance.opening import open_packet
from station.__main__ import main
from station.domain.outbox import OutboxRow, OutboxState
from station.outbox.store import OutboxStore
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support.enrolling import enroll_one
from tests.support.intake_process import running
from tests.support.quick_script import QUICK
from tests.support.softhsm import SoftHsm, soft_hsm
from tests.support.tokens import give_keys
from tests.support.typed import Typed

CARD, CARD_PIN, STATION_PIN = "Նարե Պետրոսյան", "482913", "0123456789abcdef"
NOBODY = "https://127.0.0.1:9"
Run = Callable[..., int]


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


@pytest.fixture
def authority(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The demonstration's authority at the centre."""

    def run(*arguments: object) -> int:
        home = str(demo_home / "data" / "intake")
        monkeypatch.setattr("sys.argv", ["intake", *map(str, arguments), "--home", home])
        return intake()

    return run


def settle(home: Path, *lines: str) -> Settings:
    (home / "config" / "station.toml").write_text("\n".join(lines), encoding="utf-8")
    return load_settings(home)


def tokens(hsm: SoftHsm) -> tuple[str, ...]:
    entry = f'module = "{hsm.module.path}"\nenvironment = {{ SOFTHSM2_CONF = "{hsm.environment["SOFTHSM2_CONF"]}" }}'
    return ("[tokens.cards]", entry, "[tokens.tpm]", entry, 'station = "station"')


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Who answers for each change of keys here, and types their PIN whenever one is asked for."""
    monkeypatch.setattr("sys.stdin", Typed(repeat("5678")))
    return "--officer", "Կարեն Սարգսյան"


def renew(stationctl: Run, authority: Run, folder: Path, officer: tuple[str, str]) -> None:
    """Make, ask, certify, import, rotate."""
    assert stationctl("keys", "make", *officer) == 0
    assert stationctl("keys", "csr", "-o", folder) == 0
    made = []
    for request in sorted(folder.glob("*.csr.pem")):
        made.append(request.with_name(request.name.replace(".csr", ".crt")))
        assert authority("certify", request, "-o", made[-1]) == 0
        request.unlink()
    assert stationctl("keys", "import", *made, *officer) == 0
    assert stationctl("keys", "rotate", *officer) == 0


def rows(settings: Settings) -> tuple[OutboxRow, ...]:
    with closing(connect(settings.database)) as db:
        return OutboxStore(db, settings.outbox).rows()


def script(folder: Path, operator: str = "", pin: str = "") -> Path:
    file = folder / "script.toml"
    text = QUICK
    if operator:
        text = text.replace('"Անի Հակոբյան"', f'"{operator}"').replace('pin = "1234"', f'pin = "{pin}"')
    file.write_text(text, encoding="utf-8")
    return file


def issue_card(hsm: SoftHsm, intake_home: Path) -> None:
    """What the State's card office does: keys made in the card, certified, written back."""
    hsm.new_token("card", CARD_PIN)
    folder = intake_home / AUTHORITIES
    process = ModuleProcess(hsm.module)
    names: tuple[str, ...] = process.ask("present")
    opened = login(process, next(name for name in names if name.endswith("/card")), CARD_PIN, writes=True)
    issuer = load_authority(folder, folder / "secret", "operators")
    give_keys(opened, issuer, CARD, (roles.OPERATOR_POLICY,), Kind.P256, Kind.P256)
    process.close()


@pytest.mark.slow
def test_a_station_and_an_operator_with_keys_in_tokens(
    demo_home: Path,
    stationctl: Run,
    authority: Run,
    officer: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hsm = soft_hsm(tmp_path / "hsm")
    hsm.new_token("station", STATION_PIN)
    issue_card(hsm, demo_home / "data" / "intake")
    settings = settle(demo_home, *tokens(hsm))
    settings.token_secret.write_text(STATION_PIN + "\n")
    before = station.certificate_of(settings.keys, "station")
    renew(stationctl, authority, tmp_path / "requests", officer)
    after = station.certificate_of(station.current(settings.keys), "station")
    assert (after != before, after.subject_der) == (True, before.subject_der)

    capsys.readouterr()
    assert stationctl("keys", "list") == 0
    listed = capsys.readouterr().out
    assert f"{after.fingerprint[:16]}  in use  station token" in listed
    (card,) = (line for line in listed.splitlines() if CARD in line)
    assert card.endswith("does not open the drafts here")

    file = script(tmp_path, CARD, CARD_PIN)
    assert stationctl("enroll", "--script", file) == 4  # not admitted yet
    assert "[CRY-018]" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Typed(iter(("5678", "1234", CARD_PIN))))
    witness = person(settings, "Անի Հակոբյան").fingerprint
    assert stationctl("keys", "admit", card[:16], "--witness", witness[:16], *officer) == 0
    enroll_one(settings, CARD, CARD_PIN)
    assert stationctl("outbox", "--deliver", 60) == 0
    (packet,) = (demo_home / "data" / "intake" / "data").glob("packets/*/packet.p7m")
    opened = open_packet(packet, demo_home / "data" / "intake", "production", datetime.now(UTC))
    assert opened.station.certificate == after
    assert opened.verified.operator.certificate.common_name == CARD
    assert stationctl("doctor") == 0


def test_keys_are_replaced_without_losing_what_waits(
    demo_home: Path, stationctl: Run, authority: Run, tmp_path: Path, officer: tuple[str, str]
) -> None:
    """One packet sealed before the rotation and delivered after it; its receipt lost, and asked for after the next."""
    home = demo_home / "data" / "intake"
    settings = settle(demo_home, f'intake = "{NOBODY}"', "keep_receipted_hours = 24")
    enroll_one(settings)
    sealed_by = station.certificate_of(settings.keys, "station")
    assert [row.state for row in rows(settings)] != [OutboxState.RECEIPTED]
    renew(stationctl, authority, tmp_path / "first", officer)
    with running(home, tmp_path) as centre:
        settle(demo_home, f'intake = "{centre.url}"', "keep_receipted_hours = 24")
        assert stationctl("outbox", "--deliver", 30) == 0
        (row,) = rows(settings)
        assert row.state is OutboxState.RECEIPTED
        (packet,) = (home / "data").glob("packets/*/packet.p7m")
        assert open_packet(packet, home, "production", datetime.now(UTC)).station.certificate == sealed_by

        with closing(sqlite3.connect(settings.database)) as db:  # as if the receipt had never come
            db.execute("UPDATE outbox SET state = 'pending', receipted_at = NULL")
            db.commit()
        renew(stationctl, authority, tmp_path / "second", officer)
        assert stationctl("outbox", "--deliver", 30) == 0
    (row,) = rows(settings)
    assert row.state is OutboxState.RECEIPTED


@pytest.mark.slow
def test_a_revoked_station_delivers_no_more_and_a_revoked_officer_approves_no_more(
    demo_home: Path, stationctl: Run, authority: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = demo_home / "data" / "intake"
    settings = settle(demo_home, f'intake = "{NOBODY}"')
    enroll_one(settings)
    own = tmp_path / "own.pem"
    own.write_text(station.certificate_of(settings.keys, "station").pem)
    assert authority("revoke", own, "--reason", "keyCompromise") == 0
    with running(home, tmp_path) as centre:
        settle(demo_home, f'intake = "{centre.url}"')
        stationctl("outbox", "--deliver", 20)
        (row,) = rows(settings)
        assert (row.state, row.problem_code) == (OutboxState.REFUSED, "INT-011")

    officer = tmp_path / "officer.pem"
    officer.write_text(person(settings, "Կարեն Սարգսյան").pem)
    assert authority("revoke", officer, "--reason", "cessationOfOperation") == 0
    assert stationctl("keys", "lists", home / "trust" / "crls" / "approvals.crl") == 0
    capsys.readouterr()
    settle(demo_home, f'intake = "{NOBODY}"')
    assert stationctl("enroll", "--script", script(tmp_path)) == 4
    assert "[STN-403]" in capsys.readouterr().err
    older = tmp_path / "older.crl"
    older.write_bytes((demo_home / "data" / "trust" / "crls" / "approvals.crl").read_bytes())
    assert stationctl("keys", "lists", older) == 0
    assert "0" in capsys.readouterr().out


def person(settings: Settings, name: str) -> Certificate:
    entries = SoftKeyStore(settings.keys, settings.machine_secret).entries()
    return next(entry.certificate for entry in entries if entry.certificate.common_name == name)


def test_keys_of_a_station_at_work_are_an_officers_affair(
    demo_home: Path, stationctl: Run, officer: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(demo_home)
    stationctl("doctor")  # it has started once: it has a log
    for act in (("make",), ("rotate",), ("import", demo_home / "data" / "keys" / "station.pem")):
        for by, code in (((), "STN-227"), (("--officer", "Անի Հակոբյան"), "STN-411"), (("--officer", "x"), "STN-403")):
            capsys.readouterr()
            assert stationctl("keys", *act, *by) == 1
            assert f"[{code}]" in capsys.readouterr().err
    assert stationctl("keys", "make", *officer) == 0
    with closing(connect(settings.database)) as db:
        rows = db.execute("SELECT event FROM audit ORDER BY seq").fetchall()
    events = [json.loads(text) for (text,) in rows]
    kinds = [event["kind"] for event in events]
    assert kinds.count("act_refused") == 9
    made = next(event for event in events if event["kind"] == "station_key_made")
    assert made["actor"] == person(settings, "Կարեն Սարգսյան").fingerprint


def test_a_first_key_needs_a_name_and_a_certificate_a_request(
    tmp_path: Path, stationctl: Run, demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    (bare / "config").mkdir(parents=True)
    (bare / "config" / "machine.secret").write_text("secret of this computer")

    def keys(*arguments: object) -> str:
        capsys.readouterr()
        main(["--home", str(bare), "keys", *map(str, arguments)])
        said = capsys.readouterr()
        return said.out + said.err

    assert "[STN-606]" in keys("make")
    assert "[STN-608]" in keys("make", "--name", "ծ" * 65, "--organisation", "Service")
    assert "[CRY-065]" in keys("csr")
    assert "csr" in keys("make", "--name", "Station 7", "--organisation", "Service", "--kind", "P-384")
    request = keys("csr")
    assert request.startswith("-----BEGIN CERTIFICATE REQUEST-----")
    assert "[CRY-066]" in keys("make", "--name", "Station 7", "--organisation", "Service")
    assert "[CRY-067]" in keys("rotate")
    stray = demo_home / "data" / "trust" / "roots" / "tls.pem"
    assert certificates_from_pem(stray.read_bytes())
    assert "[CRY-063]" in keys("import", stray)
    assert "waits for its certificate" in keys("list")
    assert "[CRY-089]" in keys("import", tmp_path / "nothing.pem")
    assert "[STN-403]" in keys("admit", "0" * 64)
