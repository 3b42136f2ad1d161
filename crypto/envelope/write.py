"""Sealing: one pass over the content, each chunk out before the next comes in."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, Cipher, algorithms, modes

from crypto import recipients
from crypto.certificate import Certificate
from crypto.envelope.structure import KEY_BYTES, MAX_RECIPIENTS, NONCE_BYTES, write_head, write_tail
from crypto.errors import BadRecipient, ContentChanged

FEWEST_RECIPIENTS = 2
CHUNK_BYTES = 64 * 1024  # fits the processor's second cache with its ciphertext


def encrypt(content: bytes, receivers: Sequence[Certificate]) -> bytes:
    """Seal `content` under a fresh key to every one of `receivers` (each proven by crypto.trust before).

    Raises BadRecipient for fewer than two different ones, too many, or one that cannot be sealed to; TooLarge.
    """
    return b"".join(encrypt_stream((content,), len(content), receivers))


def encrypt_stream(chunks: Iterable[bytes], size: int, receivers: Sequence[Certificate]) -> Iterator[bytes]:
    """The message of `encrypt` in parts, over a content of `size` bytes that comes in parts itself.

    Raises as `encrypt`, at once; while going on ContentChanged where the chunks are not `size` bytes together: then
    what was put out is no message, and the caller throws it away.
    """
    if len({receiver.fingerprint for receiver in receivers}) < FEWEST_RECIPIENTS:
        raise BadRecipient(reason="few")
    if len(receivers) > MAX_RECIPIENTS:
        raise BadRecipient(reason="many")
    content_key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    head = write_head([recipients.write(receiver, content_key) for receiver in receivers], nonce, size)
    encryptor = Cipher(algorithms.AES256(content_key), modes.GCM(nonce)).encryptor()
    return _parts(head, encryptor, chunks, size)


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file from here to its end, as `encrypt_stream` likes it."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _parts(head: bytes, encryptor: AEADEncryptionContext, chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    yield head
    left = size
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            break
        yield encryptor.update(chunk)
    if left:
        raise ContentChanged
    encryptor.finalize()
    yield write_tail(encryptor.tag)
