"""Whether a packet is taken: each reason for a refusal has its own code."""

import shutil
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from crypto import cms, demo_people, demo_pki, issuing, roles
from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from crypto.ed25519 import Ed25519Key
from crypto.issuing import Subject
from crypto.keys.log import create_log_keys
from crypto.keys.machine import MachineKey
from crypto.revocation import Revocation
from crypto.trust import Purpose
from intake.errors import (
    CheckpointInvalid,
    HashMismatch,
    IntakeError,
    ListsUnusable,
    OtherNonce,
    OtherSender,
    OtherStation,
    PacketTooLarge,
    RequestMalformed,
    SignatureInvalid,
    SignedAhead,
    SignerUntrusted,
)
from intake.gateway.admission import (
    MAX_PACKET_BYTES,
    MAX_SIGNATURE_BYTES,
    Announced,
    read_announcement,
    receipt_again,
    same_delivery,
    sign_receipt,
    verify_hash,
    verify_provenance,
)
from intake.store import Held
from intake.store.embedded import EmbeddedStore
from intake.store.layout import witnessed_of
from station.audit import LogSigner
from station.domain.outbox import PacketId, SealedPacket
from station.formats.receipt import Receipt, decode_receipt
from station.packet import sealed
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealed_events import witnessed

ID, NONCE = "a0" * 32, "0b" * 16


@pytest.fixture(scope="module")
def packet(pki: Pki) -> SealedPacket:
    return sealed.seal(b"container", pki.recipients, pki.station, NOW)


def announced(packet: SealedPacket) -> Announced:
    return Announced(packet.packet_id, NONCE, len(packet.p7s), len(packet.p7m))


def verify(pki: Pki, packet: SealedPacket, **changes: object) -> None:
    given_: dict[str, object] = {
        "announced": announced(packet),
        "p7s": packet.p7s,
        "peer": pki.station.certificate,
        "trust": pki.trust,
        "at": NOW,
    } | changes
    verify_provenance(**given_)  # type: ignore[arg-type]


def test_announcement() -> None:
    assert read_announcement(ID, NONCE, "100", "1100") == Announced(PacketId(ID), NONCE, 100, 1000)
    largest = str(MAX_PACKET_BYTES + 100)
    assert read_announcement(ID, NONCE, "100", largest).packet_bytes == MAX_PACKET_BYTES


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ((ID.upper(), NONCE, "100", "1100"), RequestMalformed),
        (("../../etc/passwd", NONCE, "100", "1100"), RequestMalformed),
        ((ID + "\n", NONCE, "100", "1100"), RequestMalformed),
        ((ID, "", "100", "1100"), RequestMalformed),
        ((ID, NONCE, "", "1100"), RequestMalformed),
        ((ID, NONCE, "0", "1100"), RequestMalformed),
        ((ID, NONCE, "-5", "1100"), RequestMalformed),
        ((ID, NONCE, "100", ""), RequestMalformed),
        ((ID, NONCE, "100", "1e9"), RequestMalformed),
        ((ID, NONCE, "100", "100"), RequestMalformed),
        ((ID, NONCE, str(MAX_SIGNATURE_BYTES + 1), "999999"), RequestMalformed),
        ((ID, NONCE, "100", str(MAX_PACKET_BYTES + 101)), PacketTooLarge),
        ((ID, NONCE, "100", "999999999999"), PacketTooLarge),
    ],
)
def test_announcement_refused(values: tuple[str, str, str, str], error: type[IntakeError]) -> None:
    with pytest.raises(error):
        read_announcement(*values)


@given(st.text(max_size=70), st.text(max_size=40), st.text(max_size=9), st.text(max_size=15))
def test_announcement_never_fails_otherwise(packet_id: str, nonce: str, signature: str, body: str) -> None:
    with pytest.raises(IntakeError):
        read_announcement(packet_id, nonce, signature, body)


def test_true_packet_is_taken(pki: Pki, packet: SealedPacket) -> None:
    verify(pki, packet)


def test_other_bytes_than_announced(packet: SealedPacket) -> None:
    verify_hash(announced(packet), sha256(packet.p7m).hexdigest())
    with pytest.raises(HashMismatch):
        verify_hash(announced(packet), "0" * 64)


def test_signature_over_something_else(pki: Pki, packet: SealedPacket) -> None:
    for p7s in (cms.sign_detached(b"other", pki.station, NOW), packet.p7s[:-1], b"", b"\x30\x00"):
        with pytest.raises(SignatureInvalid):
            verify(pki, packet, p7s=p7s)


def test_signature_of_nobody_we_trust(pki: Pki, other_pki: Pki, packet: SealedPacket) -> None:
    for key in (pki.operator, pki.receipt_key, other_pki.station):
        with pytest.raises(SignerUntrusted):
            verify(pki, packet, p7s=cms.sign_detached(packet.p7m, key, NOW))


def test_expired_station(pki: Pki, packet: SealedPacket) -> None:
    with pytest.raises(SignerUntrusted) as caught:
        verify(pki, packet, at=NOW + timedelta(days=9999))
    assert caught.value.reason == "CRY-022"


def test_delivered_by_somebody_else(pki: Pki, packet: SealedPacket) -> None:
    with pytest.raises(OtherStation):
        verify(pki, packet, peer=pki.receipt_key.certificate)


# --- the checkpoint that comes with a packet ----------------------------------------------------------------------


def note(pki: Pki, folder: Path) -> str:
    return LogSigner(create_log_keys(folder, pki.secret), pki.station).sign(7, bytes(32)).text


def test_checkpoint_of_the_sealing_station_goes_into_the_receipt(
    pki: Pki, packet: SealedPacket, tmp_path: Path
) -> None:
    sent = note(pki, tmp_path)
    given_ = read_announcement(ID, NONCE, "100", "1100", b64encode(sent.encode()).decode())
    assert given_.checkpoint == sent
    given_ = replace(announced(packet), checkpoint=sent)
    verify(pki, packet, announced=given_)
    message = sign_receipt(given_, pki.station.certificate, pki.receipt_key, NOW, "demo")
    content, _ = cms.verify_attached(message, pki.trust, Purpose.INTAKE, NOW)
    assert decode_receipt(content).checkpoint == sent


def test_checkpoint_that_another_station_signed(pki: Pki, other_pki: Pki, packet: SealedPacket, tmp_path: Path) -> None:
    own, other = note(pki, tmp_path), note(other_pki, tmp_path)
    altered = own.replace("\n7\n", "\n8\n")
    without = "".join(own.splitlines(keepends=True)[:-1])  # the log's own line only
    for wrong in (other, altered, without):
        with pytest.raises(CheckpointInvalid):
            verify(pki, packet, announced=replace(announced(packet), checkpoint=wrong))


@given(st.binary(min_size=1, max_size=80).map(lambda data: b64encode(data).decode()) | st.text(min_size=1, max_size=30))
def test_header_that_is_no_checkpoint(text: str) -> None:
    with pytest.raises(RequestMalformed):
        read_announcement(ID, NONCE, "100", "1100", text)


def test_receipt_is_bound(pki: Pki, packet: SealedPacket) -> None:
    message = sign_receipt(announced(packet), pki.station.certificate, pki.receipt_key, NOW, "demo")
    content, signer = cms.verify_attached(message, pki.trust, Purpose.INTAKE, NOW)
    assert signer.certificate == pki.receipt_key.certificate
    expected = Receipt(packet.packet_id, pki.station.certificate.fingerprint, NONCE, NOW)
    assert decode_receipt(content) == expected


@pytest.mark.parametrize(("read", "given_"), [("1", 1), ("2", 2), ("3", 3), ("9999", 3)])
def test_receipt_in_the_newest_version_that_both_know(pki: Pki, packet: SealedPacket, read: str, given_: int) -> None:
    asked = read_announcement(packet.packet_id, NONCE, str(len(packet.p7s)), "99999", receipt_version=read)
    message = sign_receipt(asked, pki.station.certificate, pki.receipt_key, NOW, "training", ("Yerevan", "Gyumri"))
    content, _ = cms.verify_attached(message, pki.trust, Purpose.INTAKE, NOW)
    receipt = decode_receipt(content)
    assert (receipt.version, receipt.mode) == (given_, "training" if given_ > 1 else "")
    assert receipt.copies == (("Yerevan", "Gyumri") if given_ > 2 else ())


@pytest.mark.parametrize("read", ["", "0", "-1", "2.0", "two", "12345"])
def test_version_of_receipts_that_is_none(read: str) -> None:
    with pytest.raises(RequestMalformed):
        read_announcement(ID, NONCE, "100", "1100", receipt_version=read)


def test_a_station_gone_back_to_older_software_reads_the_receipt_that_was_given(pki: Pki, packet: SealedPacket) -> None:
    versions = [replace(announced(packet), receipt_version=number) for number in (1, 2, 3)]
    later = NOW + timedelta(hours=1)
    for asked_first, asked_again in product(versions, versions):
        first = sign_receipt(asked_first, pki.station.certificate, pki.receipt_key, NOW, "demo", ("Yerevan",))
        held = Held(packet.packet_id, pki.station.certificate.fingerprint, NONCE, first)
        again = receipt_again(held, asked_again, pki.receipt_key, later)
        receipt = decode_receipt(cms.verify_attached(again, pki.trust, Purpose.INTAKE, later)[0])
        assert receipt.received_at == NOW
        assert receipt.version == min(asked_first.receipt_version, asked_again.receipt_version)
        assert (again == first) == (receipt.version == asked_first.receipt_version)


def test_packet_that_is_here_already(pki: Pki, packet: SealedPacket) -> None:
    held = Held(packet.packet_id, pki.station.certificate.fingerprint, NONCE, b"receipt")

    def again(peer: Certificate, held: Held = held) -> None:
        same_delivery(held, announced(packet), peer, lambda: packet.p7s)

    again(pki.station.certificate)
    with pytest.raises(OtherNonce):
        again(pki.station.certificate, replace(held, nonce="0c" * 16))
    with pytest.raises(OtherSender):
        again(pki.receipt_key.certificate)
    again(station(pki, pki.station.certificate.common_name).certificate)  # it has a new certificate since
    with pytest.raises(OtherSender):
        again(station(pki, "Demo Station 2").certificate)


def station(pki: Pki, name: str, *policies: str) -> MachineKey:
    """A station certified today by the demonstration's authority."""
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority, key = load_authority(folder, folder / "secret", "stations"), issuing.new_ec_key()
    rights = (roles.STATION_POLICY, *policies)
    subject = Subject(name, demo_people.STATE, rights, issuing.SIGNS, issuing.SPEAKS_TLS_AND_SIGNS)
    return MachineKey(issuing.issue(authority, subject, key, NOW, 30), authority.chain, key)


def test_a_renewed_station_delivers_what_it_sealed_before(pki: Pki, packet: SealedPacket) -> None:
    renewed = station(pki, pki.station.certificate.common_name)
    verify(pki, packet, peer=renewed.certificate)
    with pytest.raises(OtherStation):
        verify(pki, packet, peer=station(pki, "Demo Station 2").certificate)


def test_a_revoked_station_is_refused_by_either_of_its_certificates(
    pki: Pki, packet: SealedPacket, tmp_path: Path
) -> None:
    renewed = station(pki, pki.station.certificate.common_name)
    folder = pki.intake_home / demo_pki.AUTHORITIES
    for taken_back, peer in ((pki.station, pki.station), (renewed, renewed)):
        shutil.copytree(pki.trust_folder / "crls", tmp_path / "crls", dirs_exist_ok=True)
        entry = (taken_back.certificate.serial, NOW, x509.ReasonFlags.superseded)
        listed = revocation_list(
            load_authority(folder, folder / "secret", "stations"), (entry,), NOW, timedelta(days=1)
        )
        (tmp_path / "crls" / "stations.crl").write_bytes(listed)
        trust = replace(pki.trust, revocation=Revocation(tmp_path / "crls"))
        with pytest.raises(SignerUntrusted) as caught:
            verify(pki, packet, peer=peer.certificate, trust=trust)
        assert caught.value.reason == "CRY-024"


def test_lists_that_are_too_old_ask_the_station_to_come_again(pki: Pki, packet: SealedPacket) -> None:
    old = replace(pki.trust, revocation=Revocation(pki.trust_folder / "nothing"))
    with pytest.raises(ListsUnusable) as caught:
        verify(pki, packet, trust=old)
    assert caught.value.status == 503


def test_a_station_ahead_of_time_is_asked_to_come_again(pki: Pki, packet: SealedPacket) -> None:
    ahead = sealed.seal(b"container", pki.recipients, pki.station, NOW + timedelta(hours=1))
    with pytest.raises(SignedAhead) as caught:
        verify(pki, ahead, announced=announced(ahead), p7s=ahead.p7s)
    assert caught.value.status == 503


# --- what a witness saw of the packet ---------------------------------------------------------------------------------


def test_what_a_witness_saw_comes_with_the_packet_and_is_kept_beside_it(
    pki: Pki, packet: SealedPacket, tmp_path: Path
) -> None:
    seen = witnessed(packet, Ed25519Key.from_seed(bytes(32)), NOW).encode()
    given_ = read_announcement(packet.packet_id, NONCE, "10", "20", witnessed=b64encode(seen).decode())
    assert given_.witnessed == seen
    store = EmbeddedStore(tmp_path)
    upload = store.begin()
    upload.write(packet.p7m)
    peer = pki.station.certificate
    store.keep(
        upload, packet.p7s, packet.packet_id, lambda: sign_receipt(given_, peer, pki.receipt_key, NOW, "demo"), seen
    )
    store.close()
    assert witnessed_of(tmp_path / "packets" / packet.packet_id / "packet.p7m").read_bytes() == seen


def test_header_that_is_no_witness_of_this_packet(packet: SealedPacket) -> None:
    other = replace(packet, packet_id=PacketId("0" * 64))
    seen = witnessed(other, Ed25519Key.from_seed(bytes(32)), NOW).encode()
    for wrong in ("?", "AAAA", b64encode(seen).decode()):
        with pytest.raises(RequestMalformed):
            read_announcement(packet.packet_id, NONCE, "10", "20", witnessed=wrong)
