"""Certificates taken back: revocation lists (RFC 5280 clause 5), read strictly, believed from their issuer only.

A list is in force until its nextUpdate. A desk without a network may go on for a grace after that; then nothing
that the list would speak of is believed any more (RevocationUnknown), because a thief would simply stay offline.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import files, signature
from crypto.certificate import Certificate
from crypto.errors import BadRevocationList, CertificateRevoked, RevocationUnknown, TooLarge
from crypto.unreadable import UNREADABLE

OFFLINE_GRACE = timedelta(days=7)
MAX_LIST_BYTES = 4 * 1024 * 1024
_WEAK = (hashes.MD5, hashes.SHA1)
# A compromised key may have been used at any time before somebody noticed; other reasons count from their date on.
_FROM_THE_BEGINNING = (x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise, x509.ReasonFlags.aa_compromise)


@dataclass(frozen=True)
class RevocationList:
    """One list. Nothing here says that its issuer signed it: see `Revocation`."""

    der: bytes
    issuer_der: bytes
    this_update: datetime
    next_update: datetime

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "RevocationList":
        """DER or PEM. Raises BadRevocationList(reason: form | partial | algorithm | undated), TooLarge over 4 MiB."""
        if len(encoded) > MAX_LIST_BYTES:
            raise TooLarge
        try:
            read = x509.load_pem_x509_crl if encoded.lstrip().startswith(b"-----") else x509.load_der_x509_crl
            parsed = read(encoded)
            extensions = list(parsed.extensions)
            weak = isinstance(parsed.signature_hash_algorithm, _WEAK)
            der = parsed.public_bytes(Encoding.DER)
            issuer = parsed.issuer.public_bytes()
            this_update, next_update = parsed.last_update_utc, parsed.next_update_utc
        except UNREADABLE:
            raise BadRevocationList(reason="form") from None
        if any(extension.critical for extension in extensions):
            raise BadRevocationList(reason="partial")  # a delta, or for some certificates or reasons only
        if weak:
            raise BadRevocationList(reason="algorithm")
        if next_update is None or next_update < this_update:
            raise BadRevocationList(reason="undated")
        return cls(der, issuer, this_update, next_update)

    @cached_property
    def parsed(self) -> x509.CertificateRevocationList:
        """The library's own form; for this package only."""
        return x509.load_der_x509_crl(self.der)

    @cached_property
    def authority(self) -> str:
        """Tells one authority's lists from another's by the names they give, before anybody has proven who signed."""
        try:
            named = self.parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        except x509.ExtensionNotFound:
            named = None
        return sha256(self.issuer_der + (named or b"")).hexdigest()[:32]

    def signed_by(self, issuer: Certificate) -> bool:
        if issuer.subject_der != self.issuer_der or "crl_sign" not in issuer.key_usage:
            return False
        key = signature.public_key(issuer)
        try:
            return self.parsed.is_signature_valid(key)
        except UNREADABLE:
            return False

    def names(self, certificate: Certificate, at: datetime, *, for_good: bool = False) -> bool:
        """Whether the certificate was taken back by `at`. for_good: not only put on hold."""
        try:
            found = self.parsed.get_revoked_certificate_by_serial_number(certificate.serial)
            if found is None:
                return False
            reason = found.extensions.get_extension_for_class(x509.CRLReason).value.reason
        except x509.ExtensionNotFound:
            reason = x509.ReasonFlags.unspecified
        except UNREADABLE:
            return True  # who cannot be understood is not believed to be harmless
        if found is None or (for_good and reason is x509.ReasonFlags.certificate_hold):
            return False
        return reason in _FROM_THE_BEGINNING or found.revocation_date_utc <= at


@dataclass
class Revocation:
    """The lists of a folder, read again when a file changes. grace: how long a list serves after its nextUpdate;
    published: whether there are lists at all. Both are asked at each look-up.

    kept: folders with lists of earlier. An issuer may leave out whom it took back once their certificate has ended: a
    list that named them still says so. brought: lists of earlier too, which came along with what is judged.
    """

    folder: Path
    grace: Callable[[], timedelta] = lambda: OFFLINE_GRACE
    published: Callable[[], bool] = lambda: True
    kept: tuple[Path, ...] = ()
    brought: tuple[RevocationList, ...] = ()
    look: files.Look = files.stamps
    _state: tuple[tuple[Path, tuple[tuple[str, int, int, int], ...]], ...] = field(default=(), repr=False)
    _lists: tuple[RevocationList, ...] = field(default=(), repr=False)
    _of: dict[str, tuple[RevocationList, ...]] = field(default_factory=dict, repr=False)
    _newest: dict[tuple[Certificate, ...], datetime | None] = field(default_factory=dict, repr=False)

    def check(self, path: Sequence[Certificate], root: Certificate, at: datetime) -> None:
        """That nobody in `path` (the proven one, holder first, without its `root`) was taken back by `at`.

        Raises CertificateRevoked, RevocationUnknown(reason: missing | stale), BadRevocationList, TooLarge.
        """
        if not self.published():
            return
        self.lists()
        for certificate, issuer in zip(path, (*path[1:], root), strict=True):
            found = self._lists_of(issuer)
            if not found:
                raise RevocationUnknown(reason="missing")
            newest, *older = found
            if newest.names(certificate, at) or any(each.names(certificate, at, for_good=True) for each in older):
                raise CertificateRevoked
            if at > newest.next_update + self.grace():
                raise RevocationUnknown(reason="stale")

    def bringing(self, lists: Iterable[RevocationList]) -> "Revocation":
        """The same, which also knows these."""
        return Revocation(self.folder, self.grace, self.published, self.kept, (*self.brought, *lists), self.look)

    def of(self, issuers: Iterable[Certificate]) -> tuple[RevocationList, ...]:
        """Every list that one of them signed. Raises BadRevocationList, TooLarge."""
        self.lists()
        return tuple(each for issuer in issuers for each in self._lists_of(issuer))

    def lists(self) -> tuple[RevocationList, ...]:
        """Every list of the folders. Raises BadRevocationList, TooLarge."""
        state = tuple((folder, self.look(folder, ".crl")) for folder in (self.folder, *self.kept))
        if state != self._state:
            found = [folder / name for folder, stamps in state for name, *_ in stamps]
            self._lists = (*(RevocationList.from_bytes(files.read(file)) for file in found), *self.brought)
            self._state, self._of, self._newest = state, {}, {}
        return self._lists

    def newest(self, issuers: tuple[Certificate, ...]) -> datetime | None:
        """The latest thisUpdate that one of `issuers` signed: it is that late at least. Raises as `lists`."""
        self.lists()
        known = self._newest
        if issuers not in known:
            known[issuers] = max(
                (found[0].this_update for found in map(self._lists_of, issuers) if found), default=None
            )
        return known[issuers]

    def _lists_of(self, issuer: Certificate) -> tuple[RevocationList, ...]:
        """Those that this issuer signed, the newest first, of the `lists` looked at last."""
        known = self._of
        if issuer.fingerprint not in known:
            signed = (each for each in self._lists if each.signed_by(issuer))
            known[issuer.fingerprint] = tuple(sorted(signed, key=lambda each: each.this_update, reverse=True))
        return known[issuer.fingerprint]
