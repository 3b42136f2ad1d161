"""What was read of a document and what its chip answered, kept so that the back office verifies the same again.

It holds whole data groups: only sealed does it leave the process that read them (`seal_evidence`), or in the envelope
that goes to the back office. The log in it has headers and status words, nothing of what they carried.
"""

from collections.abc import Iterable

from crypto import der, sealing
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.verifier.document import Document
from crypto.emrtd.verifier.findings import BadChipEvidence
from crypto.emrtd.verifier.proofs import ActiveProof, ChipProof, MappingProof, Refused
from crypto.errors import CryptoError

MAX_BYTES, MAX_FILES, MAX_LOG = 8 * 1024 * 1024, 64, 65_536
_VERSION = 1
_CONTEXT = b"enrollment-station chip evidence 1\0"
_NUMBER_BYTES = 1_024


def write_evidence(document: Document) -> bytes:
    """DER: version; files; how it was opened; the zone; what the chip proved; the log."""
    files = (der.sequence(_text(name), der.octet_string(file)) for name, file in sorted(document.files.items()))
    opened = (_text(document.by), *(() if document.downgraded is None else (_text(document.downgraded),)))
    mrz = document.mrz
    zone = () if mrz is None else map(_text, (mrz.number, mrz.birth, mrz.expiry))
    proofs = (_proof(each) for each in (document.chip, document.active, document.mapping))
    log = (der.octet_string(header + status.to_bytes(2, "big")) for header, status in document.log)
    return der.sequence(
        der.integer(_VERSION), der.sequence(*files), der.sequence(*opened), der.sequence(*zone), der.sequence(*proofs),
        der.sequence(*log),
    )  # fmt: skip


def read_evidence(encoded: bytes) -> Document:
    """Raises BadChipEvidence."""
    try:
        fields = der.parse(encoded, MAX_BYTES).fields()
        if fields.next().integer() != _VERSION:
            raise BadChipEvidence
        files = dict(_pair(each.fields()) for each in fields.next().fields(most=MAX_FILES))
        opened = tuple(_said(each) for each in fields.next().fields(most=2))
        zone = tuple(_said(each) for each in fields.next().fields(most=3))
        chip, active, mapping = (_read(each) for each in fields.next().fields(most=3))
        log = tuple(_entry(each.bytes_of(der.OCTET_STRING)) for each in fields.next().fields(most=MAX_LOG))
        fields.end()
        by, downgraded = (*opened, None)[:2]
        mrz = MrzKey(*zone) if zone else None
    except (CryptoError, ValueError, TypeError, KeyError):
        raise BadChipEvidence from None
    if not isinstance(chip, ChipProof | Refused | None) or not isinstance(active, ActiveProof | Refused | None):
        raise BadChipEvidence
    if not isinstance(mapping, MappingProof | Refused | None) or by is None:
        raise BadChipEvidence
    return Document(files, by, downgraded, mrz, chip, active, mapping, log)


def seal_evidence(key: bytes, document: Document, place: bytes) -> bytes:
    """place: whose draft it belongs to; it must be said again to open it."""
    return sealing.seal(key, write_evidence(document), _CONTEXT + place)


def unseal_evidence(key: bytes, sealed: bytes, place: bytes) -> Document:
    """Raises BadSeal, BadChipEvidence."""
    return read_evidence(sealing.unseal(key, sealed, _CONTEXT + place))


Proof = ChipProof | ActiveProof | MappingProof | Refused


def _proof(proof: Proof | None) -> bytes:
    """Its kind, then its values; an empty sequence where the chip was not asked."""
    if proof is None:
        return der.sequence()
    if isinstance(proof, Refused):
        return _kind("refused", _text(proof.protocol), _text(proof.status))
    if isinstance(proof, ActiveProof):
        return _kind("active", der.octet_string(proof.challenge), der.octet_string(proof.signature))
    if isinstance(proof, MappingProof):
        values = map(der.octet_string, (proof.mapping_key, proof.data))
        return _kind("mapping", der.integer(proof.number), *values)
    key = () if proof.key is None else (der.integer(proof.key),)
    return _kind("chip", _text(proof.oid), der.integer(proof.private), der.octet_string(proof.response), *key)


def _kind(kind: str, *values: bytes) -> bytes:
    return der.sequence(_text(kind), *values)


def _read(element: der.Element) -> Proof | None:
    fields = element.fields(most=5)
    if not fields.more():
        return None
    kind = _said(fields.next())
    if kind == "refused":
        return Refused(_said(fields.next()), _said(fields.next()))
    if kind == "active":
        return ActiveProof(*_octets(fields, 2))
    if kind == "mapping":
        return MappingProof(fields.next().integer(), *_octets(fields, 2))
    if kind != "chip":
        raise BadChipEvidence
    oid, private = _said(fields.next()), _long(fields.next())
    (response,) = _octets(fields, 1)
    return ChipProof(oid, fields.next().integer() if fields.more() else None, private, response)


def _octets(fields: der.Fields, count: int) -> Iterable[bytes]:
    return [fields.next().bytes_of(der.OCTET_STRING) for _ in range(count)]


def _long(element: der.Element) -> int:
    if element.end - element.value_start > _NUMBER_BYTES:
        raise BadChipEvidence
    return int.from_bytes(element.bytes_of(der.INTEGER), "big", signed=True)


def _pair(fields: der.Fields) -> tuple[str, bytes]:
    return _said(fields.next()), fields.next().bytes_of(der.OCTET_STRING)


def _entry(octets: bytes) -> tuple[bytes, int]:
    return octets[:-2], int.from_bytes(octets[-2:], "big")


_UTF8 = 0x0C


def _text(text: str) -> bytes:
    return der.tlv(_UTF8, text.encode())


def _said(element: der.Element) -> str:
    return element.bytes_of(_UTF8).decode()
