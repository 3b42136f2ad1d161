"""The augmented copy of a packet: made, renewed, and believed when everything that proved the packet has ended."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from re import fullmatch

import pytest
from cryptography import x509

from crypto import envelope, issuing, roles
from crypto.authority import load_authority, revocation_list
from crypto.certificate import certificates_from_pem
from crypto.demo_pki import AUTHORITIES
from crypto.errors import (
    CertificateRevoked,
    CryptoError,
    UntrustedCertificate,
)
from crypto.issuing import Subject
from intake.__main__ import main
from intake.acceptance.archived import read_archived
from intake.acceptance.augmenting import Authority, augment
from intake.acceptance.opening import open_packet
from intake.errors import SignersEnded
from intake.store.copying import bring
from station.domain.outbox import SealedPacket
from station.packet import asice, sealed
from station.packet.archive import read_archive, write_archive
from tests.support.augmented import AT_LAST, LATER, RECEIVED, THEN, YEAR, Kept, kept, packet, somebody
from tests.support.centre import DAY, Centre, centre
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import signed_container
from tests.support.time_stamping import Stamper, openssl_authority, stamper

__all__ = ["centre", "kept", "packet", "somebody"]

STOLEN = x509.ReasonFlags.key_compromise


@pytest.fixture(scope="module")
def another() -> Stamper:
    return stamper(days=9 * 365)


def paths(container: bytes) -> list[str]:
    return [file.path for file in read_archive(container)]


def test_what_was_sealed_stays_and_the_copy_lies_beside(kept: Kept, somebody: Stamper) -> None:
    before = {path: path.read_bytes() for path in kept.folder.rglob("*") if path.is_file()}
    made = kept.augment(somebody)
    assert fullmatch(r"packet\.augmented-002-[0-9a-f]{16}\.p7m", made.file.name)
    assert made.file == kept.copy
    assert (made.stamps, made.until) == ((THEN, THEN), somebody.certificate.not_after)
    assert {path: path.read_bytes() for path in before} == before
    assert len(kept.names) == len({path.relative_to(kept.folder).parts[0] for path in before}) + 1
    opened = kept.centre.open(kept.folder, THEN)
    assert opened.archived is not None
    assert opened.archived.container == opened.container
    assert kept.copy.stat().st_mode & 0o777 == 0o600


def test_nobody_but_the_centres_receivers_reads_the_copy(kept: Kept, somebody: Stamper) -> None:
    kept.augment(somebody)
    for receiver in ("production", "escrow"):
        files = read_archive(kept.opened(kept.copy, receiver))
        assert not [file.path for file in files if file.data[:64] in kept.copy.read_bytes()]


def test_what_is_in_it(kept: Kept, somebody: Stamper, packet: SealedPacket) -> None:
    kept.augment(somebody)
    inside = kept.opened(kept.copy)
    opened = kept.centre.open(kept.folder, THEN)
    assert paths(inside) == [
        *paths(opened.container),
        "sealing.p7s",
        "receipt.p7m",
        "META-INF/ASiCArchiveManifest001.xml",
        "META-INF/timestamp001.tst",
        "META-INF/ASiCArchiveManifest.xml",
        "META-INF/timestamp002.tst",
    ]
    files = {file.path: file.data for file in read_archive(inside)}
    assert files["sealing.p7s"] == packet.p7s
    assert files["receipt.p7m"] == (kept.folder / "receipt.p7m").read_bytes()
    last = files["META-INF/ASiCArchiveManifest.xml"].decode()
    assert [path for path in files if f'URI="{path}"' not in last] == ["META-INF/ASiCArchiveManifest.xml"]
    assert 'URI="META-INF/ASiCArchiveManifest001.xml" MimeType="application/xml" Rootfile="true"' in last


def test_thirty_years_later_from_the_folder_alone(kept: Kept, somebody: Stamper) -> None:
    """Nobody publishes lists any more, issuers are forgotten, and what lay in trust/ beside the packet is lost."""
    kept.augment(somebody)
    trust = kept.centre.home / "trust"
    for file in (*(trust / "crls").iterdir(), *(trust / "intermediates").iterdir()):
        file.unlink()
    shutil.rmtree(kept.folder / "trust")
    assert kept.centre.open(kept.folder, AT_LAST).judged.officer.by == "receipt"
    (kept.folder / "receipt.p7m").unlink()
    judged = kept.centre.open(kept.folder, AT_LAST).judged
    assert {(each.at, each.by) for each in (judged.station, judged.operator, judged.officer)} == {(THEN, "archive")}
    kept.copy.rename(kept.folder / "put-aside")
    with pytest.raises((CryptoError, SignersEnded)):
        kept.centre.open(kept.folder, AT_LAST)


def test_time_stamps_that_were_there_keep_their_worth(
    kept: Kept, somebody: Stamper, another: Stamper, packet: SealedPacket
) -> None:
    """What their authority was believed by is brought along as well."""
    (kept.folder / "packet.p7m.p7s.tst").write_bytes(another.token(packet.p7s, NOW))
    kept.believe(somebody, another)
    kept.augment(somebody)
    for file in (kept.centre.home / "trust" / "crls").iterdir():
        file.unlink()
    judged = kept.centre.open(kept.folder, AT_LAST).judged
    assert (judged.station.by, judged.not_used) == ("time-stamp", ())


def test_a_time_stamp_that_nobody_here_believes_keeps_nothing_from_being_archived(
    kept: Kept, somebody: Stamper, another: Stamper, packet: SealedPacket
) -> None:
    (kept.folder / "packet.p7m.p7s.tst").write_bytes(another.token(packet.p7s, NOW))
    kept.augment(somebody)
    judged = kept.centre.open(kept.folder, AT_LAST).judged
    assert [code for _, code in judged.not_used] == [UntrustedCertificate.code]
    kept.believe(somebody, at=LATER)
    kept.augment(somebody, LATER)
    assert kept.copy.name.startswith("packet.augmented-003-")


def test_it_is_renewed_over_all_that_is_there(kept: Kept, somebody: Stamper, another: Stamper) -> None:
    kept.augment(somebody)
    before = kept.opened(kept.copy)
    kept.believe(somebody, another, at=LATER)
    made = kept.augment(another, LATER)
    assert kept.copy == made.file
    assert made.file.name.startswith("packet.augmented-003-")
    assert made.stamps == (THEN, THEN, LATER)
    assert made.until == another.certificate.not_after
    files = read_archive(kept.opened(kept.copy))
    assert [file.path for file in files[-6:]] == [
        "META-INF/ASiCArchiveManifest001.xml",
        "META-INF/timestamp001.tst",
        "META-INF/ASiCArchiveManifest002.xml",
        "META-INF/timestamp002.tst",
        "META-INF/ASiCArchiveManifest.xml",
        "META-INF/timestamp003.tst",
    ]
    assert files[: len(files) - 4] == read_archive(before)[:-2]
    assert files[-4].data == read_archive(before)[-2].data
    first, second, third = read_archived(write_archive(files)).stamps
    known = {each.this_update for each in second.evidence.lists}
    assert max(known) == LATER.replace(microsecond=0)  # what the first authority's issuer said last
    assert first.evidence.certificates
    assert third.evidence.certificates == (another.certificate,)


def test_where_the_first_authority_turns_out_a_thief_the_next_one_counts(
    kept: Kept, somebody: Stamper, another: Stamper
) -> None:
    kept.augment(somebody)
    kept.believe(somebody, another, at=LATER)
    kept.augment(another, LATER)
    kept.list_of(0, somebody.revoked(LATER + DAY, STOLEN))
    (kept.folder / "receipt.p7m").unlink()
    judged = kept.centre.open(kept.folder, AT_LAST).judged
    assert (judged.officer.at, judged.officer.by) == (LATER, "archive")
    names = [f"time-stamp {number} of the augmented copy" for number in (1, 2)]
    assert judged.not_used == tuple((name, CertificateRevoked.code) for name in names)


def test_a_backup_brings_renewed_copies(kept: Kept, somebody: Stamper, tmp_path: Path) -> None:
    data, away = kept.centre.home / "data", tmp_path / "away"
    for stamps in ("002", "003"):
        made = kept.augment(somebody).file
        assert bring(data, away).taken == 1
        assert stamps in made.name
        assert (away / made.relative_to(data)).exists()
    assert bring(data, away).taken == 0
    kept.copy.unlink()
    assert bring(away, data).taken == 1
    opened = kept.centre.open(kept.folder, THEN)
    assert opened.archived is not None
    assert len(opened.archived.stamps) == 3


def test_a_copy_is_kept_from_quantum_computers_where_the_packet_is(centre: Centre, pki: Pki, somebody: Stamper) -> None:
    files = (pki.trust_folder / "recipients").iterdir()
    known = [certificates_from_pem(file.read_bytes())[0] for file in files]
    careful = [each for each in known if each.key_algorithm == "ML-KEM-768"]
    container = asice.countersign(signed_container(pki), pki.station_quantum, NOW)
    packet = sealed.seal(container, careful, pki.station, NOW)
    kept = Kept(centre, centre.receive(packet, pki.station.certificate, RECEIVED))
    kept.believe(somebody)
    authority = Authority(lambda request: somebody.reply(request, THEN), lambda: THEN)
    augment(kept.folder, centre.home, "production-kem", authority)
    copy = kept.copy.read_bytes()
    lines = envelope.sealed_to(copy[: envelope.MAX_HEAD_BYTES], copy[-envelope.TAIL_BYTES :], len(copy), known)
    assert set(lines) == set(careful)
    opened = open_packet(kept.folder, centre.home, "production-kem", THEN)
    assert opened.verified.station is not None
    archived = read_archived(kept.opened(kept.copy, "production-kem"))
    assert pki.station_quantum.certificate in archived.evidence.certificates
    assert len(known) > len(careful) > 1


def test_whoever_opens_the_packet_opens_the_copy_when_receivers_have_changed(
    kept: Kept, somebody: Stamper, pki: Pki
) -> None:
    """Those of the packet have ended, and new ones are in force; one that nobody vouches for gets nothing."""
    ended = RECEIVED + 6 * YEAR
    authorities, home = pki.intake_home / AUTHORITIES, kept.centre.home
    issuer = load_authority(authorities, authorities / "secret", "centre")
    subject = Subject("Production 2", "Centre", (roles.RECEIVER_POLICY,), issuing.RECEIVES)
    key = issuing.new_rsa_key()
    newer = issuing.issue(issuer, subject, key, ended, 365)
    stranger = issuing.issue(issuing.root("Nobody", "Nobody", ended, 365), subject, key, ended, 365)
    for name, certificate in (("production-2", newer), ("stranger", stranger)):
        (home / "trust" / "recipients" / f"{name}.pem").write_text(certificate.pem, encoding="ascii")
    kept.believe(somebody, at=ended)
    for name in ("centre", "centre-root"):
        authority = load_authority(authorities, authorities / "secret", name)
        (home / "trust" / "crls" / f"{name}.crl").write_bytes(revocation_list(authority, (), ended, 30 * DAY))
    made = kept.augment(somebody, ended)
    assert pki.receiver("production")[0].not_after < ended
    assert kept.centre.open(kept.folder, ended).archived is not None
    copy = kept.copy.read_bytes()
    head, tail = copy[: envelope.MAX_HEAD_BYTES], copy[-envelope.TAIL_BYTES :]
    assert envelope.sealed_to(head, tail, len(copy), (newer, stranger)) == (newer,)
    assert set(made.receivers) == {newer, *pki.recipients}


def test_the_command_with_the_stock_openssl(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def intake(*options: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["intake", *map(str, options)])
        status = main()
        said = capsys.readouterr()
        return status, said.out + said.err

    home = ("--home", kept.centre.home)
    with openssl_authority(tmp_path / "authority") as (tsa, address):
        kept.believe(tsa, at=datetime.now(UTC))
        status, said = intake("augment", kept.folder, *home, "--authority", address)
    assert (status, said.count("time-stamp  ")) == (0, 2), said
    assert "sealed to    Demo Receiver production" in said
    assert f"renew before {tsa.certificate.not_after:%F}" in said
    status, said = intake("open", kept.folder, *home)
    assert (status, "archived     2 time-stamps" in said, "not used" in said) == (0, True, False)
    for file in read_archive(kept.opened(kept.copy)):
        (tmp_path / Path(file.path).name).write_bytes(file.data)
    (tmp_path / "root.pem").write_text(tsa.above.certificate.pem, encoding="ascii")
    asked = "-token_in -in timestamp002.tst -data ASiCArchiveManifest.xml -CAfile root.pem"
    subprocess.run(["openssl", "ts", "-verify", *asked.split()], cwd=tmp_path, check=True, capture_output=True)
    status, said = intake("augment", kept.folder, *home, "--authority", address)
    assert (status, "STN-195" in said) == (1, True)
    capsys.readouterr()


@pytest.mark.parametrize(
    "options",
    [
        ("--authority", "authority.example"),
        ("--authority", "http://authority.example/tsa?query=1"),
        ("--authority", "http://authority.example/tsa", "--patience", "0"),
        ("--authority", "http://authority.example/tsa", "--patience", "nan"),
        (),
    ],
)
def test_a_command_that_makes_no_sense(options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["intake", "augment", "packet", "--home", "home", *options])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2


def test_a_packet_outside_the_store_whose_receipt_turns_up_later(kept: Kept, somebody: Stamper, tmp_path: Path) -> None:
    packet = tmp_path / "packet-1f.p7m"
    for end in ("", ".p7s"):
        shutil.copy(kept.folder / f"packet.p7m{end}", f"{packet}{end}")
    authority = Authority(lambda request: somebody.reply(request, THEN), lambda: THEN)
    made = augment(packet, kept.centre.home, "production", authority)
    assert made.file.name.startswith("packet-1f.augmented-002-")
    shutil.copy(kept.folder / "receipt.p7m", tmp_path / "packet-1f.receipt.p7m")
    assert kept.centre.open(packet, AT_LAST).judged.officer.by == "receipt"
