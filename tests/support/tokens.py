"""People's keys in tokens: made there, certified here, written back."""

from collections.abc import Sequence

from crypto import issuing, signature
from crypto.certificate import Certificate
from crypto.issuing import Authority, PublicHalf, Subject
from crypto.keys.pkcs11.login import Login
from crypto.keys.pkcs11.wire import Kind, Use
from tests.support.clock import NOW

SIGNING, WRAPPING = b"\x01", b"\x02"


def certify(authority: Authority, subject: Subject, key: signature.PublicKey, days: int = 30) -> Certificate:
    return issuing.issue(authority, subject, PublicHalf(key), NOW, days)


def give_keys(
    login: Login,
    authority: Authority,
    name: str,
    policies: Sequence[str],
    kind: Kind,
    wrapping: Kind | None,
) -> Certificate:
    """A signing key with its certificate and issuer, and another key for the drafts, where `wrapping` says a kind."""
    key = login.make(kind, Use.SIGN, "sign", SIGNING)
    certificate = certify(authority, Subject(name, "Tests", policies, issuing.SIGNS), key)
    login.store_certificate(SIGNING, certificate)
    for number, issuer in enumerate(authority.chain):
        login.store_certificate(bytes([0x40 + number]), issuer)
    if wrapping is not None:
        login.make(wrapping, Use.WRAP, "drafts", WRAPPING)
    return certificate
