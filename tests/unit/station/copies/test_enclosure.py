"""A draft's key in two halves: whoever opens it, and who may have made it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from crypto import issuing, roles
from crypto.authority import load_authority
from crypto.demo_pki import AUTHORITIES
from crypto.errors import BadSignature, NotARecipient, SignedInFuture, UntrustedCertificate
from crypto.keys.machine import load_machine_key
from crypto.keys.receiver import load_receiver_key, receiver_key
from crypto.trust import TrustStore
from crypto.trust_folder import load_trust
from station.copies.enclosure import RecoveryKey, enclose, open_enclosure, verify_enclosure
from station.copies.errors import CopyDamaged, NotTwoPeople
from station.copies.people import load_halves
from station.domain.enrollment import EnrollmentId
from station.domain.person import PersonUnidentified
from station.settings import Settings, load_settings
from tests.support.copies import named_in, recovery_key

WHICH = EnrollmentId("00000000-0000-4000-8000-000000000001")
OWN_KEY = bytes(range(32))


@pytest.fixture(scope="module")
def settings(demo_keys: Path) -> Settings:
    return load_settings(demo_keys)


@pytest.fixture(scope="module")
def trust(settings: Settings) -> TrustStore:
    return load_trust(settings.trust)


def enclosed(settings: Settings, trust: TrustStore, at: datetime, station: str = "station") -> bytes:
    halves = load_halves(named_in(settings), settings.trust, trust, datetime.now(UTC))
    return enclose(OWN_KEY, WHICH, halves, load_machine_key(settings.keys, settings.machine_secret, station), at)


@pytest.mark.parametrize("first", ["first", "first-deputy"])
@pytest.mark.parametrize("second", ["second", "second-deputy"])
def test_one_of_each_half_in_any_order(first: str, second: str, settings: Settings, trust: TrustStore) -> None:
    enclosure, desk = verify_enclosure(enclosed(settings, trust, datetime.now(UTC)), trust, datetime.now(UTC))
    keys = [recovery_key(settings, name) for name in (first, second)]
    assert open_enclosure(enclosure, keys) == open_enclosure(enclosure, keys[::-1]) == OWN_KEY
    assert desk.common_name == "Demo Station 1"


def test_neither_half_says_anything_of_the_key(settings: Settings, trust: TrustStore) -> None:
    """Two enclosures of one key share nothing: a first half of one and a second half of the other open nothing."""
    one, other = (
        verify_enclosure(enclosed(settings, trust, datetime.now(UTC)), trust, datetime.now(UTC))[0] for _ in range(2)
    )
    keys = [recovery_key(settings, name) for name in ("first", "second")]
    assert open_enclosure(replace(one, second=other.second), keys) != OWN_KEY


def test_nobody_else_and_no_two_of_one_half(settings: Settings, trust: TrustStore) -> None:
    enclosure, _ = verify_enclosure(enclosed(settings, trust, datetime.now(UTC)), trust, datetime.now(UTC))
    for names in (("first",), ("first", "first"), ("second", "second-deputy"), ("first", "second", "second-deputy")):
        with pytest.raises(NotTwoPeople):
            open_enclosure(enclosure, [recovery_key(settings, name) for name in names])
    centre = settings.intake_home / "centre"
    certificate, key = load_receiver_key(centre, centre / "secret", "escrow")
    stranger = RecoveryKey(certificate, (), key)
    with pytest.raises(PersonUnidentified):
        open_enclosure(enclosure, [recovery_key(settings, "first"), stranger])
    without = replace(enclosure, second=enclosure.first)
    with pytest.raises(NotARecipient):
        open_enclosure(without, [recovery_key(settings, name) for name in ("first", "second")])


def test_one_person_who_got_a_key_of_each_half_is_one_person(settings: Settings, trust: TrustStore) -> None:
    """However it came: another certificate with the same identifier, or the same key with another identifier."""
    first, second = (recovery_key(settings, name) for name in ("first", "second"))
    station = load_machine_key(settings.keys, settings.machine_secret)
    for again in (second_card(settings, "EI:AM-DEMO-201"), second_card(settings, "EI:AM-DEMO-299", first)):
        halves = ((first.certificate, second.certificate), (again.certificate, second.certificate))
        enclosure, _ = verify_enclosure(
            enclose(OWN_KEY, WHICH, halves, station, datetime.now(UTC)), trust, datetime.now(UTC)
        )
        with pytest.raises(NotTwoPeople):
            open_enclosure(enclosure, [first, again])
        assert open_enclosure(enclosure, [first, second]) == OWN_KEY


def test_keys_with_two_kinds_of_number_may_be_one_person_s(settings: Settings, trust: TrustStore) -> None:
    first, second = (recovery_key(settings, name) for name in ("first", "second"))
    other = second_card(settings, "IDCAM-AN0000201")
    station = load_machine_key(settings.keys, settings.machine_secret)
    halves = ((first.certificate, second.certificate), (other.certificate, second.certificate))
    enclosure, _ = verify_enclosure(
        enclose(OWN_KEY, WHICH, halves, station, datetime.now(UTC)), trust, datetime.now(UTC)
    )
    with pytest.raises(PersonUnidentified) as refused:
        open_enclosure(enclosure, [first, other])
    assert refused.value.params == {"reason": "scheme"}


def second_card(settings: Settings, identifier: str, of: RecoveryKey | None = None) -> RecoveryKey:
    """Of the recovery authority; with the key of somebody who has one already, or a new one."""
    folder = settings.intake_home / AUTHORITIES
    issuer = load_authority(folder, folder / "secret", "recovery")
    known = getattr(of.key, "key", None) if of is not None else None
    key = known if isinstance(known, ec.EllipticCurvePrivateKey) else issuing.new_ec_key()
    subject = issuing.Subject("Somebody", "State", (roles.RECOVERY_POLICY,), issuing.AGREES, identifier=identifier)
    return RecoveryKey(issuing.issue(issuer, subject, key, datetime.now(UTC), 30), issuer.chain, receiver_key(key))


def test_only_a_station_makes_them_and_none_of_training(settings: Settings, trust: TrustStore) -> None:
    with pytest.raises(UntrustedCertificate):
        verify_enclosure(enclosed(settings, trust, datetime.now(UTC), "training"), trust, datetime.now(UTC))
    signed = enclosed(settings, trust, datetime.now(UTC))
    with pytest.raises(BadSignature):
        verify_enclosure(signed.replace(WHICH.encode(), WHICH.replace("1", "2").encode()), trust, datetime.now(UTC))
    with pytest.raises(SignedInFuture):
        verify_enclosure(enclosed(settings, trust, datetime.now(UTC) + timedelta(hours=1)), trust, datetime.now(UTC))
    with pytest.raises(CopyDamaged):
        verify_enclosure(bytes(300_000), trust, datetime.now(UTC))


def test_a_desk_whose_certificate_has_ended_since_is_still_believed(settings: Settings, trust: TrustStore) -> None:
    signed = enclosed(settings, trust, datetime.now(UTC))
    verify_enclosure(signed, trust, datetime.now(UTC) + timedelta(days=1820))
    station = load_machine_key(settings.keys, settings.machine_secret)
    verify_enclosure(signed, trust, station.certificate.not_after + timedelta(days=30))
