"""Checks of whoever signed: its chain, its profile, its time, whether it was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crypto.emrtd.errors import UnsupportedAlgorithm
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.certificate import BASIC_CONSTRAINTS, EXTENDED_USAGE, KEY_USAGE, IssuedCertificate
from crypto.emrtd.verifier.checks import Check, Name
from crypto.emrtd.verifier.findings import (
    IssuerDenies,
    IssuerUnknown,
    NotADocumentSigner,
    NotUnderSignature,
    RevocationNotKnown,
    SignatureWrong,
    SignedOutsideValidity,
    SignerExpired,
    SignerMissing,
    SignerRevoked,
    SigningTimeUnsaid,
)
from crypto.emrtd.verifier.revocation import RevocationLists
from crypto.emrtd.verifier.signed_data import SignedData, Signer
from crypto.errors import CryptoError

_KNOWN_CRITICAL = {BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_USAGE, "2.5.29.32", "2.23.136.1.1.6.2", "2.5.29.16"}
"""Critical extensions that are understood, or say nothing about who may sign: policies, document types, the period of
the private key."""
_SIGNER = (Name.CHAIN, Name.PROFILE, Name.VALID_THEN, Name.VALID_NOW, Name.REVOCATION)


@dataclass(frozen=True)
class Signed:
    """checks: in order. by: the certificate whose signature holds. state: of its authority. proven: whether the
    signature holds and leads to an authority that is believed."""

    checks: tuple[Check, ...]
    by: IssuedCertificate | None = None
    proven: bool = False

    @property
    def state(self) -> str:
        return "" if self.by is None else self.by.state


def check_signer(
    signed: SignedData, name: Name, authorities: Authorities, lists: RevocationLists, now: datetime
) -> Signed:
    """The first signer whose signature holds speaks; where none does, the first that there is."""
    if not signed.signers:
        return _unsigned(Check.failed(name, SignerMissing()))
    tried = [_signature(signed, signer, name) for signer in signed.signers]
    check, signer, certificate = next((each for each in tried if each[2] is not None), tried[0])
    if certificate is None:
        return _unsigned(check)
    found = tuple(_of_certificate(signed, signer, certificate, authorities, lists, now))
    proven = not any(each.status != "passed" for each in found if each.name in (Name.CHAIN, Name.PROFILE))
    return Signed((check, *found), certificate, proven)


def _unsigned(check: Check) -> Signed:
    return Signed((check, *(Check.not_done(each, NotUnderSignature()) for each in _SIGNER)))


def _signature(signed: SignedData, signer: Signer, name: Name) -> tuple[Check, Signer, IssuedCertificate | None]:
    """All certificates that the signer may mean are tried: the signature decides."""
    reason: CryptoError | None = None
    for certificate in signed.of(signer):
        try:
            if signed.holds(signer, certificate):
                return Check.passed(name), signer, certificate
            reason = SignatureWrong()
        except UnsupportedAlgorithm as error:
            return Check.not_supported(name, error), signer, None
        except CryptoError as error:
            reason = reason or error
    return Check.failed(name, reason or SignerMissing()), signer, None


def _of_certificate(
    signed: SignedData,
    signer: Signer,
    certificate: IssuedCertificate,
    authorities: Authorities,
    lists: RevocationLists,
    now: datetime,
) -> Iterator[Check]:
    issuers: tuple[IssuedCertificate, ...] = ()
    try:
        _, *above = authorities.chain(certificate, signed.certificates)
        issuers = tuple(above)
        yield Check.passed(Name.CHAIN, notes=() if issuers[0].self_signed else ("link",))
    except IssuerUnknown as error:
        yield Check.not_done(Name.CHAIN, error)
    except IssuerDenies as error:
        yield Check.failed(Name.CHAIN, error)
    yield _profile(certificate)
    yield from _times(certificate, signer.at, now)
    yield _revocation(certificate, issuers, lists, now)


def _profile(certificate: IssuedCertificate) -> Check:
    if certificate.authority:
        return Check.failed(Name.PROFILE, NotADocumentSigner(reason="authority"))
    if certificate.may_sign is False:
        return Check.failed(Name.PROFILE, NotADocumentSigner(reason="usage"))
    critical = {oid for oid, each in certificate.extensions.items() if each.critical}
    if critical - _KNOWN_CRITICAL:
        return Check.failed(Name.PROFILE, NotADocumentSigner(reason="critical"))
    notes = ("without key usage",) if certificate.may_sign is None else ()
    return Check.passed(Name.PROFILE, notes=notes)


def _times(certificate: IssuedCertificate, at: datetime | None, now: datetime) -> Iterator[Check]:
    period = {"begins": f"{certificate.not_before:%Y-%m-%d}", "ends": f"{certificate.not_after:%Y-%m-%d}"}
    if at is None:
        yield Check.not_done(Name.VALID_THEN, SigningTimeUnsaid(**period))
    elif certificate.not_before <= at <= certificate.not_after:
        yield Check.passed(Name.VALID_THEN)
    else:
        yield Check.failed(Name.VALID_THEN, SignedOutsideValidity(**period))
    if certificate.not_before <= now <= certificate.not_after:
        yield Check.passed(Name.VALID_NOW)
    else:
        yield Check.failed(Name.VALID_NOW, SignerExpired(**period))


def _revocation(
    certificate: IssuedCertificate, issuers: tuple[IssuedCertificate, ...], lists: RevocationLists, now: datetime
) -> Check:
    try:
        revoked = lists.revoked(certificate, issuers, now)
    except RevocationNotKnown as error:
        return Check.not_done(Name.REVOCATION, error)
    return Check.failed(Name.REVOCATION, SignerRevoked()) if revoked else Check.passed(Name.REVOCATION)
