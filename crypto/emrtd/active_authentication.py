"""Active authentication (Doc 9303 part 11 clause 6.1): the chip signs a challenge with the key of DG15."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_bytes

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import EXTENDED_LE, INTERNAL_AUTHENTICATE, OK, SHORT_LE, Command, Response
from crypto.emrtd.channel import Channel
from crypto.emrtd.errors import AuthenticationNotOffered, ChipNotAuthentic, MalformedFile
from crypto.emrtd.public_key import MAX_KEY_BYTES, EcKey, RsaKey, read_signing_key, write_public_key
from crypto.emrtd.signatures import ECDSA_HASHES, digest, ecdsa_holds, recovered
from crypto.errors import CryptoError

CHALLENGE = 8
DG15 = 0x6F
_HASHES = ("sha256", "sha224", "sha384", "sha512", "sha1")


@dataclass(frozen=True)
class ActivelyAuthenticated:
    """challenge, signature: for whoever verifies again. hash: under which it holds. declared: whether DG14 says so too,
    or need not (RSA); issued chips sign with another hash than they declare."""

    key: RsaKey | EcKey
    challenge: bytes
    signature: bytes
    hash: str
    declared: bool


def read_dg15(file: bytes) -> RsaKey | EcKey:
    """Raises MalformedFile; UnsupportedAlgorithm, BadPublicKey for a key that is none."""
    try:
        return read_signing_key(der.parse_prefix(tlv.one(file, DG15), MAX_KEY_BYTES))
    except CryptoError as error:
        if error.code in ("EMR-017", "EMR-018"):
            raise
        raise MalformedFile(file="DG15", reason=error.code) from None


def write_dg15(key: RsaKey | EcKey) -> bytes:
    return tlv.write(DG15, write_public_key(key))


def authenticate_actively(
    channel: Channel,
    key: RsaKey | EcKey,
    declared: str | None,
    *,
    challenge: bytes | None = None,
    draw: Callable[[int], bytes] = token_bytes,
) -> ActivelyAuthenticated:
    """declared: the signature algorithm that DG14 names, None where it names none. challenge: the caller's own.

    Raises AuthenticationNotOffered where the chip gives no signature, ChipNotAuthentic where it gives a wrong one.
    """
    asked = draw(CHALLENGE) if challenge is None else challenge
    signature = _signed(channel, asked, key)
    found = signing_hash(key, asked, signature, declared)
    if found is None:
        raise ChipNotAuthentic(protocol="AA")
    return ActivelyAuthenticated(
        key, asked, signature, found, isinstance(key, RsaKey) or found == ECDSA_HASHES.get(declared or "")
    )


def _signed(channel: Channel, asked: bytes, key: RsaKey | EcKey) -> bytes:
    """256 bytes are asked for first, which every driver passes; 65,536 where the signature does not fit under the
    checksum, or the chip wants it so."""
    bits = key.modulus.bit_length() if isinstance(key, RsaKey) else 2 * key.group.order.bit_length()
    secured = channel.session is not None
    fits = bits // 8 <= (SHORT_LE - 33 if secured else SHORT_LE)
    sizes = (SHORT_LE, EXTENDED_LE) if fits else (EXTENDED_LE, SHORT_LE)
    answer = Response(b"", 0)
    for le in sizes:
        answer = channel.send(Command(0, INTERNAL_AUTHENTICATE, 0, 0, asked, le))
        if answer.status == OK and answer.data:
            return answer.data
    raise AuthenticationNotOffered(protocol="AA", status=f"{answer.status:04X}")


def signing_hash(key: RsaKey | EcKey, challenge: bytes, signature: bytes, declared: str | None) -> str | None:
    """The hash under which the signature over the challenge holds; None where under none that Doc 9303 allows."""
    if isinstance(key, RsaKey):
        return recovered(key, signature, challenge)
    first = ECDSA_HASHES.get(declared or "")
    names = dict.fromkeys((*((first,) if first else ()), *_HASHES))
    return next((name for name in names if ecdsa_holds(key, digest(name, challenge), signature)), None)
