"""Practice from the desk to its receipt: at an intake of training, and at a demonstration's own."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from crypto import demo_pki, issuing, roles
from crypto.authority import load_authority
from crypto.files import write_private
from crypto.issuing import Subject
from crypto.keys.machine import key_files
from devices.api import CancelScope
from intake.__main__ import main as intake
from intake.acceptance.judging import Judged, judge
from station.bootstrap.decisions import Decisions
from station.bootstrap.identity import find_identity
from station.bootstrap.practice import receipt_checks, ways_out
from station.domain.answers import Answer, Verdict
from station.domain.clock import SystemClock
from station.domain.modes import MODES
from station.domain.outbox import OutboxRow, Parcel
from station.formats.receipt import Receipt
from station.outbox.errors import PacketRefused, TransportDown
from station.receivers.parts import open_check, open_provenance, open_transport
from station.services.training import find_training
from station.services.views import SealedView
from station.settings import Settings
from tests.support.desk import OPERATOR, approved_draft, open_desk
from tests.support.intake_process import running


@pytest.fixture
def practised(demo_settings: Settings) -> Iterator[OutboxRow]:
    """One enrollment, sealed while policy ordered training."""
    with closing((desk := open_desk(demo_settings)).db):
        signing = desk.enroll._signing
        signing._identity = replace(signing._identity, work_mode=lambda: MODES["TRAINING"])
        signing._sealing = replace(signing._sealing, training=lambda: find_training(demo_settings, desk.clock))
        desk.sign_in_as(OPERATOR)
        assert isinstance(desk.enroll.seal(approved_draft(desk)), SealedView)
        (row,) = desk.outbox.rows()
        yield row


def delivered(settings: Settings, row: OutboxRow, url: str) -> Receipt:
    """What the outbox does with one packet; the receipt is checked."""
    clock = SystemClock()
    with ExitStack() as stack:
        identity = find_identity(settings, clock, stack)
        earnest = open_transport(url, identity.context, settings)
        way = ways_out(settings, identity, lambda: url, earnest)
        stack.callback(way.close)
        in_earnest = open_check(settings, identity.trust, identity.station_id, clock)
        check = receipt_checks(settings, identity, clock, in_earnest)
        packets = sorted(settings.outbox.glob("*.p7m"))
        p7m, p7s = packets[0].read_bytes(), packets[0].with_name(f"{packets[0].name}.p7s").read_bytes()
        receipt = check(way.send(Parcel(row, p7m, p7s), CancelScope(30)), row)
    assert isinstance(receipt, Receipt)
    return receipt


def judged_there(home: Path, row: OutboxRow, mode: str | None = None) -> Judged:
    """Nothing is found in it: station and log inside are those of work in earnest, and that is right."""
    folder = home / "data" / "packets" / row.packet_id
    judged = judge(folder, home, "training", SystemClock().now().replace(microsecond=0), mode=mode)
    assert (judged.findings, judged.answer.verdict) == ((), Verdict.ACCEPTED)
    return judged


def told(settings: Settings, home: Path, row: OutboxRow, url: str) -> Answer:
    """What the station hears where it asks. url: of the intake in earnest."""
    receipt = (home / "data" / "packets" / row.packet_id / "receipt.p7m").read_bytes()
    with ExitStack() as stack:
        identity = find_identity(settings, SystemClock(), stack)
        decisions = Decisions(settings, identity, SystemClock(), lambda: url)
        heard = decisions.ask(row, receipt, CancelScope(30))
        decisions.close()
    assert heard is not None
    return heard[1]


def of_training(settings: Settings, home: Path) -> Path:
    """A home for an intake of training: its receipts are certified under the root of training."""
    shutil.copytree(settings.intake_home, home)
    folder = home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "training")
    key, secret = issuing.new_ec_key(), (home / "gateway" / "secret").read_bytes()
    subject = Subject("Receipts of training", "Training", (roles.INTAKE_POLICY,), issuing.SIGNS)
    certificate = issuing.issue(authority, subject, key, SystemClock().now(), 30)
    for name, data in key_files(key, (certificate, *authority.chain), secret, "receipt").items():
        write_private(home / "gateway" / name, data)
    return home


def test_a_demonstration_takes_practice_at_its_own_intake(
    demo_settings: Settings, practised: OutboxRow, tmp_path: Path
) -> None:
    with running(demo_settings.intake_home, tmp_path) as centre:
        receipt = delivered(demo_settings, practised, centre.url)
        judged = judged_there(demo_settings.intake_home, practised)
        assert told(demo_settings, demo_settings.intake_home, practised, centre.url) == judged.answer
    assert (receipt.mode, receipt.checkpoint) == ("demo", "")


def test_practice_goes_to_the_intake_of_training(demo_settings: Settings, practised: OutboxRow, tmp_path: Path) -> None:
    home = of_training(demo_settings, tmp_path / "training")
    with running(home, tmp_path, options=("--mode", "training")) as centre:
        settings = replace(demo_settings, training_intake=centre.url)
        receipt = delivered(settings, practised, "https://127.0.0.1:9")
        assert (receipt.mode, receipt.packet_id) == ("training", practised.packet_id)
        judged = judged_there(home, practised, "training")
        assert told(settings, home, practised, "https://127.0.0.1:9") == judged.answer


def test_practice_without_an_intake_of_training_waits(demo_settings: Settings, practised: OutboxRow) -> None:
    settings = replace(demo_settings, mode="production", intake="https://127.0.0.1:9")
    with pytest.raises(TransportDown):
        delivered(settings, practised, "https://127.0.0.1:9")


def test_an_intake_says_no_to_a_mode_that_is_not_its_own(
    demo_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["intake", "serve", "--home", str(demo_settings.intake_home), "--mode", "production"]
    )
    assert intake() == 1
    assert "INT-050" in capsys.readouterr().err


def test_work_in_earnest_is_refused_where_people_practise(demo_settings: Settings, tmp_path: Path) -> None:
    """Whose certificate for connections is under the root of training, and seals in earnest all the same."""
    home = of_training(demo_settings, tmp_path / "training")
    with closing((desk := open_desk(demo_settings)).db):
        desk.sign_in_as(OPERATOR)
        assert isinstance(desk.enroll.seal(approved_draft(desk)), SealedView)
        (row,) = desk.outbox.rows()
    with running(home, tmp_path, options=("--mode", "training")) as centre, ExitStack() as stack:
        settings = replace(demo_settings, training_intake=centre.url)
        way = ways_out(settings, find_identity(settings, SystemClock(), stack), lambda: "", lambda: None)._training
        stack.callback(way.close)
        (packet,) = settings.outbox.glob("*.p7m")
        p7s = packet.with_name(f"{packet.name}.p7s").read_bytes()
        with pytest.raises(PacketRefused) as caught:
            way.send(Parcel(row, packet.read_bytes(), p7s), CancelScope(30))
    assert caught.value.params["reason"] == "INT-051"


def test_practice_is_known_as_sealed_here(demo_settings: Settings, practised: OutboxRow) -> None:
    """So that it is taken up again when its row is lost."""
    (packet,) = demo_settings.outbox.glob("*.p7m")
    p7s = packet.with_name(f"{packet.name}.p7s").read_bytes()
    assert open_provenance(demo_settings).sealed_here(packet.read_bytes(), p7s)
    (demo_settings.keys / "training.pem").unlink()
    assert not open_provenance(demo_settings).sealed_here(packet.read_bytes(), p7s)
