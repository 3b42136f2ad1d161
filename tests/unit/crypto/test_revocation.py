"""Who was taken back is not believed, and neither is who cannot be looked up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from crypto import cms
from crypto.authority import revocation_list
from crypto.errors import BadRevocationList, CertificateRevoked, CryptoError, RevocationUnknown, TooLarge
from crypto.issuing import Authority
from crypto.keys.machine import MachineKey
from crypto.revocation import MAX_LIST_BYTES, OFFLINE_GRACE, Revocation, RevocationList
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.unit.crypto.conftest import Authorities

VALID, SECOND = timedelta(days=2), timedelta(seconds=1)
REASON = x509.ReasonFlags
Taken = tuple[int, datetime, x509.ReasonFlags]
Publish = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "crls"


@pytest.fixture
def publish(folder: Path) -> Publish:
    def write(
        authority: Authority, *taken_back: Taken, at: datetime = NOW, valid: timedelta = VALID, name: str = ""
    ) -> Path:
        folder.mkdir(exist_ok=True)
        file = folder / f"{name or authority.certificate.common_name}.crl"
        file.write_bytes(revocation_list(authority, taken_back, at, valid))
        return file

    return write


@pytest.fixture
def checked(authorities: Authorities, folder: Path, publish: Publish) -> TrustStore:
    """Believes as the others do, and looks up; root and issuers say that nobody was taken back."""
    for authority in (authorities.people, authorities.operators, authorities.approvals):
        publish(authority)
    return TrustStore(authorities.trust.roots, revocation=Revocation(folder))


def verify(trust: TrustStore, key: MachineKey, at: datetime = NOW) -> None:
    trust.verify(key.certificate, key.chain, Purpose.OPERATOR, at)


def taken(key: MachineKey, since: datetime = NOW, reason: x509.ReasonFlags = REASON.unspecified) -> Taken:
    return key.certificate.serial, since, reason


def test_who_was_not_taken_back_is_believed(checked: TrustStore, operator: MachineKey, officer: MachineKey) -> None:
    verify(checked, operator)
    verify(checked, officer)


def test_a_revoked_certificate_is_refused_from_its_date_on(
    checked: TrustStore, operator: MachineKey, officer: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    verify(checked, operator)
    publish(authorities.operators, taken(operator, NOW, REASON.cessation_of_operation))
    with pytest.raises(CertificateRevoked):
        verify(checked, operator)
    verify(checked, officer)  # of another authority
    verify(checked, operator, NOW - timedelta(hours=1))
    assert not checked.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)


def test_a_compromised_key_never_counted(
    checked: TrustStore, operator: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    publish(authorities.operators, taken(operator, NOW, REASON.key_compromise))
    with pytest.raises(CertificateRevoked):
        verify(checked, operator, NOW - timedelta(hours=1))


def test_a_revoked_authority_takes_all_its_holders_with_it(
    checked: TrustStore, operator: MachineKey, officer: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    issuer = MachineKey(authorities.operators.certificate, (), authorities.operators.key)
    publish(authorities.people, taken(issuer))
    with pytest.raises(CertificateRevoked):
        verify(checked, operator)
    verify(checked, officer)


def test_a_signature_of_a_revoked_operator_is_refused(
    checked: TrustStore, operator: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    message = cms.sign_detached(b"content", operator, NOW)
    cms.verify_detached(message, b"content", checked, Purpose.OPERATOR, NOW)
    publish(authorities.operators, taken(operator))
    with pytest.raises(CertificateRevoked):
        cms.verify_detached(message, b"content", checked, Purpose.OPERATOR, NOW)


@pytest.mark.parametrize(
    ("after", "fine"), [(timedelta(0), True), (OFFLINE_GRACE - SECOND, True), (OFFLINE_GRACE + SECOND, False)]
)
def test_a_list_serves_offline_for_a_while(
    after: timedelta, fine: bool, checked: TrustStore, operator: MachineKey
) -> None:
    if fine:
        verify(checked, operator, NOW + VALID + after)
    else:
        with pytest.raises(RevocationUnknown) as caught:
            verify(checked, operator, NOW + VALID + after)
        assert caught.value.params == {"reason": "stale"}


def test_the_grace_is_the_deployments_choice(
    operator: MachineKey, authorities: Authorities, folder: Path, checked: TrustStore
) -> None:
    strict = TrustStore(authorities.trust.roots, revocation=Revocation(folder, lambda: timedelta(0)))
    verify(strict, operator, NOW + VALID - SECOND)
    with pytest.raises(RevocationUnknown):
        verify(strict, operator, NOW + VALID + SECOND)


def test_revoked_counts_even_on_a_stale_list(
    checked: TrustStore, operator: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    publish(authorities.operators, taken(operator))
    with pytest.raises(CertificateRevoked):
        verify(checked, operator, NOW + VALID + OFFLINE_GRACE * 2)


@pytest.mark.parametrize("missing", ["Operators CA", "People Root"])
def test_without_a_list_nobody_is_believed(
    missing: str, checked: TrustStore, operator: MachineKey, folder: Path
) -> None:
    (folder / f"{missing}.crl").unlink()
    with pytest.raises(RevocationUnknown) as caught:
        verify(checked, operator)
    assert caught.value.params == {"reason": "missing"}


def test_the_newest_list_counts(
    checked: TrustStore, operator: MachineKey, authorities: Authorities, publish: Publish
) -> None:
    publish(authorities.operators, at=NOW - timedelta(days=1), name="older")
    publish(authorities.operators, taken(operator), at=NOW + timedelta(seconds=1), name="newer")
    with pytest.raises(CertificateRevoked):
        verify(checked, operator)


def test_a_list_that_somebody_else_signed_is_none(
    checked: TrustStore, operator: MachineKey, authorities: Authorities, publish: Publish, folder: Path
) -> None:
    """The same name, another key; and a holder without the right to sign lists."""
    (folder / "Operators CA.crl").unlink()
    forged = Authority(authorities.approvals.key, authorities.operators.certificate, ())
    publish(forged, name="forged")
    with pytest.raises(RevocationUnknown):
        verify(checked, operator)
    unfit = Authority(operator._key, operator.certificate, ())
    listed = RevocationList.from_bytes(revocation_list(unfit, (), NOW, VALID))
    assert not listed.signed_by(operator.certificate)


def test_every_flipped_byte_of_a_list_is_noticed(
    operator: MachineKey, authorities: Authorities, checked: TrustStore, folder: Path
) -> None:
    file = folder / "Operators CA.crl"
    good = file.read_bytes()
    for place in range(0, len(good), 7):
        file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises((BadRevocationList, RevocationUnknown)):
            TrustStore(checked.roots, revocation=Revocation(folder)).verify(
                operator.certificate, operator.chain, Purpose.OPERATOR, NOW
            )


def test_a_list_is_read_in_both_forms_and_in_parts_not_at_all(authorities: Authorities) -> None:
    encoded = revocation_list(authorities.people, (), NOW, VALID)
    pem = x509.load_der_x509_crl(encoded).public_bytes(Encoding.PEM)
    assert RevocationList.from_bytes(encoded) == RevocationList.from_bytes(pem)
    assert reason(partial(authorities.people)) == "partial"
    assert reason(b"no list") == "form"
    assert reason(b"") == "form"
    with pytest.raises(TooLarge):
        RevocationList.from_bytes(bytes(MAX_LIST_BYTES + 1))


def test_a_broken_file_in_the_folder_is_said(checked: TrustStore, operator: MachineKey, folder: Path) -> None:
    (folder / "broken.crl").write_bytes(b"\x30\x03\x02\x01\x01")
    with pytest.raises(BadRevocationList):
        verify(checked, operator)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(CryptoError):
        RevocationList.from_bytes(data)


def test_ten_megabytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge):
        RevocationList.from_bytes(b"\x30\x84\x00\x98\x96\x80" + bytes(10_000_000))


def reason(encoded: bytes) -> object:
    with pytest.raises(BadRevocationList) as caught:
        RevocationList.from_bytes(encoded)
    return caught.value.params["reason"]


def partial(authority: Authority) -> bytes:
    """For one distribution point only (RFC 5280 clause 5.2.5): critical, and not understood here."""
    point = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
    builder = x509.CertificateRevocationListBuilder(
        authority.certificate.parsed.subject, NOW, NOW + VALID
    ).add_extension(point, critical=True)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]
