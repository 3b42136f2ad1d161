"""The message around the ciphertext: what stands before it, and the tag after it.

ContentInfo { authEnvelopedData, [0] { 0, SET { RecipientInfo ... }, EncryptedContentInfo, mac } }
EncryptedContentInfo { id-data, { aes256-GCM, { nonce, 16 } }, [0] ciphertext }
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto import der, oids
from crypto.errors import BadEnvelope, TooLarge

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
MAX_STREAM_BYTES = 1 << 32  # of a whole message; AES-GCM itself allows 64 GiB
MAX_HEAD_BYTES = 128 * 1024  # room for all the receivers that a set may have
MAX_RECIPIENTS = 32
_MAC_HEADER = der.header(der.OCTET_STRING, TAG_BYTES)
TAIL_BYTES = len(_MAC_HEADER) + TAG_BYTES
_CIPHERTEXT = der.tagged(0, constructed=False)


@dataclass(frozen=True)
class Head:
    """What is known before the first byte of ciphertext. start, size: where the ciphertext lies in the message."""

    recipient_infos: Sequence[der.Element]
    nonce: bytes
    start: int
    size: int


def write_head(recipient_infos: Sequence[bytes], nonce: bytes, size: int) -> bytes:
    """Everything before a ciphertext of `size` bytes. Raises TooLarge."""
    inner = der.oid(oids.DATA) + _content_algorithm(nonce) + der.header(_CIPHERTEXT, size)
    encrypted_content = der.header(der.SEQUENCE, len(inner) + size) + inner
    inner = der.integer(0) + der.set_of(*recipient_infos) + encrypted_content
    enveloped = der.header(der.SEQUENCE, len(inner) + size + TAIL_BYTES) + inner
    inner = (
        der.oid(oids.AUTH_ENVELOPED_DATA) + der.header(der.tagged(0), len(enveloped) + size + TAIL_BYTES) + enveloped
    )
    head = der.header(der.SEQUENCE, len(inner) + size + TAIL_BYTES) + inner
    if len(head) > MAX_HEAD_BYTES or len(head) + size + TAIL_BYTES > MAX_STREAM_BYTES:
        raise TooLarge
    return head


def write_tail(tag: bytes) -> bytes:
    return _MAC_HEADER + tag


def read_head(head: bytes, size: int, max_size: int) -> Head:
    """`head`: the beginning of a message of `size` bytes. Raises BadEnvelope, MalformedDer, TooLarge."""
    fields = _enveloped(head, size, max_size)
    _require(fields.next().integer() == 0, "version")
    recipient_infos = fields.next().members()
    if len(recipient_infos) > MAX_RECIPIENTS:
        raise TooLarge
    encrypted_content = fields.next()
    inner = encrypted_content.fields()
    _require(inner.next().oid() == oids.DATA, "content-type")
    nonce = _nonce(inner.next())
    ciphertext = inner.next().expect(_CIPHERTEXT)
    inner.end()
    # One field is left, the tag: its form is checked when the stream gets there.
    _require(size - encrypted_content.end == TAIL_BYTES, "tag")
    return Head(recipient_infos, nonce, ciphertext.value_start, ciphertext.end - ciphertext.value_start)


def read_tail(tail: bytes) -> bytes:
    """The tag. Raises BadEnvelope."""
    _require(len(tail) == TAIL_BYTES and tail.startswith(_MAC_HEADER), "tag")
    return tail[len(_MAC_HEADER) :]


def is_envelope(head: bytes) -> bool:
    """Whether a message that begins with `head` says it is an envelope; not whether it is a good one, or whole. Raises
    MalformedDer, TooLarge."""
    content_info = der.Fields(memoryview(head), 0, MAX_STREAM_BYTES, depth=0).next()
    return content_info.fields().next().oid() == oids.AUTH_ENVELOPED_DATA


def _enveloped(head: bytes, size: int, max_size: int) -> der.Fields:
    content_info = der.parse_head(head, size, max_size).fields()
    _require(content_info.next().oid() == oids.AUTH_ENVELOPED_DATA, "type")
    explicit = content_info.next().fields(der.tagged(0))
    content_info.end()
    enveloped = explicit.next().fields()
    explicit.end()
    return enveloped


def _content_algorithm(nonce: bytes) -> bytes:
    """AES-256-GCM with GCMParameters (RFC 5084 clause 3.2)."""
    return der.sequence(der.oid(oids.AES256_GCM), der.sequence(der.octet_string(nonce), der.integer(TAG_BYTES)))


def _nonce(element: der.Element) -> bytes:
    algorithm = element.fields()
    _require(algorithm.next().oid() == oids.AES256_GCM, "cipher")
    nonce = algorithm.next().fields().next().bytes_of(der.OCTET_STRING)
    _require(len(nonce) == NONCE_BYTES and element.encoded == _content_algorithm(nonce), "cipher")
    return nonce


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise BadEnvelope(reason=reason)
