"""Evidence beside a time-stamp: put there, taken out again, and the token is what its authority gave."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import der, oids
from crypto.authority import revocation_list
from crypto.errors import CertificateRevoked, MalformedDer, RevocationUnknown, TooLarge
from crypto.evidence import MOST, Evidence, evidence_in, together, with_evidence
from crypto.revocation import Revocation, RevocationList
from crypto.trust import Purpose, TrustStore
from crypto.unsigned import taken_apart
from tests.support.clock import NOW
from tests.support.programs import need
from tests.support.time_stamping import Stamper, stamper

GONE = x509.ReasonFlags.cessation_of_operation
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def tsa() -> Stamper:
    return stamper()


@pytest.fixture(scope="module")
def nobody(tsa: Stamper) -> RevocationList:
    return RevocationList.from_bytes(revocation_list(tsa.above, (), NOW, HOUR))


def without_lists(tsa: Stamper, folder: Path) -> TrustStore:
    """Lists are published, and none is at hand."""
    return TrustStore({Purpose.TIME_STAMP: (tsa.above.certificate,)}, revocation=Revocation(folder))


def test_it_comes_out_as_it_was_put_in(tsa: Stamper, nobody: RevocationList) -> None:
    token = tsa.token(b"stamped", NOW)
    evidence = Evidence((tsa.certificate, tsa.above.certificate), (nobody,))
    whole = with_evidence(token, evidence)
    assert evidence_in(whole) == (token, evidence)
    assert with_evidence(whole, evidence) == whole
    assert evidence_in(with_evidence(whole, Evidence())) == (token, Evidence())
    assert evidence_in(token) == (token, Evidence())


def test_a_year_of_lists_comes_out_again_and_what_would_not_is_not_put_in(tsa: Stamper, nobody: RevocationList) -> None:
    token = tsa.token(b"stamped", NOW)
    evidence = Evidence((tsa.certificate,), (nobody,) * 365)
    assert evidence_in(with_evidence(token, evidence)) == (token, evidence)
    for many in (Evidence((), (nobody,) * (MOST + 1)), Evidence((tsa.certificate,) * (MOST + 1))):
        with pytest.raises(TooLarge):
            with_evidence(token, many)


def test_the_stock_openssl_gives_the_same_token(tsa: Stamper, nobody: RevocationList, tmp_path: Path) -> None:
    need("openssl")
    token = tsa.answer(b"stamped", tmp_path)
    evidence = Evidence((tsa.certificate,), (nobody,))
    assert evidence_in(with_evidence(token, evidence)) == (token, evidence)


def test_anything_else_unsigned_is_refused(tsa: Stamper) -> None:
    signed = taken_apart(tsa.token(b"stamped", NOW), 1 << 16)
    nothing = der.sequence()
    values = {oids.CERTIFICATE_VALUES: nothing, oids.REVOCATION_VALUES: der.sequence(der.tlv(der.tagged(0), nothing))}
    assert evidence_in(signed.encoded(values))[1] == Evidence()
    for kinds in (
        {oids.CERTIFICATE_VALUES: nothing},
        {**values, oids.SIGNATURE_TIME_STAMP: nothing},
        {**values, oids.REVOCATION_VALUES: nothing},
        {**values, oids.REVOCATION_VALUES: der.sequence(der.tlv(der.tagged(1), nothing))},
    ):
        with pytest.raises(MalformedDer):
            evidence_in(signed.encoded(kinds))


def test_each_is_held_once(tsa: Stamper, nobody: RevocationList) -> None:
    one = Evidence((tsa.certificate,), (nobody,))
    assert together((one, Evidence((tsa.above.certificate, tsa.certificate)), one)) == Evidence(
        (tsa.certificate, tsa.above.certificate), (nobody,)
    )


def test_a_store_knows_what_came_along_and_what_it_decides_by(
    tsa: Stamper, nobody: RevocationList, tmp_path: Path
) -> None:
    store = without_lists(tsa, tmp_path)
    with pytest.raises(RevocationUnknown):
        store.verify(tsa.certificate, (), Purpose.TIME_STAMP, NOW)
    knowing = store.with_evidence(Evidence(lists=(nobody,)))
    assert knowing.evidence(tsa.certificate, (), Purpose.TIME_STAMP, NOW) == Evidence((tsa.certificate,), (nobody,))
    with pytest.raises(RevocationUnknown):
        store.verify(tsa.certificate, (), Purpose.TIME_STAMP, NOW)


def test_what_comes_along_takes_nothing_away(tsa: Stamper, nobody: RevocationList, tmp_path: Path) -> None:
    """A list at hand that names somebody counts beside an older one that does not."""
    (tmp_path / "newer.crl").write_bytes(tsa.revoked(NOW + HOUR, GONE))
    store = without_lists(tsa, tmp_path).with_evidence(Evidence(lists=(nobody,)))
    store.verify(tsa.certificate, (), Purpose.TIME_STAMP, NOW)
    with pytest.raises(CertificateRevoked):
        store.verify(tsa.certificate, (), Purpose.TIME_STAMP, NOW + 2 * HOUR)
