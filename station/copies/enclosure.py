"""A draft's own key in the hands of two people: neither half says anything about it alone.

The key is split in two: a half of chance, and the key XOR that half. Each half lies in an envelope to the people of one
half of those that policy names. The station signs both, so that nobody else makes drafts for other desks to take in:

    SignedData { {"enrollmentId": ..., "first": base64, "format": 1, "second": base64} }       RFC 8785, UTF-8
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

import rfc8785

from crypto import cms, envelope
from crypto.certificate import Certificate
from crypto.errors import CryptoError, NotARecipient
from crypto.keys.api import DecryptionKey, SigningKey
from crypto.trust import Purpose, TrustStore, refuse_future
from station.copies.errors import CopyDamaged, NotTwoPeople
from station.copies.people import Halves, are_different
from station.domain.enrollment import EnrollmentId
from station.storage.vault import is_id

KEY_BYTES = 32
MAX_BYTES = 256 * 1024
_FORMAT = 1
_NAMES = {"enrollmentId", "first", "format", "second"}


@dataclass(frozen=True)
class Enclosure:
    """first, second: envelopes."""

    enrollment_id: EnrollmentId
    first: bytes
    second: bytes


@dataclass(frozen=True)
class RecoveryKey:
    """Somebody who came to recover a draft, with their key open."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    key: DecryptionKey


def enclose(own_key: bytes, enrollment_id: EnrollmentId, halves: Halves, station: SigningKey, at: datetime) -> bytes:
    """The signed message. Raises BadRecipient, and what `station.sign` raises."""
    first = token_bytes(len(own_key))
    second = _xor(own_key, first)
    enclosure = Enclosure(enrollment_id, envelope.encrypt(first, halves[0]), envelope.encrypt(second, halves[1]))
    return cms.sign_attached(encode_enclosure(enclosure), station, at)


def verify_enclosure(signed: bytes, trust: TrustStore, at: datetime) -> tuple[Enclosure, Certificate]:
    """What it holds, and the station that made it: judged by the day it signed, for the desk is dead by now.

    Raises CopyDamaged(reason=enclosure) where it is none, and what crypto.cms says of signatures and certificates.
    """
    if len(signed) > MAX_BYTES:
        raise CopyDamaged(reason="enclosure")
    signed_at = cms.claimed_time(signed)
    refuse_future(signed_at, trust.judged(at))
    content, signer = cms.verify_attached(signed, trust.in_the_past(), Purpose.STATION, signed_at)
    try:
        return decode_enclosure(content), signer.certificate
    except ValueError:
        raise CopyDamaged(reason="enclosure") from None


def open_enclosure(enclosure: Enclosure, keys: Sequence[RecoveryKey]) -> bytes:
    """The draft's own key, by two people, whichever of them holds which half.

    Raises NotTwoPeople, NotARecipient where a key opens neither half, PersonUnidentified, BadEnvelope, CopyDamaged.
    """
    if len(keys) != 2 or not are_different([each.certificate for each in keys]):
        raise NotTwoPeople
    opened = [_opened(enclosure, each) for each in keys]
    if not all(opened):
        raise NotARecipient
    for one, other in (opened, reversed(opened)):
        if "first" in one and "second" in other:
            own_key = _xor(one["first"], other["second"])
            break
    else:
        raise NotTwoPeople  # a person and their own deputy
    if len(own_key) != KEY_BYTES:
        raise CopyDamaged(reason="enclosure")
    return own_key


def encode_enclosure(enclosure: Enclosure) -> bytes:
    first, second = (base64.b64encode(each).decode() for each in (enclosure.first, enclosure.second))
    return rfc8785.dumps({"enrollmentId": enclosure.enrollment_id, "first": first, "format": _FORMAT, "second": second})


def decode_enclosure(data: bytes) -> Enclosure:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for an enclosure")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or value["format"] != _FORMAT:
        raise ValueError("not an enclosure's members")
    if not all(isinstance(value[name], str) for name in ("enrollmentId", "first", "second")):
        raise ValueError("not an enclosure's values")
    if not is_id(value["enrollmentId"]):
        raise ValueError("not an enclosure's enrollment")
    first, second = (base64.b64decode(value[name], validate=True) for name in ("first", "second"))
    enclosure = Enclosure(EnrollmentId(value["enrollmentId"]), first, second)
    if encode_enclosure(enclosure) != data:
        raise ValueError("not as it was written")
    return enclosure


def _opened(enclosure: Enclosure, by: RecoveryKey) -> dict[str, bytes]:
    """The halves that a person opens."""
    found = {}
    for name, message in (("first", enclosure.first), ("second", enclosure.second)):
        try:
            found[name] = envelope.decrypt(message, by.certificate, by.key)
        except NotARecipient:
            continue
        except CryptoError as error:
            raise CopyDamaged(reason="enclosure") from error
    return found


def _xor(one: bytes, other: bytes) -> bytes:
    if len(one) != len(other):
        raise CopyDamaged(reason="enclosure")
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
