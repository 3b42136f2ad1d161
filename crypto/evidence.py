"""What somebody was believed by, for whoever judges it when nobody publishes it any more (ETSI EN 319 122-1: LT).

It stands unsigned in a time-stamp, as certificate-values and revocation-values. Certificates and lists prove
themselves: what is brought along adds to what is known and takes nothing away. That it was there in time, the next
time-stamp shows, which is over this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto import der, oids
from crypto.certificate import Certificate
from crypto.errors import MalformedDer, TooLarge
from crypto.revocation import RevocationList
from crypto.unsigned import taken_apart

MAX_BYTES = 64 * 1024 * 1024  # of a time-stamp with all that it brings: a State's lists may be long
MOST = 4096  # certificates, and lists: whoever keeps a list a day has three hundred and more a year
_VALUES = der.tagged(0)  # lists, among what revocation-values may hold


@dataclass(frozen=True)
class Evidence:
    """Certificates below the roots, and lists of their issuers; each once."""

    certificates: tuple[Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()


def together(found: Iterable[Evidence]) -> Evidence:
    parts = tuple(found)
    return Evidence(
        tuple(dict.fromkeys(each for part in parts for each in part.certificates)),
        tuple(dict.fromkeys(each for part in parts for each in part.lists)),
    )


def with_evidence(token: bytes, evidence: Evidence) -> bytes:
    """A time-stamp with that and no other beside it. Raises MalformedDer, TooLarge."""
    if max(len(evidence.certificates), len(evidence.lists)) > MOST:
        raise TooLarge
    certificates = der.sequence(*(each.der for each in evidence.certificates))
    lists = der.sequence(*(each.der for each in evidence.lists))
    values = {
        oids.CERTIFICATE_VALUES: certificates,
        oids.REVOCATION_VALUES: der.sequence(der.tlv(_VALUES, lists)),
    }
    return taken_apart(token, MAX_BYTES).encoded(values)


def evidence_in(token: bytes) -> tuple[bytes, Evidence]:
    """A time-stamp as its authority gave it, and what was put beside it. Raises MalformedDer, TooLarge,
    BadRevocationList."""
    signed = taken_apart(token, MAX_BYTES)
    if not signed.unsigned:
        return token, Evidence()
    if set(signed.unsigned) != {oids.CERTIFICATE_VALUES, oids.REVOCATION_VALUES}:
        raise MalformedDer
    certificates = signed.unsigned[oids.CERTIFICATE_VALUES].fields(most=MOST)
    values = signed.unsigned[oids.REVOCATION_VALUES].fields()
    explicit = values.next().fields(_VALUES)
    values.end()
    lists = explicit.next().fields(most=MOST)
    explicit.end()
    return signed.encoded({}), Evidence(
        tuple(Certificate.from_der(each.encoded) for each in certificates),
        tuple(RevocationList.from_bytes(each.encoded) for each in lists),
    )
