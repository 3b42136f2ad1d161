"""Opening. No byte of the content is handed out before the tag over all of it is checked."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import AEADDecryptionContext, Cipher, algorithms, modes

from crypto import recipients
from crypto.certificate import Certificate
from crypto.envelope import structure
from crypto.envelope.structure import KEY_BYTES, MAX_HEAD_BYTES, MAX_STREAM_BYTES, TAIL_BYTES, Head
from crypto.envelope.write import CHUNK_BYTES
from crypto.errors import BadEnvelope, CryptoError
from crypto.files import private_file
from crypto.keys.api import DecryptionKey

MAX_ENVELOPE_BYTES = 256 * 1024 * 1024  # of a message that is opened in memory


def decrypt(message: bytes, receiver: Certificate, key: DecryptionKey) -> bytes:
    """The content, for the receiver of that certificate.

    Raises NotARecipient, BadEnvelope, MalformedDer, TooLarge.
    """
    head = structure.read_head(message[:MAX_HEAD_BYTES], len(message), MAX_ENVELOPE_BYTES)
    decryptor = _decryptor(head, receiver, key)
    content = decryptor.update(memoryview(message)[head.start : head.start + head.size])
    _check(decryptor, message[-TAIL_BYTES:])
    return content


def decrypt_file(source: Path, target: Path, receiver: Certificate, key: DecryptionKey) -> None:
    """The content of the message in `source`, into `target` (mode 0600), which appears whole and checked or not at all.

    Memory does not grow with the size. Raises as `decrypt`, and OSError.
    """
    with source.open("rb", buffering=0) as message:
        size = os.fstat(message.fileno()).st_size
        head = structure.read_head(_exactly(message, min(size, MAX_HEAD_BYTES)), size, MAX_STREAM_BYTES)
        decryptor = _decryptor(head, receiver, key)
        message.seek(head.start)
        with private_file(target) as unchecked:
            _pour(message, unchecked, decryptor, head.size)
            _check(decryptor, _exactly(message, TAIL_BYTES))


def is_envelope(head: bytes) -> bool:
    """Whether a message that begins with `head` is an envelope by its outermost form, be it whole or not."""
    try:
        return structure.is_envelope(head)
    except CryptoError:
        return False


def sealed_to(head: bytes, tail: bytes, size: int, receivers: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Those of `receivers` that a message of `size` bytes has a line for: all that can be told without a key.

    head, tail: its first MAX_HEAD_BYTES, its last TAIL_BYTES; fewer where it is shorter. Everything but ciphertext and
    tag is read, to the last byte, and so are the lines of `receivers`. Raises BadEnvelope, MalformedDer, TooLarge.
    """
    lines = structure.read_head(head, size, MAX_STREAM_BYTES).recipient_infos
    structure.read_tail(tail)
    return tuple(each for each in receivers if recipients.has_line(each, lines))


def _decryptor(head: Head, receiver: Certificate, key: DecryptionKey) -> AEADDecryptionContext:
    content_key = recipients.open_for(receiver, key, head.recipient_infos)
    if len(content_key) != KEY_BYTES:
        raise BadEnvelope(reason="key")
    return Cipher(algorithms.AES256(content_key), modes.GCM(head.nonce)).decryptor()


def _check(decryptor: AEADDecryptionContext, tail: bytes) -> None:
    try:
        decryptor.finalize_with_tag(structure.read_tail(tail))
    except InvalidTag:
        raise BadEnvelope(reason="tag") from None


def _pour(source: BinaryIO, target: BinaryIO, decryptor: AEADDecryptionContext, size: int) -> None:
    while size:
        chunk = source.read(min(size, CHUNK_BYTES))
        if not chunk:
            raise BadEnvelope(reason="cut")
        size -= len(chunk)
        target.write(decryptor.update(chunk))


def _exactly(source: BinaryIO, size: int) -> bytes:
    found = b""
    while len(found) < size and (chunk := source.read(size - len(found))):
        found += chunk
    return found
