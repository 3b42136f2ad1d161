"""A stranger judges a packet from its folder alone, long after every certificate has ended: the scripts of the page,
with the stock `openssl`, `unzip` and `date`."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from re import DOTALL, findall

import pytest
from cryptography import x509

from crypto import cms, demo_pki
from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from crypto.trust_folder import load_trust
from intake.acceptance.opening import open_packet
from intake.gateway.admission import Announced, sign_receipt, verify_provenance
from intake.gateway.trusted import TrustedNow
from intake.store.embedded import EmbeddedStore
from station.packet import asice, sealed
from station.packet.envelope_policy import DEFAULT, receivers
from tests.support.clock import NOW
from tests.support.pki import Pki, pki
from tests.support.programs import need
from tests.support.sealing import make_content
from tests.support.time_stamping import stamped_by, stamper

__all__ = ["pki"]

PAGE = Path(__file__).parents[2] / "docs" / "open-a-packet.md"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Then:
    """A centre of six years ago: people's certificates hold for five."""

    pki: Pki
    at: datetime

    def take_back(self, authority: str, certificate: Certificate, since: datetime, at: datetime) -> None:
        folder = self.pki.intake_home / demo_pki.AUTHORITIES
        entry = (certificate.serial, since, x509.ReasonFlags.cessation_of_operation)
        made = revocation_list(load_authority(folder, folder / "secret", authority), (entry,), at, 30 * DAY)
        (self.pki.intake_home / "trust" / "crls" / f"{authority}.crl").write_bytes(made)

    def receive(self) -> Path:
        """A packet of that day, received the day after. Returns its folder, alone on another disk."""
        pki, trust = self.pki, load_trust(self.pki.trust_folder)
        once = asice.sign_operator(make_content(), pki.operator, self.at)
        whole = asice.approve(once, pki.officer, self.at, pki.operator.certificate)
        packet = sealed.seal(whole, receivers(DEFAULT, pki.trust_folder, trust, self.at), pki.station, self.at)
        announced = Announced(packet.packet_id, "0b" * 16, len(packet.p7s), len(packet.p7m), receipt_version=2)
        peer, received = pki.station.certificate, self.at + DAY
        verify_provenance(announced, packet.p7s, peer, trust, received)
        store = EmbeddedStore(pki.root / "data", TrustedNow(pki.intake_home / "trust"))
        upload = store.begin()
        upload.write(packet.p7m)
        key = pki.receipt_key
        store.keep(upload, packet.p7s, packet.packet_id, lambda: sign_receipt(announced, peer, key, received, "demo"))
        store.close()
        return Path(shutil.copytree(pki.root / "data" / "packets" / packet.packet_id, pki.root / "alone"))


@pytest.fixture
def then(tmp_path: Path) -> Then:
    need("openssl", "unzip", "date", "sha256sum")
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=6 * 365)
    pki = Pki(tmp_path)
    demo_pki.create(pki.keys, pki.trust_folder, pki.secret, pki.intake_home, at)
    return Then(pki, at)


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[Path, Path], subprocess.CompletedProcess[str]]:
    scripts = dict(zip(("open-packet.sh", "judge-packet.sh", "when-stamped.sh"), found_scripts(), strict=True))
    for name, text in scripts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(folder: Path, centre: Path) -> subprocess.CompletedProcess[str]:
        out = tmp_path / "judged"
        shutil.rmtree(out, ignore_errors=True)
        command = ["sh", str(tmp_path / "judge-packet.sh"), str(folder), str(centre), str(out)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


def found_scripts() -> list[str]:
    return [str(text) for text in findall(r"```sh\n(#!/bin/sh.*?)```", PAGE.read_text(encoding="utf-8"), DOTALL)]


Judge = Callable[[Path, Path], subprocess.CompletedProcess[str]]


def test_a_stranger_judges_it_by_the_day_it_was_received(then: Then, judge: Judge, tmp_path: Path) -> None:
    folder, centre = then.receive(), then.pki.intake_home / "centre"
    command = ["sh", tmp_path / "open-packet.sh", folder / "packet.p7m", folder / "trust", centre, tmp_path / "plain"]
    plain = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert plain.returncode != 0, "by today every certificate has ended"
    assert "certificate has expired" in plain.stderr
    done = judge(folder, centre)
    assert done.returncode == 0, done.stderr
    (stored,) = (tmp_path / "data" / "packets").iterdir()
    assert f"verified: {stored.name}" in done.stdout
    assert f"judged by: {then.at + DAY:%Y-%m-%dT%H:%M:%S}" in done.stdout
    assert "revocation lists" not in done.stderr


def test_who_left_later_changes_nothing_and_who_had_left_everything(then: Then, judge: Judge) -> None:
    folder, centre, now = then.receive(), then.pki.intake_home / "centre", datetime.now(UTC)
    then.take_back("approvals", then.pki.officer.certificate, then.at + 3 * DAY, then.at + 3 * DAY)
    assert judge(folder, centre).returncode == 0
    assert open_packet(folder, then.pki.intake_home, "production", now).judged.officer.by == "receipt"
    then.take_back("approvals", then.pki.officer.certificate, then.at - DAY, then.at)
    shutil.copy(then.pki.intake_home / "trust" / "crls" / "approvals.crl", folder / "trust" / "crls" / "approvals.crl")
    done = judge(folder, centre)
    assert done.returncode != 0
    assert "certificate revoked" in done.stderr


def test_a_receipt_of_another_packet_or_of_nobody(then: Then, judge: Judge) -> None:
    folder, centre = then.receive(), then.pki.intake_home / "centre"
    receipt = folder / "receipt.p7m"
    whole = receipt.read_bytes()
    receipt.write_bytes(whole.replace(b'"packetId":"', b'"packetId":"0', 1)[: len(whole)])
    assert judge(folder, centre).returncode != 0
    receipt.write_bytes(whole)
    (folder / "packet.p7m").write_bytes((folder / "packet.p7m").read_bytes() + b"x")
    done = judge(folder, centre)
    assert done.returncode != 0
    assert "for another packet" in done.stderr


@pytest.mark.usefixtures("judge")
def test_a_stranger_checks_time_stamps(pki: Pki, tmp_path: Path) -> None:
    """In the message of a signature, and in a file beside it; the moment it names is the one to judge by."""
    need("openssl", "date")
    tsa, seen = stamper(), NOW.replace(microsecond=0)
    (tmp_path / "roots.pem").write_text(tsa.above.certificate.pem, encoding="ascii")
    inside, beside = tmp_path / "signature001.p7s", tmp_path / "packet.p7m.p7s"
    plain = cms.sign_detached(b"a manifest", pki.operator, NOW)
    inside.write_bytes(stamped_by(tsa, plain, seen))
    beside.write_bytes(plain)
    beside.with_name("packet.p7m.p7s.tst").write_bytes(tsa.token(plain, seen))

    def check(signature: Path, out: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", tmp_path / "when-stamped.sh", signature, tmp_path / "roots.pem", tmp_path / out]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)

    for file in (inside, beside):
        done = check(file, f"stamp-{file.stem}")
        assert done.returncode == 0, done.stderr
        assert f"{seen:%H:%M:%S} {seen:%Y} GMT" in done.stdout
    inside.write_bytes(stamped_by(stamper(), plain, seen))
    assert check(inside, "another").returncode != 0
    beside.write_bytes(plain + b"x")
    assert check(beside, "changed").returncode != 0
