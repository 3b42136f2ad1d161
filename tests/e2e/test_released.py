"""What version 0.1.0 wrote opens, verifies and delivers with this version; old programs and new ones talk."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from crypto import cms, demo_classes
from crypto.errors import WrongPin
from crypto.keys.machine import server_context
from crypto.keys.soft import SoftKeyStore
from crypto.keys.station import former_certificates, load_station_key
from crypto.mosip.machine import load_mosip_machine
from crypto.trust import Purpose
from crypto.trust_folder import load_recipients, load_trust
from intake.__main__ import main as intake
from intake.acceptance.opening import Opened, open_packet
from intake.store.embedded import EmbeddedStore
from station.__main__ import main
from station.bootstrap import DemoKeysInProduction, Station, build
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.domain.sample import SLAPS
from station.formats.receipt import decode_receipt
from station.outbox.store import OutboxStore
from station.packet import asice, envelope_policy
from station.receivers.intake.transport import HttpsTransport
from station.receivers.mosip.kept import decode_mosip_receipt
from station.receivers.osia.statement import decode_statement
from station.services.log_book import open_log_book
from station.services.views import SealedView
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support.applicants import ANSWERS
from tests.support.desk import DEVICE, ink, slap_candidate
from tests.support.intake_process import ROOT, running
from tests.support.mosip_server import MosipServer
from tests.support.mosip_world import Holder, MosipWorld
from tests.support.osia_centre import Centre
from tests.support.osia_server import OsiaServer
from tests.support.pki import Pki
from tests.support.released import MANIFEST, READ_AT, Released, packet, released, still, unpacked_once
from tests.support.typed import Typed

__all__ = ["released", "unpacked_once"]

NOBODY = "https://127.0.0.1:9"
VERIFIER = ROOT / "tools" / "verify_receipt.py"
ON_THE_WAY = ("reply_lost", "before_renewal", "after_renewal")
T = TypeVar("T")


def stationctl(home: Path, *arguments: object) -> int:
    return main(["--home", str(home), *map(str, arguments)])


def rows(settings: Settings) -> dict[PacketId, OutboxRow]:
    """Of a copy: to be looked into, the database would be brought up to date, and not open for the old program."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "station.db"
        with closing(sqlite3.connect(settings.database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return _rows(settings, copy)


def _rows(settings: Settings, database: Path) -> dict[PacketId, OutboxRow]:
    with closing(connect(database)) as db:
        return {row.packet_id: row for row in OutboxStore(db, settings.outbox).rows()}


def receipt_of(settings: Settings, packet_id: PacketId) -> bytes:
    with closing(connect(settings.database)) as db:
        return OutboxStore(db, settings.outbox).receipt_path(packet_id).read_bytes()


@contextmanager
def signed_in(released: Released, who: str) -> Iterator[Station]:
    """This version's station on the old home, at the moment of then; nothing is delivered."""
    name, pin = MANIFEST["people"][who]
    with closing(build(released.settings, still())) as station:
        known = station.work.call(station.sign_in.credentials)
        credential = next(each.credential_id for each in known if each.name == name)
        done(station, station.sign_in.sign_in, credential, pin)
        yield station


def done(station: Station, call: Callable[..., T], *arguments: object) -> T:
    answer = station.work.call(call, *arguments)
    assert not hasattr(answer, "code"), answer
    return answer


# --- drafts -------------------------------------------------------------------------------------------------------


def test_each_person_signs_in_with_the_pin_of_then(released: Released) -> None:
    for who in MANIFEST["people"]:
        with signed_in(released, who) as station:
            operator = station.sign_in.current
            assert operator is not None
            assert operator.name == MANIFEST["people"][who][0]


def test_wrong_pins_of_then_are_counted_on_and_the_key_is_wrapped_anew(released: Released) -> None:
    """The technician had one wrong PIN; afterwards the file opens on this machine only."""
    settings = released.settings
    store = SoftKeyStore(settings.keys, settings.machine_secret)
    name, pin = MANIFEST["people"]["technician"]
    key_id = next(each.key_id for each in store.entries() if each.certificate.common_name == name)
    with pytest.raises(WrongPin) as caught:
        store.unlock(key_id, "0000")
    assert caught.value.params == {"tries_left": 3}
    before = (settings.keys / f"{key_id}.key").read_bytes()
    data_key = store.unlock(key_id, pin).data_key
    after = (settings.keys / f"{key_id}.key").read_bytes()
    assert (b"soft key 1" in before, b"soft key 2" in after) == (True, True)
    assert store.unlock(key_id, pin).data_key == data_key
    settings.machine_secret.write_bytes(b"of another machine")
    store.release(key_id)
    with pytest.raises(WrongPin):
        store.unlock(key_id, pin)


def test_a_demonstration_of_then_does_not_start_in_production(released: Released) -> None:
    settings = replace(released.settings, mode="production", intake=NOBODY, policy=f"{NOBODY}/")
    (settings.trust / "demo-pki.json").unlink()
    with pytest.raises(DemoKeysInProduction):
        build(settings, still())


def test_a_demonstration_of_then_has_receivers_of_confidential_classes(released: Released) -> None:
    settings = released.settings
    with signed_in(released, "officer") as station:
        offered = {each.service_id: each.hindrance for each in done(station, station.enroll.services)}
        codes = {name: hindrance.code for name, hindrance in offered.items() if hindrance is not None}
    assert "STN-446" not in codes.values(), codes
    for name, place in demo_classes.PLACES.items():
        assert len(load_recipients((settings.trust / place).parent, load_trust(settings.trust), READ_AT)) >= 2, name


def test_drafts_open_where_they_were_left(released: Released) -> None:
    with signed_in(released, "operator") as station:
        found = {each.enrollment_id for each in done(station, station.enroll.drafts)}
        assert found == set(MANIFEST["drafts"].values())
        for name, draft in MANIFEST["drafts"].items():
            view = done(station, station.enroll.resume, draft)
            assert view.enrollment.fields["email"] == f"{name}@example.am"
            portrait = view.enrollment.samples.portrait
            assert portrait is not None
            kept = done(station, station.enroll.image, draft, portrait.image.digest)
            assert sha256(kept).hexdigest() == portrait.image.digest
            assert view.ready_to_seal == (name == "approved")


def test_a_draft_half_way_is_finished(released: Released) -> None:
    draft, at = MANIFEST["drafts"]["midway"], READ_AT
    with signed_in(released, "operator") as station:
        use = station.enroll
        view = done(station, use.set_fields, draft, {"phone": "+374 91 000000"})
        lacking = [step.step_id for step in view.steps if step.problems and step.takes is None and not step.signs]
        assert lacking == ["request", "papers", "consents"], "nobody was asked these then"
        locked = station.work.call(use.go_to, draft, "review")
        assert (locked.code, locked.params) == ("STN-431", {"step": "request"})
        assert done(station, use.go_to, draft, "request").step.form is not None
        assert done(station, use.set_fields, draft, ANSWERS).step.problems == ()
        for slap in SLAPS:
            done(station, use.accept_slap, draft, slap_candidate(at, slap))
        done(station, use.accept_signature, draft, ink(), (100.0, 40.0), DEVICE)
        done(station, use.sign, draft)
        done(station, use.approve, draft, *officer(station))
        assert sealed_for_the_centre(released, done(station, use.seal, draft)).verified.officer is not None


@pytest.mark.parametrize("name", ["signed", "approved"])
def test_what_was_signed_then_is_sealed_now(released: Released, name: str) -> None:
    draft = MANIFEST["drafts"][name]
    with signed_in(released, "operator") as station:
        if name == "signed":
            done(station, station.enroll.approve, draft, *officer(station))
        opened = sealed_for_the_centre(released, done(station, station.enroll.seal, draft))
    assert opened.verified.operator.certificate.common_name == MANIFEST["people"]["operator"][0]
    assert opened.verified.officer is not None
    assert opened.verified.officer.certificate.common_name == MANIFEST["people"]["officer"][0]


def officer(station: Station) -> tuple[str, str]:
    name, pin = MANIFEST["people"]["officer"]
    known = station.work.call(station.sign_in.credentials)
    return next(each.credential_id for each in known if each.name == name), pin


def sealed_for_the_centre(released: Released, sealed: SealedView) -> Opened:
    return open_packet(Path(sealed.packet_path), released.settings.intake_home, "production", READ_AT)


# --- delivering: this version's station and intake, and those of then -------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("station", "centre"), [("new", "new"), ("old", "new"), ("new", "old")])
def test_what_waited_is_delivered_once(
    released: Released, tmp_path: Path, station: str, centre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if every packet were long: an intake of then knows no pieces, and is given it whole."""
    defaults = HttpsTransport.__init__.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "piece_bytes", 10_000)
    settings = released.settings
    waited = {packet("home", name) for name in ON_THE_WAY}
    with closing(sqlite3.connect(settings.database)) as db:  # not through this version, which would bring it up to date
        found = db.execute("SELECT packet_id FROM outbox WHERE state <> 'receipted'").fetchall()
    assert {PacketId(packet_id) for (packet_id,) in found} == waited
    with running(settings.intake_home, tmp_path, ROOT if centre == "new" else released.code) as receiver:
        released.deliver_to(receiver.url)
        if station == "new":
            assert stationctl(released.home, "outbox", "--deliver", 60) == 0
        else:
            ended = released.old_stationctl(released.home, "outbox", "--deliver", 60)
            assert ended.returncode == 0, ended.stdout + ended.stderr
        status, said = receiver.stop()
        assert status == 0, said
    assert all(row.state is OutboxState.RECEIPTED for row in rows(settings).values())
    held = settings.intake_home / "data"
    if centre == "old":
        EmbeddedStore(held).close()  # this version takes it over
    stored = {path.name for path in (held / "packets").iterdir()}
    assert stored == set(MANIFEST["packets"]["home"].values())
    for packet_id in waited:
        file = held / "packets" / packet_id
        assert open_packet(file, settings.intake_home, "production", datetime.now(UTC)).packet_id == packet_id
        message, _ = cms.verify_attached(
            receipt_of(settings, packet_id), load_trust(settings.trust), Purpose.INTAKE, datetime.now(UTC)
        )
        assert decode_receipt(message).packet_id == packet_id
    assert stationctl(released.home, "log", "verify") == 0


@pytest.mark.slow
def test_an_old_station_goes_on_where_this_one_stopped(released: Released, tmp_path: Path) -> None:
    """An update that is taken back: the old program opens what this one wrote or says it cannot; no packet goes."""
    settings = released.settings
    before = {path.name for path in settings.outbox.glob("*.p7m*")}
    released.deliver_to(NOBODY)
    stationctl(released.home, "outbox", "--deliver", 0.2)
    ended = released.old_stationctl(released.home, "outbox")
    assert ended.returncode in (0, 1), ended.stderr
    assert "Traceback" not in ended.stderr
    assert before <= {path.name for path in settings.outbox.rglob("*.p7m*")}


# --- what others hold ---------------------------------------------------------------------------------------------


def test_packets_at_the_intake_open_with_each_receiver(released: Released) -> None:
    settings = released.settings
    for name in ("erased", "kept", "reply_lost"):
        (file,) = (settings.intake_home / "data").rglob(f"{packet('home', name)}.p7m")
        for receiver in ("production", "escrow"):
            opened = open_packet(file, settings.intake_home, receiver, READ_AT)
            assert opened.packet_id == packet("home", name)
            assert opened.verified.officer is not None
            assert opened.proof is not None


def test_a_packet_of_then_opens_by_its_policy_of_sealing(released: Released) -> None:
    settings = released.settings
    policy = settings.trust / envelope_policy.FILE
    with closing(connect(settings.database)) as db:
        file = OutboxStore(db, settings.outbox).packet_path(packet("home", "after_renewal"))
    for receiver in ("production", "production-ec", "production-kem", "escrow"):
        opened = open_packet(file, settings.intake_home, receiver, READ_AT, policy=policy)
        assert opened.verified.station is not None
    assert load_station_key(settings.keys, settings.machine_secret, None).certificate == opened.station.certificate
    assert len(former_certificates(settings.keys)) == 1


def test_receipts_verify(released: Released) -> None:
    settings = released.settings
    for name in ("erased", "kept"):
        message = receipt_of(settings, packet("home", name))
        content, signer = cms.verify_attached(message, load_trust(settings.trust), Purpose.INTAKE, READ_AT)
        receipt, row = decode_receipt(content), rows(settings)[packet("home", name)]
        assert row.logged is not None
        assert (receipt.packet_id, receipt.nonce) == (row.packet_id, row.nonce)
        assert receipt.checkpoint == row.logged.checkpoint
        assert signer.certificate.common_name == "Demo Intake Receipts"


def test_the_log_holds_and_its_witnesses_are_heard(released: Released) -> None:
    with open_log_book(released.settings, still()) as book:
        findings = book.verify([released.given / "by-other-desk", released.given / "by-officer"])
        assert findings.problems == []
        assert (findings.size, findings.forgotten) == (MANIFEST["log"]["events"], 1)
        assert findings.checkpoints == MANIFEST["log"]["checkpoints"]
        assert findings.witnesses >= 4
        assert (released.given / "first.key").read_text().split() == [
            book.signer.verifier.text,
            book.signer.witness.text,
        ]


def test_an_event_rewritten_since_then_is_found(released: Released) -> None:
    with closing(connect(released.settings.database)) as db:
        db.execute("UPDATE audit SET event = replace(event, 'signed_in', 'signed_on') WHERE seq = 4")
    with open_log_book(released.settings, still()) as book:
        assert book.verify().problems != []


def test_the_citizens_receipt_is_verified_by_anybody(released: Released) -> None:
    ended = subprocess.run(
        [sys.executable, str(VERIFIER), str(released.given / "first.key")],
        input=(released.given / "receipt.code").read_text(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert packet("home", "kept") in ended.stdout


def test_policy_and_revocation_of_then_are_in_force(released: Released) -> None:
    with closing(build(released.settings, still())) as station:
        view = station.policy.view()
        assert (view.state, view.problem) == ("fresh", None)
    trust = load_trust(released.settings.trust)
    active = envelope_policy.load_active(released.settings.trust, trust, READ_AT)
    assert (active.name, active.number) == ("transition", 2)
    lists = [x509.load_der_x509_crl(path.read_bytes()) for path in (released.settings.trust / "crls").glob("*.crl")]
    assert sum(len(each) for each in lists) == 1


def test_keys_of_then_are_renewed(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = released.settings
    assert stationctl(released.home, "keys", "list") == 0
    assert "in use" in capsys.readouterr().out
    officer = ("--officer", "Կարեն Սարգսյան")
    monkeypatch.setattr("sys.stdin", Typed(repeat("5678")))
    assert stationctl(released.home, "keys", "make", *officer) == 0
    assert stationctl(released.home, "keys", "csr", "-o", tmp_path) == 0
    (request,) = tmp_path.glob("*.csr.pem")
    made = ["intake", "certify", str(request), "--home", str(settings.intake_home), "-o", str(tmp_path / "new.pem")]
    monkeypatch.setattr("sys.argv", made)
    assert intake() == 0
    assert stationctl(released.home, "keys", "import", tmp_path / "new.pem", *officer) == 0
    assert stationctl(released.home, "keys", "rotate", *officer) == 0
    assert len(former_certificates(settings.keys)) == 2


# --- other receivers ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_osia_packet_of_then_is_delivered(released: Released) -> None:
    settings = load_settings(released.osia)
    delivered, waiting = packet("osia", "delivered"), packet("osia", "waiting")
    assert decode_statement(receipt_of(settings, delivered)).packet_id == delivered
    with osia_server(settings).running() as server:
        (released.osia / "config" / "station.toml").write_text(f'intake = "osia+{server.url}"\n', encoding="utf-8")
        assert stationctl(released.osia, "outbox", "--deliver", 60) == 0
        ((enrollment_id, held),) = server.enrollments.items()
        pki = Pki(settings.data)
        centre = Centre(pki, {**held, "enrollmentId": enrollment_id}, server.fetch)
        assert asice.verify(centre.container(), pki.trust, datetime.now(UTC)).officer is not None
    row = rows(settings)[waiting]
    assert (row.state, row.unsigned) == (OutboxState.RECEIPTED, True)


def osia_server(settings: Settings) -> OsiaServer:
    gateway, roots = settings.intake_home / "gateway", settings.intake_home / "trust" / "roots" / "station.pem"
    return OsiaServer(server_context(gateway, gateway / "secret", roots, "tls"))


@pytest.mark.slow
def test_a_mosip_packet_of_then_is_delivered(released: Released) -> None:
    settings = load_settings(released.mosip)
    receipted, waiting = packet("mosip", "receipted"), packet("mosip", "waiting")
    before = receipt_of(settings, receipted)
    assert decode_mosip_receipt(before).announcement.packet_id
    gateway, roots = settings.intake_home / "gateway", settings.intake_home / "trust" / "roots" / "station.pem"
    context = server_context(gateway, gateway / "secret", roots, "tls")
    toml = released.mosip / "config" / "station.toml"
    with MosipServer(mosip_receiver(released), context, SystemClock()).running() as server:
        toml.write_text(toml.read_text(encoding="utf-8").replace(NOBODY, server.url), encoding="utf-8")
        assert stationctl(released.mosip, "outbox", "--deliver", 60) == 0
        assert [len(uploads) for uploads in server.uploads.values()] == [1]
    assert rows(settings)[waiting].state is OutboxState.RECEIPTED
    assert receipt_of(settings, receipted) == before


def mosip_receiver(released: Released) -> MosipWorld:
    settings, folder = load_settings(released.mosip), released.given / "mosip-receiver"
    machine = load_mosip_machine(settings.keys, settings.machine_secret)
    return MosipWorld(settings, machine, *(holder(folder, name) for name in ("policy", "answers")))


def holder(folder: Path, name: str) -> Holder:
    key = load_pem_private_key((folder / f"{name}.key.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return Holder(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))
