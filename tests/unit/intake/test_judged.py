"""By which moment a packet is judged: what ended after it was received changes nothing, compromise everything."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509

from crypto import cms, issuing, roles
from crypto.authority import load_authority
from crypto.certificate import Certificate
from crypto.demo_people import STATE
from crypto.demo_pki import AUTHORITIES
from crypto.errors import CertificateRevoked, CryptoError, SignedInFuture
from crypto.keys.machine import MachineKey
from intake.errors import ReceiptUnfit, SignersEnded, SignerUntrusted
from station.domain.outbox import SealedPacket
from tests.support.centre import DAY, Centre, centre, packet_of
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.staff import card

__all__ = ["centre"]

YEARS = timedelta(days=365)
ENDED = x509.ReasonFlags.cessation_of_operation
REPLACED = x509.ReasonFlags.superseded
STOLEN = x509.ReasonFlags.key_compromise


@pytest.fixture(scope="module")
def packet(pki: Pki) -> SealedPacket:
    return packet_of(pki)


def station(pki: Pki, days: int, at: datetime = NOW) -> MachineKey:
    """The demonstration's station with a certificate of another time."""
    folder = pki.intake_home / AUTHORITIES
    issuer, key = load_authority(folder, folder / "secret", "stations"), issuing.new_ec_key()
    rights, extended = (roles.STATION_POLICY, roles.DEMO_POLICY), issuing.SPEAKS_TLS_AND_SIGNS
    subject = issuing.Subject("Demo Station 1", STATE, rights, issuing.SIGNS, extended)
    return MachineKey(issuing.issue(issuer, subject, key, at, days), issuer.chain, key)


def test_by_its_receipt_and_by_now_without_one(centre: Centre, packet: SealedPacket, pki: Pki) -> None:
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    for given in (folder, folder / "packet.p7m"):
        judged = centre.open(given, NOW + 2 * DAY).judged.officer
        assert (judged.at, judged.by) == (NOW + DAY, "receipt")
    (folder / "receipt.p7m").unlink()
    judged = centre.open(folder, NOW + 2 * DAY).judged.officer
    assert (judged.at, judged.by) == (NOW + 2 * DAY, "now")
    judged = centre.open(folder, NOW + 2 * DAY, NOW + timedelta(hours=1)).judged.officer
    assert (judged.at, judged.by) == (NOW + timedelta(hours=1), "asked")


def test_ten_years_later(centre: Centre, packet: SealedPacket, pki: Pki) -> None:
    """Every certificate below the roots has ended, and nobody publishes lists any more."""
    folder, later = centre.receive(packet, pki.station.certificate, NOW + DAY), NOW + 9 * YEARS
    opened = centre.open(folder, later)
    assert opened.judged.officer.by == "receipt"
    assert opened.packet_id == packet.packet_id
    with pytest.raises(SignersEnded):
        centre.open(folder, later, later)
    (folder / "receipt.p7m").unlink()
    with pytest.raises(SignersEnded):
        centre.open(folder, later)
    assert centre.open(folder, later, NOW + DAY).judged.officer.by == "asked"


@pytest.mark.parametrize("who", ["operator", "officer", "station"])
def test_somebody_left_after_it_was_received(centre: Centre, packet: SealedPacket, pki: Pki, who: str) -> None:
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    authority = {"operator": "operators", "officer": "approvals", "station": "stations"}[who]
    certificate = getattr(pki, who).certificate
    centre.take_back(authority, certificate, NOW + 2 * DAY, ENDED)
    assert centre.open(folder, NOW + 3 * DAY).judged.officer.by == "receipt"
    (folder / "receipt.p7m").rename(folder / "put-aside")
    with pytest.raises(SignersEnded):
        centre.open(folder, NOW + 3 * DAY)
    (folder / "put-aside").rename(folder / "receipt.p7m")
    for reason, since in ((ENDED, NOW), (STOLEN, NOW + 2 * DAY), (STOLEN, NOW + YEARS)):
        centre.take_back(authority, certificate, since, reason)
        with pytest.raises(CertificateRevoked):
            centre.open(folder, NOW + 3 * DAY)


def test_who_left_before_it_was_received(centre: Centre, packet: SealedPacket, pki: Pki) -> None:
    folder = centre.receive(packet, pki.station.certificate, NOW + 2 * DAY)
    centre.take_back("approvals", pki.officer.certificate, NOW + DAY, ENDED)
    with pytest.raises(SignersEnded):
        centre.open(folder, NOW + 3 * DAY)


def test_a_list_of_then_still_says_whom_later_ones_leave_out(centre: Centre, packet: SealedPacket, pki: Pki) -> None:
    """RFC 5280 lets an issuer forget who was taken back once their certificate has ended."""
    centre.take_back("approvals", pki.officer.certificate, NOW - DAY, STOLEN, 30 * DAY)
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    shutil.copy(pki.trust_folder / "crls" / "approvals.crl", centre.home / "trust" / "crls" / "approvals.crl")
    with pytest.raises(CertificateRevoked):
        centre.open(folder, NOW + 9 * YEARS)


def test_a_receipt_that_is_not_its_own(centre: Centre, packet: SealedPacket, pki: Pki, other_pki: Pki) -> None:
    folder = centre.receive(packet, pki.station.certificate, NOW + DAY)
    other = centre.receive(packet_of(pki), pki.station.certificate, NOW + DAY)
    mine = (folder / "receipt.p7m").read_bytes()
    content = cms.claimed_content(mine)
    for wrong in (
        (other / "receipt.p7m").read_bytes(),
        cms.sign_attached(content, other_pki.receipt_key, NOW + DAY),
        cms.sign_attached(content, pki.station, NOW + DAY),
        cms.sign_attached(b"{}", pki.receipt_key, NOW + DAY),
        mine[:-1],
        b"",
    ):
        (folder / "receipt.p7m").write_bytes(wrong)
        with pytest.raises(ReceiptUnfit):
            centre.open(folder, NOW + 2 * DAY)
        assert centre.open(folder, NOW + 2 * DAY, NOW + DAY).judged.officer.by == "asked"
    (folder / "receipt.p7m").write_bytes(mine)
    with pytest.raises(ReceiptUnfit):
        centre.open(folder, NOW)


def test_nothing_is_signed_after_it_was_received(centre: Centre, packet: SealedPacket, pki: Pki) -> None:
    folder = centre.receive(packet, pki.station.certificate, NOW)
    with pytest.raises(SignedInFuture):
        centre.open(folder, NOW + DAY, NOW - timedelta(hours=1))


# --- a packet that waited past its station's renewal ------------------------------------------------------------------


@pytest.fixture
def waited(pki: Pki) -> tuple[SealedPacket, MachineKey, MachineKey]:
    """Sealed with a certificate of ten days; delivered a month later, by the station's next one."""
    before, after = station(pki, 10), station(pki, 700, NOW + 9 * DAY)
    return packet_of(pki, station=before), before, after


def test_what_waited_past_the_renewal_is_taken_and_opened(
    centre: Centre, waited: tuple[SealedPacket, MachineKey, MachineKey]
) -> None:
    packet, before, after = waited
    centre.take_back("stations", before.certificate, NOW + 9 * DAY, REPLACED, 60 * DAY)
    folder = centre.receive(packet, after.certificate, NOW + 30 * DAY)
    opened = centre.open(folder, NOW + 40 * DAY)
    assert opened.station.certificate == before.certificate
    assert (opened.judged.officer.at, opened.judged.officer.by) == (NOW.replace(microsecond=0), "sealing")


Wrong = Callable[[Centre, MachineKey, MachineKey], Certificate]


def stolen(centre: Centre, before: MachineKey, after: MachineKey) -> Certificate:
    centre.take_back("stations", before.certificate, NOW + 20 * DAY, STOLEN, 60 * DAY)
    return after.certificate


def gone_already(centre: Centre, before: MachineKey, after: MachineKey) -> Certificate:
    centre.take_back("stations", before.certificate, NOW - DAY, ENDED, 60 * DAY)
    return after.certificate


def by_itself(_: Centre, before: MachineKey, __: MachineKey) -> Certificate:
    return before.certificate


def by_an_older_one(centre: Centre, _: MachineKey, __: MachineKey) -> Certificate:
    return station(centre.pki, 700, NOW - 30 * DAY).certificate


def by_one_taken_back(centre: Centre, _: MachineKey, after: MachineKey) -> Certificate:
    centre.take_back("stations", after.certificate, NOW + 20 * DAY, ENDED, 60 * DAY)
    return after.certificate


@pytest.mark.parametrize("wrong", [stolen, gone_already, by_itself, by_an_older_one, by_one_taken_back])
def test_and_nothing_else_is(centre: Centre, waited: tuple[SealedPacket, MachineKey, MachineKey], wrong: Wrong) -> None:
    packet, before, after = waited
    with pytest.raises(SignerUntrusted):
        centre.receive(packet, wrong(centre, before, after), NOW + 30 * DAY)


def test_compromise_found_out_after_it_was_received(
    centre: Centre, waited: tuple[SealedPacket, MachineKey, MachineKey]
) -> None:
    packet, before, after = waited
    folder = centre.receive(packet, after.certificate, NOW + 30 * DAY)
    centre.take_back("stations", before.certificate, NOW + 35 * DAY, STOLEN, 60 * DAY)
    with pytest.raises(CryptoError):
        centre.open(folder, NOW + 40 * DAY)


def test_an_officer_whose_certificate_ended_while_the_receipt_was_under_way(centre: Centre, pki: Pki) -> None:
    officer = card(pki.intake_home, "approvals", "Ուրիշ Մարդ", "EI:AM-9", days=5).signs
    packet = packet_of(pki, officer)
    early = centre.receive(packet, pki.station.certificate, NOW + 4 * DAY)
    assert centre.open(early, NOW + YEARS).judged.officer.by == "receipt"
    late = centre.receive(packet_of(pki, officer), pki.station.certificate, NOW + 6 * DAY)
    with pytest.raises(SignersEnded):
        centre.open(late, NOW + YEARS)
    assert centre.open(late, NOW + YEARS, NOW + DAY).judged.officer.by == "asked"
