"""Lists of authorities that a State or its office publishes and signs (ICAO Doc 9303 part 12 clause 8), and what a new
one changes. One that is not signed under a root pinned for it is not read further."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from crypto import der
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.certificate import IssuedCertificate, read_certificate
from crypto.emrtd.verifier.findings import BadMasterList, IssuerDenies, IssuerUnknown
from crypto.emrtd.verifier.signed_data import SignedData, Signer, read_signed_data
from crypto.errors import CryptoError

MAX_BYTES, MAX_CERTIFICATES = 16 * 1024 * 1024, 8_192
CONTENT, PURPOSE = "2.23.136.1.1.2", "2.23.136.1.1.3"


@dataclass(frozen=True, repr=False)
class MasterList:
    """Signed under one of the roots that are pinned for it. at: when, which is how lists follow each other.
    unreadable: entries that are no certificates; one bad one takes no other."""

    at: datetime
    certificates: tuple[IssuedCertificate, ...]
    unreadable: int


def read_master_list(encoded: bytes, roots: Iterable[IssuedCertificate]) -> MasterList:
    """Raises BadMasterList(reason: form | type | empty | undated | signer | signature | root)."""
    try:
        signed = read_signed_data(encoded, MAX_BYTES)
        if signed.type != CONTENT:
            raise BadMasterList(reason="type")
        at = _signed_at(signed, tuple(roots))
        certificates, unreadable = _listed(signed.content)
    except BadMasterList:
        raise
    except CryptoError:
        raise BadMasterList(reason="form") from None
    if not certificates:
        raise BadMasterList(reason="empty")
    return MasterList(at, certificates, unreadable)


def _signed_at(signed: SignedData, roots: tuple[IssuedCertificate, ...]) -> datetime:
    """When a signer under a root signed it."""
    reason = "signer"
    for signer in signed.signers:
        for certificate in signed.of(signer):
            reason = _problem(signed, signer, certificate, roots)
            if not reason and signer.at is not None:
                return signer.at
    raise BadMasterList(reason=reason)


def _problem(
    signed: SignedData, signer: Signer, certificate: IssuedCertificate, roots: tuple[IssuedCertificate, ...]
) -> str:
    if not signed.holds(signer, certificate):
        return "signature"
    if signer.at is None:
        return "undated"
    if PURPOSE not in certificate.purposes or certificate.may_sign is False:
        return "signer"
    if not certificate.not_before <= signer.at <= certificate.not_after:
        return "signer"
    try:
        Authorities(roots).chain(certificate, signed.certificates)
    except (IssuerUnknown, IssuerDenies):
        return "root"
    return ""


def _listed(content: bytes) -> tuple[tuple[IssuedCertificate, ...], int]:
    fields = der.parse(content, MAX_BYTES).fields()
    fields.next().integer()  # the version of the form
    found: dict[IssuedCertificate, None] = {}
    unreadable = 0
    for each in fields.next().fields(der.SET, MAX_CERTIFICATES):
        try:
            certificate = read_certificate(each.encoded)
        except CryptoError:
            unreadable += 1
            continue
        found[certificate] = None
    return tuple(found), unreadable


@dataclass(frozen=True)
class Change:
    """Of one State: how many certificates come, go, and come for a key that one was listed for already (renewed)."""

    state: str
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Difference:
    """What a new list changes. Somebody looks at it and confirms `digest` before the list is used. links: certificates
    of the new list that another key than their own signed. unfit: those that say themselves that they may not
    issue; they are listed, and nothing is believed by them."""

    before: datetime | None
    after: datetime
    states: tuple[Change, ...]
    certificates: int
    links: int
    unfit: int
    unreadable: int
    digest: str

    @property
    def older(self) -> bool:
        return self.before is not None and self.after < self.before


def difference(before: MasterList | None, after: MasterList) -> Difference:
    """Per State, by letters."""
    old, new = (frozenset(() if each is None else each.certificates) for each in (before, after))
    gone, come = old - new, new - old
    renewed = _keys(gone) & _keys(come)
    added = Counter(each.state for each in come if _key(each) not in renewed)
    removed = Counter(each.state for each in gone if _key(each) not in renewed)
    changed = Counter(each.state for each in come if _key(each) in renewed)
    states = tuple(
        Change(state, added[state], removed[state], changed[state])
        for state in sorted(added.keys() | removed.keys() | changed.keys())
    )
    prints = sorted(each.fingerprint for each in old), sorted(each.fingerprint for each in new)
    digest = sha256("\n".join((*prints[0], "", *prints[1], after.at.isoformat())).encode()).hexdigest()
    links = sum(not each.self_signed for each in new)
    unfit = sum(each.authority is False or each.may_issue is False for each in new)
    at = None if before is None else before.at
    return Difference(at, after.at, states, len(new), links, unfit, after.unreadable, digest)


def _key(certificate: IssuedCertificate) -> tuple[str, bytes]:
    return certificate.state, certificate.subject_key_id or certificate.fingerprint.encode()


def _keys(several: Iterable[IssuedCertificate]) -> frozenset[tuple[str, bytes]]:
    return frozenset(map(_key, several))
