"""Who else saw a packet before the centre had it: time-stamps on its signatures and beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import cms
from crypto.ed25519 import Ed25519Key
from crypto.errors import BadTimeStamp, CertificateRevoked, MalformedDer, SignedInFuture
from crypto.keys.machine import MachineKey
from intake.__main__ import main
from intake.errors import SignersEnded, TrustUnfit, WitnessUnfit
from station.domain.outbox import SealedPacket
from station.formats.note import COSIGNATURE, Verifier
from station.packet import asice, sealed
from station.packet.archive import read_archive, write_archive
from tests.support.centre import DAY, Centre, centre, packet_of
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealed_events import witnessed
from tests.support.sealing import make_content
from tests.support.staff import card
from tests.support.time_stamping import Stamper, stamped_by, stamper

__all__ = ["centre"]

HOUR = timedelta(hours=1)
SIGNED = NOW.replace(microsecond=0)


@pytest.fixture(scope="module")
def tsa() -> Stamper:
    return stamper()


@pytest.fixture
def believing(centre: Centre, tsa: Stamper) -> Centre:
    """A centre that has the authority's root, and its lists."""
    (centre.home / "trust" / "roots" / "timestamp.pem").write_text(tsa.above.certificate.pem, encoding="ascii")
    (centre.home / "trust" / "crls" / "tsa.crl").write_bytes(tsa.revoked(NOW + 5 * DAY, x509.ReasonFlags.superseded))
    return centre


@pytest.fixture(scope="module")
def leaving(pki: Pki) -> MachineKey:
    """An officer whose certificate ends five days after what they sign here."""
    return card(pki.intake_home, "approvals", "Ուրիշ Մարդ", "EI:AM-9", days=5).signs


def stamped_packet(
    pki: Pki, officer: MachineKey, stamp: Callable[[bytes], bytes], *, operators: Callable[[bytes], bytes] | None = None
) -> SealedPacket:
    """stamp: puts a time-stamp on the officer's signature; operators: on the operator's."""

    def last(container: bytes, stamp: Callable[[bytes], bytes]) -> bytes:
        *files, signature = read_archive(container)
        return write_archive((*files, replace(signature, data=stamp(signature.data))))

    once = asice.sign_operator(make_content(), pki.operator, NOW)
    once = last(once, operators) if operators is not None else once
    whole = last(asice.approve(once, officer, NOW, pki.operator.certificate), stamp)
    return sealed.seal(whole, pki.recipients, pki.station, NOW)


def test_the_card_ended_before_it_was_received_and_after_it_was_stamped(
    believing: Centre,
    pki: Pki,
    tsa: Stamper,
    leaving: MachineKey,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packet = stamped_packet(
        pki,
        leaving,
        lambda p7s: stamped_by(tsa, p7s, SIGNED + 2 * HOUR),
        operators=lambda p7s: stamped_by(tsa, p7s, SIGNED + HOUR),
    )
    folder = believing.receive(packet, pki.station.certificate, NOW + 6 * DAY)
    judged = believing.open(folder, NOW + 300 * DAY).judged
    assert (judged.operator.at, judged.operator.by) == (SIGNED + HOUR, "time-stamp")
    assert (judged.officer.at, judged.officer.by) == (SIGNED + 2 * HOUR, "time-stamp")
    assert (judged.station.at, judged.station.by) == (NOW + 6 * DAY, "receipt")
    assert judged.not_used == ()
    assert opened_by_hand(believing, folder, monkeypatch) == 0
    told = capsys.readouterr().out
    assert f"judged by    {SIGNED + HOUR:%F %T}Z, when an authority of time-stamps saw it" in told
    assert f"judged by    {NOW + 6 * DAY:%F %T}Z, when the centre received it, by its signed receipt" in told
    assert told.count("judged by") == 3


def opened_by_hand(centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """As `intake open` in 300 days."""
    monkeypatch.setattr("sys.argv", ["intake", "open", str(folder), "--home", str(centre.home)])
    monkeypatch.setattr("intake.commands.opening.datetime", FarAhead)
    return main()


def test_without_a_witness_it_says_what_time_was_used(
    centre: Centre, pki: Pki, leaving: MachineKey, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = centre.receive(packet_of(pki, leaving), pki.station.certificate, NOW + 6 * DAY)
    with pytest.raises(SignersEnded) as caught:
        centre.open(folder, NOW + 300 * DAY)
    assert (caught.value.by, caught.value.reason) == ("receipt", "CRY-022")
    assert opened_by_hand(centre, folder, monkeypatch) == 1
    told = capsys.readouterr().err
    assert f"judged by    {NOW + 6 * DAY:%F %T}Z, when the centre received it" in told
    assert "INT-041" in told
    assert "time-stamp" in told


class FarAhead(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return NOW + 300 * DAY


def test_a_stamp_beside_the_packet_is_of_everything(
    believing: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey
) -> None:
    packet = packet_of(pki, leaving)
    folder = believing.receive(packet, pki.station.certificate, NOW + 6 * DAY)
    beside = folder / "packet.p7m.p7s.tst"
    beside.write_bytes(tsa.token(packet.p7s, SIGNED + DAY))
    judged = believing.open(folder, NOW + 300 * DAY).judged
    assert {judged.station, judged.operator, judged.officer} == {judged.station}
    assert (judged.station.at, judged.station.by) == (SIGNED + DAY, "time-stamp")
    (folder / "receipt.p7m").unlink()
    assert believing.open(folder, NOW + 300 * DAY).judged.station.by == "time-stamp"
    for wrong, error in ((tsa.token(packet.p7m, SIGNED), BadTimeStamp), (beside.read_bytes()[:-9], MalformedDer)):
        beside.write_bytes(wrong)
        with pytest.raises(error):
            believing.open(folder, NOW + 300 * DAY)
        assert believing.open(folder, NOW + 300 * DAY, NOW + HOUR).judged.officer.by == "asked"


def test_the_seal_may_bear_one(believing: Centre, pki: Pki, tsa: Stamper) -> None:
    packet = packet_of(pki)
    packet = replace(packet, p7s=stamped_by(tsa, packet.p7s, SIGNED + HOUR))
    folder = believing.receive(packet, pki.station.certificate, NOW + DAY)
    judged = believing.open(folder, NOW + 2 * DAY).judged
    assert {judged.station.by, judged.operator.by, judged.officer.by} == {"time-stamp"}


def test_an_authority_that_is_not_believed_is_told_and_not_used(
    centre: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey
) -> None:
    packet = stamped_packet(pki, leaving, lambda p7s: stamped_by(tsa, p7s, SIGNED + HOUR))
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    judged = centre.open(folder, NOW + 2 * DAY).judged
    assert judged.officer.by == "receipt"
    assert judged.not_used == (("time-stamp on signature 002", "CRY-021"),)


def test_a_stolen_key_of_the_authority_and_a_moment_to_come(
    believing: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey
) -> None:
    packet = stamped_packet(pki, leaving, lambda p7s: stamped_by(tsa, p7s, SIGNED + HOUR))
    folder = believing.receive(packet, pki.station.certificate, NOW + DAY)
    lists = believing.home / "trust" / "crls" / "tsa.crl"
    lists.write_bytes(tsa.revoked(NOW + DAY, x509.ReasonFlags.key_compromise))
    assert believing.open(folder, NOW + 2 * DAY).judged.not_used == (
        ("time-stamp on signature 002", CertificateRevoked.code),
    )
    beside = folder / "packet.p7m.p7s.tst"
    beside.write_bytes(tsa.token(packet.p7s, SIGNED + 30 * DAY))
    found = believing.open(folder, NOW + 2 * DAY).judged
    assert ("time-stamp beside the packet", SignedInFuture.code) in found.not_used


def test_a_stolen_key_of_a_person_is_believed_at_no_time(
    believing: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey
) -> None:
    packet = stamped_packet(pki, leaving, lambda p7s: stamped_by(tsa, p7s, SIGNED + HOUR))
    folder = believing.receive(packet, pki.station.certificate, NOW + DAY)
    believing.take_back("approvals", leaving.certificate, NOW + 2 * DAY, x509.ReasonFlags.key_compromise, 400 * DAY)
    with pytest.raises(CertificateRevoked):
        believing.open(folder, NOW + 3 * DAY)


def test_a_stamp_from_before_the_signature_says_it_was_is_no_witness(
    believing: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey
) -> None:
    """The signer's clock was ahead, or the authority's behind: the next witness counts."""
    packet = stamped_packet(pki, leaving, lambda p7s: stamped_by(tsa, p7s, SIGNED - HOUR))
    folder = believing.receive(packet, pki.station.certificate, NOW + DAY)
    assert believing.open(folder, NOW + 2 * DAY).judged.officer.by == "receipt"


# --- a witness of the station's log ----------------------------------------------------------------------------------

WITNESS = Ed25519Key.from_seed(b"witness".ljust(32))
KEY = Verifier("desk-b/witness", COSIGNATURE, WITNESS.public)


def watching(centre: Centre, key: Verifier = KEY) -> Centre:
    (centre.home / "trust" / "witnesses").mkdir()
    (centre.home / "trust" / "witnesses" / "desk-b.key").write_text(f"{key.text}\n", encoding="ascii")
    return centre


def test_a_witness_of_the_log_saw_what_people_signed(centre: Centre, pki: Pki, leaving: MachineKey) -> None:
    """Their certificates are judged by that; the station's signature over the packet no witness saw."""
    packet = packet_of(pki, leaving)
    folder = watching(centre).receive(packet, pki.station.certificate, NOW + 6 * DAY)
    assert (folder / "trust" / "witnesses" / "desk-b.key").exists()
    beside = folder / "packet.p7m.witnessed.json"
    beside.write_bytes(witnessed(packet, WITNESS, SIGNED + 2 * DAY).encode())
    judged = centre.open(folder, NOW + 300 * DAY).judged
    assert (judged.officer.at, judged.officer.by) == (SIGNED + 2 * DAY, "checkpoint")
    assert judged.operator == judged.officer
    assert judged.station.by == "receipt"
    assert centre.open(folder, NOW + 300 * DAY, NOW + HOUR).judged.officer.by == "asked"


def test_a_witness_that_is_not_known_or_saw_it_too_late_or_before(
    centre: Centre, pki: Pki, leaving: MachineKey
) -> None:
    packet = packet_of(pki, leaving)
    folder = watching(centre).receive(packet, pki.station.certificate, NOW + 3 * DAY)
    beside = folder / "packet.p7m.witnessed.json"
    for key, at, code in (
        (Ed25519Key.from_seed(bytes(32)), SIGNED + DAY, "STN-135"),
        (WITNESS, SIGNED + 30 * DAY, SignedInFuture.code),
        (WITNESS, SIGNED - HOUR, ""),
        (WITNESS, SIGNED + 4 * DAY, ""),
    ):
        beside.write_bytes(witnessed(packet, key, at).encode())
        judged = centre.open(folder, NOW + 5 * DAY).judged
        assert judged.officer.by == "receipt"
        assert [found for _, found in judged.not_used] == ([code] if code else [])


def test_what_is_no_witness_of_this_packet(centre: Centre, pki: Pki, leaving: MachineKey) -> None:
    packet = packet_of(pki, leaving)
    folder = watching(centre).receive(packet, pki.station.certificate, NOW + 3 * DAY)
    beside, sound = folder / "packet.p7m.witnessed.json", witnessed(packet, WITNESS, SIGNED + DAY).encode()
    other = witnessed(packet_of(pki, leaving), WITNESS, SIGNED + DAY).encode()
    for wrong in (other, sound[:-1], b"", sound.replace(b'"index":1', b'"index":2')):
        beside.write_bytes(wrong)
        with pytest.raises(WitnessUnfit):
            centre.open(folder, NOW + 4 * DAY)
    beside.write_bytes(sound)
    (centre.home / "trust" / "witnesses" / "odd.key").write_text("no key", encoding="ascii")
    with pytest.raises(TrustUnfit):
        centre.open(folder, NOW + 4 * DAY)


def test_what_somebody_put_beside_a_signature_that_is_no_stamp_of_it(
    centre: Centre, pki: Pki, tsa: Stamper, leaving: MachineKey, tmp_path: Path
) -> None:
    other = asice.signatures(asice.approve(asice.sign_operator(make_content(), pki.operator, NOW), leaving, NOW,
                                           pki.operator.certificate))[1]  # fmt: skip
    packet = stamped_packet(pki, leaving, lambda p7s: mixed(tsa, p7s, other))
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    for at in (None, NOW + DAY):
        with pytest.raises(BadTimeStamp):
            centre.open(folder, NOW + 2 * DAY, at)


def mixed(tsa: Stamper, p7s: bytes, other: bytes) -> bytes:
    found = cms.time_stamp_of(stamped_by(tsa, other, SIGNED + HOUR))
    assert found is not None
    return cms.with_time_stamp(p7s, found[0])
