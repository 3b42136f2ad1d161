"""Putting a time-stamp beside a signature that is there already: CAdES-T (ETSI EN 319 122-1 clause 5.3)."""

from crypto import oids
from crypto.errors import BadSignature
from crypto.unsigned import Signed, taken_apart


def signature_value(message: bytes) -> bytes:
    """What a time-stamp of `message` is over. Raises BadSignature where it has one, MalformedDer, TooLarge."""
    return _bare(message).signature


def with_time_stamp(message: bytes, token: bytes) -> bytes:
    """The same signature with `token` beside it. That the token is one, over `signature_value`, the caller has
    verified. Raises as `signature_value`."""
    return _bare(message).encoded({oids.SIGNATURE_TIME_STAMP: token})


def _bare(message: bytes) -> Signed:
    """Of our own SignedData."""
    signed = taken_apart(message, len(message))
    if signed.unsigned:
        raise BadSignature(reason="stamped")
    return signed
