"""EF.SOD: the signed hashes of the data groups (Doc 9303 part 10 clause 4.6.2, LDS security object version 0 and 1)."""

from dataclasses import dataclass

from crypto import der, oids
from crypto.emrtd import tlv
from crypto.emrtd.verifier.algorithms import read_hash
from crypto.emrtd.verifier.ber import definite
from crypto.emrtd.verifier.signed_data import SignedData, read_signed_data
from crypto.errors import MalformedDer

MAX_BYTES = 256 * 1024
OBJECT = "2.23.136.1.1.1"
OBJECTS = (OBJECT, "1.3.27.1.1.1", "1.2.528.1.1006.1.20.1", oids.DATA)
"""Content types that issued documents were seen to have; the first is Doc 9303's."""


@dataclass(frozen=True)
class SecurityObject:
    """hashes: by the numbers of data groups. version: 0 or 1. lds, unicode: versions that an object of version 1 says,
    "" in one of version 0."""

    signed: SignedData
    version: int
    hash: str
    hashes: dict[int, bytes]
    lds: str = ""
    unicode: str = ""


def read_security_object(file: bytes) -> SecurityObject:
    """Of a whole EF.SOD. Raises UnsupportedAlgorithm, MalformedDer, MalformedTlv, TooLarge."""
    signed = read_signed_data(tlv.read(definite(file, MAX_BYTES))[0].value, MAX_BYTES)
    fields = der.parse(signed.content, MAX_BYTES).fields()
    version, name = fields.next().integer(), read_hash(fields.next())
    hashes: dict[int, bytes] = {}
    for each in fields.next().fields():
        pair = each.fields()
        hashes.setdefault(pair.next().integer(), pair.next().bytes_of(der.OCTET_STRING))
    if signed.type not in OBJECTS:
        raise MalformedDer
    versions = fields.next().fields() if fields.more() else None
    lds, unicode = ("", "") if versions is None else (_text(versions.next()), _text(versions.next()))
    return SecurityObject(signed, version, name, hashes, lds, unicode)


def _text(element: der.Element) -> str:
    return bytes(element.value).decode("ascii", "replace")
