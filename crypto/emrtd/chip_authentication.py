"""Chip authentication version 1 (Doc 9303 part 11 clause 6.2): the chip agrees on new keys with the static key that its
document signs for. Nothing is proven until it answers under them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import (
    EXTENDED_LE,
    GENERAL_AUTHENTICATE,
    MANAGE_ENVIRONMENT,
    OK,
    SELECT,
    SHORT_LE,
    Command,
    Response,
)
from crypto.emrtd.channel import Channel
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.errors import AuthenticationNotOffered, ChipNotAuthentic, SessionBroken
from crypto.emrtd.groups import Group, ephemeral
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.security_info import CHIP_AUTHENTICATION, ChipKeyInfo, SecurityInfos, suite_of

PROBE = Command(0, SELECT, 2, 0x0C, b"\x01\x0e")
"""The first command under the new keys: DG14, which the chip's key was read from."""
_EC, _DH = f"{CHIP_AUTHENTICATION}.2", f"{CHIP_AUTHENTICATION}.1"


@dataclass(frozen=True)
class Offer:
    """A static key of the chip and how to use it. inferred: the chip names no protocol for it; then it is 3DES."""

    key: ChipKeyInfo
    oid: str
    suite: Suite
    inferred: bool = False


@dataclass(frozen=True)
class ChipAuthenticated:
    """The key that the chip has. terminal_key: the encoded ephemeral public key of ours, which terminal authentication
    signs over. response: the first one under the new keys, for whoever verifies again."""

    offer: Offer
    terminal_key: bytes
    compressed: bytes
    response: Response


def offers(infos: SecurityInfos) -> tuple[Offer, ...]:
    """What DG14 offers, best first: long keys, and what is said before what is inferred."""
    found = [offer for key in infos.chip_keys for offer in _of(key, infos)]
    return tuple(sorted(found, key=lambda each: (each.suite is not Suite.TDES, each.suite.key_bytes), reverse=True))


def _of(key: ChipKeyInfo, infos: SecurityInfos) -> Iterator[Offer]:
    kind, named = _EC if key.elliptic else _DH, False
    for info in infos.chip_authentication:
        suite = suite_of(info.oid)
        if suite is not None and info.oid.startswith(f"{kind}.") and info.version == 1 and info.key == key.key:
            named = True
            yield Offer(key, info.oid, suite)
    if not named:
        yield Offer(key, f"{kind}.{Suite.TDES.value}", Suite.TDES, inferred=True)


def authenticate_chip(
    channel: Channel, offer: Offer, *, private: Callable[[Group], int] = ephemeral
) -> ChipAuthenticated:
    """Put the session under new keys, and see that the chip has them.

    Raises AuthenticationNotOffered where the chip refuses to begin: its session is not to be trusted with more then.
    Raises ChipNotAuthentic where the first answer under the new keys is none.
    """
    group = offer.key.public.group
    secret = private(group)
    public = group.encode(group.public(secret))
    _send_key(channel, offer, public)
    channel.session = Session(Keys.of(offer.suite, group.secret(group.shared(secret, offer.key.public.element))))
    try:
        response = channel.send(PROBE)
    except SessionBroken as error:
        raise ChipNotAuthentic(protocol="CA", status=str(error.params["status"])) from None
    return ChipAuthenticated(offer, public, group.compressed(group.decode(public)), response)


def _send_key(channel: Channel, offer: Offer, public: bytes) -> None:
    number = offer.key.key
    key = b"" if number is None else tlv.write(0x84, number.to_bytes((number.bit_length() + 7) // 8 or 1, "big"))
    if offer.suite is Suite.TDES:
        _expect(channel, Command(0, MANAGE_ENVIRONMENT, 0x41, 0xA6, tlv.write(0x91, public) + key))
        return
    oid = tlv.write(0x80, der.oid(offer.oid)[2:])
    _expect(channel, Command(0, MANAGE_ENVIRONMENT, 0x41, 0xA4, oid + key))
    data = tlv.write(0x7C, tlv.write(0x80, public))
    le = SHORT_LE if len(data) < SHORT_LE else EXTENDED_LE
    _expect(channel, Command(0, GENERAL_AUTHENTICATE, 0, 0, data, le))


def _expect(channel: Channel, command: Command) -> None:
    status = channel.send(command).status
    if status != OK:
        raise AuthenticationNotOffered(protocol="CA", status=f"{status:04X}")
