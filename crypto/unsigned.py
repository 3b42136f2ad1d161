"""Of SignedData with one signer and signed attributes: what stands beside his signature without being signed
(RFC 5652 clause 5.3), put there or taken away. Everything else stays as it was, to the last byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crypto import der, oids
from crypto.attributes import single_values
from crypto.errors import MalformedDer

_SIGNATURE, _PARTS = 5, 6  # of a SignerInfo with signed attributes and nothing unsigned
_UNSIGNED = der.tagged(1)


@dataclass(frozen=True)
class Signed:
    """before: what stands before the signers; signer: the parts of the one, without what is unsigned."""

    before: tuple[bytes, ...]
    signer: tuple[bytes, ...]
    signature: bytes
    unsigned: Mapping[str, der.Element]  # by the kind's dotted identifier

    def encoded(self, unsigned: Mapping[str, bytes]) -> bytes:
        """The message with these beside the signature, and no others."""
        attributes = [der.sequence(der.oid(kind), der.set_of(value)) for kind, value in unsigned.items()]
        beside = (der.set_of(*attributes, tag=_UNSIGNED),) if attributes else ()
        signed_data = der.sequence(*self.before, der.set_of(der.sequence(*self.signer, *beside)))
        return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))


def taken_apart(message: bytes, max_size: int) -> Signed:
    """Nothing in it is believed yet. Raises MalformedDer, TooLarge."""
    content_info = der.parse(message, max_size).fields()
    if content_info.next().oid() != oids.SIGNED_DATA:
        raise MalformedDer
    *before, signers = content_info.next().fields(der.tagged(0)).next().fields()
    found = signers.members()
    if len(found) != 1:
        raise MalformedDer
    parts = tuple(found[0].fields())
    if len(parts) not in (_PARTS, _PARTS + 1):
        raise MalformedDer
    return Signed(
        tuple(part.encoded for part in before),
        tuple(part.encoded for part in parts[:_PARTS]),
        parts[_SIGNATURE].bytes_of(der.OCTET_STRING),
        single_values(parts[_PARTS], _UNSIGNED) if len(parts) > _PARTS else {},
    )
