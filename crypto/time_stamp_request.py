"""Asking an authority for a time-stamp (RFC 3161): the request, and the answer held against it.

Sent is the SHA-256 of what is to be stamped and a number that nobody can guess. An answer counts when it is a token
over that hash, with that number, that verifies here: an old one, somebody else's, or one of an authority that is not
believed is none.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from crypto import der, oids
from crypto.errors import BadTimeStamp, MalformedDer, TimeStampRefused
from crypto.time_stamp import MAX_BYTES, read_time_stamp, verify_time_stamp
from crypto.trust import TrustStore

_NONCE_BITS = 64
_BOOLEAN, _TRUE = 0x01, b"\xff"
_GRANTED = (0, 1)  # 1: with changes, which are looked at in the token itself
_LAST_STATUS = 5


@dataclass(frozen=True)
class TimeStampRequest:
    """For one answer. stamped: what is to be stamped, which stays here."""

    stamped: bytes
    nonce: int = field(default_factory=lambda: secrets.randbits(_NONCE_BITS))

    @property
    def der(self) -> bytes:
        """TimeStampReq, which asks for the authority's certificate in the token."""
        sha256 = der.sequence(der.oid(oids.SHA256), der.tlv(der.NULL))
        imprint = der.sequence(sha256, der.octet_string(hashlib.sha256(self.stamped).digest()))
        return der.sequence(der.integer(1), imprint, der.integer(self.nonce), der.tlv(_BOOLEAN, _TRUE))

    def token(self, answer: bytes, trust: TrustStore, now: datetime) -> tuple[bytes, datetime]:
        """The TimeStampToken in `answer`, DER, and its moment.

        trust: a store that judges the past. Raises TimeStampRefused; BadTimeStamp(reason: nonce | hash) where another
        request is answered; and as `verify_time_stamp`.
        """
        token = read_answer(answer)
        at = verify_time_stamp(token, self.stamped, trust, now)
        read = read_time_stamp(token)
        if not hmac.compare_digest(read.nonce, der.integer(self.nonce)):
            raise BadTimeStamp(reason="nonce")
        if read.stamped_hash != oids.SHA256:
            raise BadTimeStamp(reason="hash")
        return token, at


def read_answer(answer: bytes) -> bytes:
    """The token in a TimeStampResp, not looked into. Raises TimeStampRefused(status), MalformedDer, TooLarge."""
    fields = der.parse(answer, MAX_BYTES).fields()
    info = fields.next().fields()
    status = info.next().integer()
    info.optional(der.SEQUENCE)  # words for people, of whoever answers: shown to nobody
    info.optional(der.BIT_STRING)
    info.end()
    token = fields.optional(der.SEQUENCE)
    fields.end()
    if not 0 <= status <= _LAST_STATUS:
        raise MalformedDer
    if status not in _GRANTED:
        raise TimeStampRefused(status=status)
    if token is None:
        raise MalformedDer
    return token.encoded
