"""CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084): sealed to receivers, opened by any one of them.

Profile: content type id-data, no authenticated attributes (stock OpenSSL 3.0 cannot read them), 12-byte nonce, 16-byte
tag, definite-length DER; a line for each of at least two receivers (crypto.recipients). The tag covers the content;
another receiver's line is covered only by the station's signature over the whole message.

All sizes are known before the first byte, so a content of any size passes through: memory does not grow with it. Which
receivers a packet must have is policy (station.packet.policy), not form.
"""

from crypto.envelope.read import MAX_ENVELOPE_BYTES, decrypt, decrypt_file, is_envelope, sealed_to
from crypto.envelope.structure import MAX_HEAD_BYTES, MAX_STREAM_BYTES, TAIL_BYTES
from crypto.envelope.write import CHUNK_BYTES, FEWEST_RECIPIENTS, chunks_of, encrypt, encrypt_stream

__all__ = [
    "CHUNK_BYTES",
    "FEWEST_RECIPIENTS",
    "MAX_ENVELOPE_BYTES",
    "MAX_HEAD_BYTES",
    "MAX_STREAM_BYTES",
    "TAIL_BYTES",
    "chunks_of",
    "decrypt",
    "decrypt_file",
    "encrypt",
    "encrypt_stream",
    "is_envelope",
    "sealed_to",
]
