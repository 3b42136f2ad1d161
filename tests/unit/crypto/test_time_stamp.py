"""Time-stamps: an authority's own and none other, over these bytes and no others; the stock `openssl ts` is one."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from crypto import cms, der, issuing, oids
from crypto.errors import (
    BadTimeStamp,
    CertificateExpired,
    CertificateRevoked,
    CryptoError,
    MalformedDer,
    RevocationUnknown,
    SignedInFuture,
    UntrustedCertificate,
)
from crypto.keys.machine import MachineKey
from crypto.revocation import Revocation
from crypto.time_stamp import verify_time_stamp
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.support.programs import need
from tests.support.time_stamping import STAMPS, Stamper, stamped_by, stamper

DAY = timedelta(days=1)
AT = NOW.replace(microsecond=0)
DATA = b"a signature's value"


@pytest.fixture(scope="module")
def tsa() -> Stamper:
    return stamper()


def trusting(*stampers: Stamper) -> TrustStore:
    return TrustStore({Purpose.TIME_STAMP: [each.above.certificate for each in stampers]})


def seen(token: bytes, trust: TrustStore, now: datetime = NOW + DAY) -> datetime:
    return verify_time_stamp(token, DATA, trust, now)


def test_a_token_names_the_moment(tsa: Stamper) -> None:
    assert seen(tsa.token(DATA, AT), trusting(tsa)) == AT
    with_rsa = stamper(issuing.new_rsa_key())
    assert seen(with_rsa.token(DATA, AT), trusting(with_rsa)) == AT


def test_the_stock_openssl_is_read(tsa: Stamper, tmp_path: Path) -> None:
    need("openssl")
    for each in (tsa, stamper(issuing.new_rsa_key())):
        found = seen(each.answer(DATA, tmp_path), trusting(each), NOW + 30 * DAY)
        assert NOW < found < NOW + 30 * DAY


def test_the_stock_openssl_reads_the_same(tsa: Stamper, tmp_path: Path) -> None:
    """What we believe is what others can check."""
    need("openssl")
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "root.pem").write_text(tsa.above.certificate.pem, encoding="ascii")
    for data, holds in ((DATA, True), (b"other", False)):
        (tmp_path / "token").write_bytes(tsa.token(data, AT))
        command = ["openssl", "ts", "-verify", "-data", "data", "-in", "token", "-token_in", "-CAfile", "root.pem"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is holds, done.stderr


def test_a_fraction_of_a_second(tsa: Stamper) -> None:
    for text in (b"20260102030405.Z", b"20260102030405.50Z", b"20261302030405Z", b"20260102030405+0400", b"\xff" * 15):
        with pytest.raises(MalformedDer):
            seen(tsa.token(DATA, AT, time=text), trusting(tsa))
    fraction = AT.strftime("%Y%m%d%H%M%S.25Z").encode()
    assert seen(tsa.token(DATA, AT, time=fraction), trusting(tsa)) == AT + timedelta(milliseconds=250)


def test_what_an_authority_may_add_and_what_nobody_knows(tsa: Stamper) -> None:
    def extension(*parts: bytes) -> bytes:
        return der.tlv(der.tagged(1), der.sequence(der.oid("1.3.6.1.5.5.7.1.3"), *parts, der.octet_string(b"")))

    accuracy, nonce = der.sequence(der.integer(1)), der.integer(5)
    ordering = der.tlv(0x01, b"\xff")
    assert seen(tsa.token(DATA, AT, more=accuracy + ordering + nonce + extension()), trusting(tsa)) == AT
    with pytest.raises(BadTimeStamp, match="extension"):
        seen(tsa.token(DATA, AT, more=extension(ordering)), trusting(tsa))


Wrong = Callable[[Stamper], bytes]


def over_other_bytes(tsa: Stamper) -> bytes:
    return tsa.token(b"others", AT)


def of_another_content(tsa: Stamper) -> bytes:
    return tsa.token(DATA, AT, kind=oids.DATA)


def its_content_changed(tsa: Stamper) -> bytes:
    moment = AT.strftime("%Y%m%d%H%M%SZ").encode()
    return tsa.token(DATA, AT).replace(moment, b"2001" + moment[4:])


def its_signature_changed(tsa: Stamper) -> bytes:
    whole = tsa.token(DATA, AT)
    return whole[:-1] + bytes((whole[-1] ^ 1,))


def without_its_certificate(tsa: Stamper) -> bytes:
    return tsa.token(DATA, AT, brings=(tsa.above.certificate,))


@pytest.mark.parametrize(
    "wrong",
    [over_other_bytes, of_another_content, its_content_changed, its_signature_changed, without_its_certificate],
)
def test_what_does_not_hold(tsa: Stamper, wrong: Wrong) -> None:
    with pytest.raises(BadTimeStamp):
        seen(wrong(tsa), trusting(tsa))


def test_cut_or_changed_anywhere_it_is_refused(tsa: Stamper) -> None:
    whole, trust = tsa.token(DATA, AT), trusting(tsa)
    for place in range(0, len(whole), 7):
        for wrong in (whole[:place], whole[:place] + bytes((whole[place] ^ 0x55,)) + whole[place + 1 :]):
            with pytest.raises(CryptoError):
                seen(wrong, trust)


def test_who_may_stamp(tsa: Stamper) -> None:
    above = tsa.above
    with pytest.raises(UntrustedCertificate):
        seen(tsa.token(DATA, AT), trusting(stamper()))
    with pytest.raises(UntrustedCertificate):
        seen(tsa.token(DATA, AT), TrustStore({Purpose.STATION: [above.certificate]}))
    for other in (
        stamper(above=above, critical=False),
        stamper(above=above, extended=(*STAMPS, ExtendedKeyUsageOID.EMAIL_PROTECTION)),
        stamper(above=above, extended=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)),
    ):
        with pytest.raises(UntrustedCertificate):
            seen(other.token(DATA, AT), trusting(tsa))


def test_judged_by_its_own_moment(tsa: Stamper, tmp_path: Path) -> None:
    """Ended since: believed. Ended before, or a moment that has not come: not. Taken back: by its date and reason."""
    token = tsa.token(DATA, AT)
    assert seen(token, trusting(tsa), NOW + 3000 * DAY) == AT
    with pytest.raises(CertificateExpired):
        seen(tsa.token(DATA, AT + 400 * DAY), trusting(tsa), NOW + 3000 * DAY)
    with pytest.raises(SignedInFuture):
        seen(token, trusting(tsa), NOW - DAY)
    trust = TrustStore({Purpose.TIME_STAMP: [tsa.above.certificate]}, revocation=Revocation(tmp_path))
    with pytest.raises(RevocationUnknown):
        seen(token, trust)
    (tmp_path / "tsa.crl").write_bytes(tsa.revoked(AT + DAY, x509.ReasonFlags.superseded))
    assert seen(token, trust) == AT
    (tmp_path / "tsa.crl").write_bytes(tsa.revoked(AT + DAY, x509.ReasonFlags.key_compromise))
    with pytest.raises(CertificateRevoked):
        seen(token, trust)


def found_in(message: bytes) -> bytes:
    found = cms.time_stamp_of(message)
    assert found is not None
    return found[0]


def test_beside_a_signature_and_nothing_else(tsa: Stamper, operator: MachineKey, trust: TrustStore) -> None:
    content = b"what was signed"
    plain = cms.sign_detached(content, operator, NOW)
    stamped = stamped_by(tsa, plain, AT)
    assert cms.time_stamp_of(plain) is None
    found = cms.time_stamp_of(stamped)
    assert found is not None
    assert verify_time_stamp(*found, trusting(tsa), NOW) == AT
    for message in (plain, stamped):
        assert cms.verify_detached(message, content, trust, Purpose.OPERATOR, NOW).signing_time == AT
        assert cms.claimed_time(message) == AT
    for wrong in (
        stamped_by(tsa, cms.sign_detached(content, operator, NOW), AT),
        cms.with_time_stamp(plain, b"\x05\x00"),
    ):
        mixed = cms.with_time_stamp(plain, found_in(wrong))
        with pytest.raises((BadTimeStamp, MalformedDer)):
            cms.verify_detached(mixed, content, trust, Purpose.OPERATOR, NOW)
    attached = cms.sign_attached(content, operator, NOW)
    with pytest.raises(MalformedDer):
        cms.verify_attached(cms.with_time_stamp(attached, found[0]), trust, Purpose.OPERATOR, NOW)


def test_another_unsigned_attribute_is_refused(operator: MachineKey) -> None:
    stamped = cms.with_time_stamp(cms.sign_detached(b"content", operator, NOW), der.octet_string(b""))
    for kind in (oids.SIGNING_CERTIFICATE_V2, "1.2.3.4"):
        with pytest.raises(MalformedDer):
            cms.time_stamp_of(stamped.replace(der.oid(oids.SIGNATURE_TIME_STAMP), der.oid(kind)))
