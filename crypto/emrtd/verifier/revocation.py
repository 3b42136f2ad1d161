"""Revocation lists of States (Doc 9303 part 12 clause 7.2), believed from their issuer only. A list that is absent or
over says nothing, and that is said."""

from dataclasses import dataclass
from datetime import datetime

from crypto import der
from crypto.emrtd.verifier.algorithms import SigningKey, holds, read_scheme
from crypto.emrtd.verifier.certificate import IssuedCertificate
from crypto.emrtd.verifier.findings import RevocationNotKnown
from crypto.emrtd.verifier.names import Name, read_name
from crypto.errors import BadRevocationList, CryptoError, TooLarge

MAX_BYTES, MAX_ENTRIES = 4 * 1024 * 1024, 100_000
_NUMBER = "2.5.29.20"
_SAYS_LITTLE = {_NUMBER, "2.5.29.35", "2.5.29.18"}


@dataclass(frozen=True, repr=False)
class StateRevocationList:
    """serials: content octets. number: of the list, -1 where it has none."""

    issuer: Name
    this_update: datetime
    next_update: datetime | None
    serials: frozenset[bytes]
    number: int
    _signed: bytes
    _algorithm: bytes
    _signature: bytes

    def signed_by(self, key: SigningKey) -> bool:
        return holds(key, read_scheme(der.parse(self._algorithm, MAX_BYTES)), self._signature, self._signed)


def read_revocation_list(encoded: bytes) -> StateRevocationList:
    """DER. Raises BadRevocationList(reason: form | partial), TooLarge."""
    try:
        outer = der.parse(encoded, MAX_BYTES).fields()
        signed, algorithm, signature = outer.next(), outer.next(), outer.next().bytes_of(der.BIT_STRING)
        fields = signed.fields()
        fields.optional(der.INTEGER)
        fields.next()
        issuer, this_update = read_name(fields.next()), fields.next().time()
        upcoming = fields.optional(der.UTC_TIME) or fields.optional(der.GENERALIZED_TIME)
        revoked = fields.optional(der.SEQUENCE)
        serials = frozenset(
            each.fields().next().bytes_of(der.INTEGER)
            for each in (() if revoked is None else revoked.fields(most=MAX_ENTRIES))
        )
        number = _number(fields.optional(der.tagged(0)))
        next_update = None if upcoming is None else upcoming.time()
    except (BadRevocationList, TooLarge):
        raise
    except CryptoError:
        raise BadRevocationList(reason="form") from None
    return StateRevocationList(
        issuer, this_update, next_update, serials, number, signed.encoded,
        algorithm.encoded, signature[1:],
    )  # fmt: skip


def _number(extensions: der.Element | None) -> int:
    """Raises BadRevocationList for a list that speaks of some certificates only."""
    number = -1
    for each in () if extensions is None else extensions.fields(extensions.tag).next().fields():
        fields = each.fields()
        oid, critical = fields.next().oid(), fields.optional(0x01)
        if critical is not None and oid not in _SAYS_LITTLE:
            raise BadRevocationList(reason="partial")
        if oid == _NUMBER:
            number = int.from_bytes(
                der.parse(fields.next().bytes_of(der.OCTET_STRING), 64).bytes_of(der.INTEGER), "big"
            )
    return number


@dataclass(frozen=True)
class RevocationLists:
    """lists: of any number of States, in any order, believed by nobody yet."""

    lists: tuple[StateRevocationList, ...] = ()

    def revoked(self, certificate: IssuedCertificate, issuers: tuple[IssuedCertificate, ...], now: datetime) -> bool:
        """issuers: above the certificate. Once taken back is taken back, in whichever list. Raises
        RevocationNotKnown(reason: absent | stale)."""
        believed = [each for each in self.lists if each.issuer == certificate.issuer and _by_one(each, issuers)]
        if any(certificate.serial in each.serials for each in believed):
            return True
        if not believed:
            raise RevocationNotKnown(reason="absent")
        newest = max(believed, key=lambda each: (each.this_update, each.number))
        if newest.next_update is None or newest.next_update < now:
            raise RevocationNotKnown(reason="stale")
        return False


def _by_one(found: StateRevocationList, issuers: tuple[IssuedCertificate, ...]) -> bool:
    for issuer in issuers:
        try:
            if issuer.may_list is not False and found.signed_by(issuer.key):
                return True
        except CryptoError:
            continue  # a key of a kind that is not known here has signed nothing that can be believed
    return False
