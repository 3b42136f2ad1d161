"""Putting a time-stamp beside a signature that is there already: CAdES-T (ETSI EN 319 122-1 clause 5.3)."""

from crypto import der, oids
from crypto.errors import BadSignature

_SIGNATURE, _PARTS = 5, 6  # of a SignerInfo with signed attributes and nothing unsigned


def signature_value(message: bytes) -> bytes:
    """What a time-stamp of `message` is over. Raises BadSignature where it has one, MalformedDer, TooLarge."""
    _, signer = _parts(message)
    return signer[_SIGNATURE].bytes_of(der.OCTET_STRING)


def with_time_stamp(message: bytes, token: bytes) -> bytes:
    """The same signature with `token` beside it. That the token is one, over `signature_value`, the caller has
    verified. Raises as `signature_value`."""
    before, signer = _parts(message)
    unsigned = der.sequence(der.oid(oids.SIGNATURE_TIME_STAMP), der.set_of(token))
    whole = der.sequence(*(part.encoded for part in signer), der.set_of(unsigned, tag=der.tagged(1)))
    signed_data = der.sequence(*(part.encoded for part in before), der.set_of(whole))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))


def _parts(message: bytes) -> tuple[list[der.Element], list[der.Element]]:
    """Of our own SignedData: what stands before the signers; the one signer's."""
    content_info = der.parse(message, len(message)).fields()
    content_info.next()
    *before, signers = content_info.next().fields(der.tagged(0)).next().fields()
    signer = list(signers.members()[0].fields())
    if len(signer) != _PARTS:
        raise BadSignature(reason="stamped")
    return before, signer
