"""The terminal's side of PACE: four steps, then secure messaging under keys that a listener cannot know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from secrets import token_bytes

from crypto.emrtd import tlv
from crypto.emrtd.apdu import CHAINED, EXTENDED_LE, GENERAL_AUTHENTICATE, MANAGE_ENVIRONMENT, OK, SHORT_LE, Command
from crypto.emrtd.channel import Channel
from crypto.emrtd.ciphers import Keys, Suite, same, unpad
from crypto.emrtd.errors import (
    BadPublicKey,
    ChipBlocked,
    ChipError,
    MalformedTlv,
    PaceFailed,
    UnsupportedAlgorithm,
    WrongCan,
    WrongMrz,
)
from crypto.emrtd.groups import Element, Group, ephemeral
from crypto.emrtd.pace.integrated import mapped
from crypto.emrtd.pace.protocols import (
    CHIP_DATA,
    DYNAMIC,
    KEY_OURS,
    KEY_THEIRS,
    MAP_OURS,
    MAP_THEIRS,
    NONCE,
    TOKEN_OURS,
    TOKEN_THEIRS,
    Mapping,
    Protocol,
    chip_data_iv,
    generic,
)
from crypto.emrtd.passwords import Password
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.security_info import SecurityInfos

_WRONG = frozenset({0x6300, 0x6982, 0x6985, 0x6988, 0x6A80, *range(0x63C1, 0x63D0)})
_BLOCKED = frozenset({0x6983, 0x63C0})
_RESERVE = range(0x63C1, 0x63D0)
"""Warnings of MSE:Set AT: so many tries are left."""


@dataclass(frozen=True)
class Established:
    """What PACE leaves behind. chip_key: the chip's ephemeral one, which terminal authentication signs over.
    mapping_key, chip_data: of chip authentication mapping, judged with EF.CardSecurity; else chip_data is None."""

    protocol: Protocol
    chip_key: Element
    mapping_key: Element | None
    chip_data: bytes | None


def offered(infos: SecurityInfos) -> tuple[Protocol, ...]:
    """What the chip offers and is known here, best first: chip authentication mapping, then curves, then long keys."""
    return tuple(sorted(_known(infos), key=_worth, reverse=True))


def _known(infos: SecurityInfos) -> Iterable[Protocol]:
    for info in infos.pace:
        try:
            yield Protocol.of(info)
        except UnsupportedAlgorithm:
            continue  # the other offers stand


def _worth(protocol: Protocol) -> tuple[bool, bool, bool, int]:
    suite = protocol.suite
    elliptic = protocol.number > 2
    return protocol.mapping is Mapping.CHIP, elliptic, suite is not Suite.TDES, suite.key_bytes


def open_with_pace(
    channel: Channel,
    protocol: Protocol,
    password: Password,
    *,
    private: Callable[[Group], int] = ephemeral,
    draw: Callable[[int], bytes] = token_bytes,
) -> Established:
    """Put secure messaging on the channel. The master file is selected.

    Raises WrongMrz or WrongCan, ChipBlocked, PaceFailed, BadPublicKey. After any of them the chip wants a reset before
    the next try: one bad try was seen to spoil the next.
    """
    _set_up(channel, protocol, password)
    nonce = _nonce(channel, protocol, password)
    group, mapping_key = _mapped(channel, protocol, nonce, private, draw)
    secret = private(group)
    ours = group.public(secret)
    theirs = group.decode(_exchange(channel, "agree", KEY_OURS, group.encode(ours), KEY_THEIRS))
    if group.encode(theirs) == group.encode(ours):
        raise BadPublicKey(reason="ours")
    keys = Keys.of(protocol.suite, group.secret(group.shared(secret, theirs)))
    values = _step(channel, "token", TOKEN_OURS, protocol.token(keys, group, theirs), password, last=True)
    if not same(values.get(TOKEN_THEIRS, b""), protocol.token(keys, group, ours)):
        raise PaceFailed(step="token", reason="chip")
    channel.session = Session(keys)
    return Established(protocol, theirs, mapping_key, _chip_data(protocol, keys, values))


def _set_up(channel: Channel, protocol: Protocol, password: Password) -> None:
    """MSE:Set AT. The number of the group goes with it: some chips want it always. One that does not want it is told
    without."""
    which = tlv.write(NONCE, protocol.encoded_oid) + tlv.write(0x83, bytes((password.reference,)))
    group = tlv.write(0x84, bytes((protocol.number,)))
    for data in (which + group, which):
        status = channel.send(Command(0, MANAGE_ENVIRONMENT, 0xC1, 0xA4, data)).status
        if status == OK or status in _RESERVE:
            return
        if status in _BLOCKED:
            raise ChipBlocked(command="MANAGE SECURITY ENVIRONMENT", status=f"{status:04X}")
    raise PaceFailed(step="set", reason=f"{status:04X}")


def _nonce(channel: Channel, protocol: Protocol, password: Password) -> bytes:
    encrypted = _step(channel, "nonce", None, b"", password).get(NONCE, b"")
    if not protocol.nonce_fits(encrypted):
        raise PaceFailed(step="nonce", reason="length")
    return protocol.suite.decrypt(protocol.suite.password_key(password.secret), encrypted)


def _mapped(
    channel: Channel,
    protocol: Protocol,
    nonce: bytes,
    private: Callable[[Group], int],
    draw: Callable[[int], bytes],
) -> tuple[Group, Element | None]:
    """The group with its new generator; with it the chip's key of the generic mapping."""
    group = protocol.group
    if protocol.mapping is Mapping.INTEGRATED:
        ours = draw(protocol.suite.key_bytes)
        _step(channel, "map", MAP_OURS, ours, None)
        return group.with_generator(mapped(group, protocol.suite, nonce, ours)), None
    secret = private(group)
    public = group.public(secret)
    theirs = group.decode(_exchange(channel, "map", MAP_OURS, group.encode(public), MAP_THEIRS))
    if group.encode(theirs) == group.encode(public):
        raise BadPublicKey(reason="ours")
    return generic(group, nonce, group.shared(secret, theirs)), theirs


def _chip_data(protocol: Protocol, keys: Keys, values: dict[int, bytes]) -> bytes | None:
    if protocol.mapping is not Mapping.CHIP:
        return None
    encrypted, block = values.get(CHIP_DATA, b""), protocol.suite.block
    if not encrypted or len(encrypted) % block:
        raise PaceFailed(step="token", reason="chip data")
    try:
        return unpad(protocol.suite.decrypt(keys.enc, encrypted, chip_data_iv(keys)))
    except MalformedTlv:
        raise PaceFailed(step="token", reason="chip data") from None


def _exchange(channel: Channel, step: str, tag: int, value: bytes, expected: int) -> bytes:
    found = _step(channel, step, tag, value, None).get(expected)
    if found is None:
        raise PaceFailed(step=step, reason="absent")
    return found


def _step(
    channel: Channel, step: str, tag: int | None, value: bytes, password: Password | None, *, last: bool = False
) -> dict[int, bytes]:
    """One GENERAL AUTHENTICATE. password: given where a refusal may mean that it is wrong."""
    data = tlv.write(DYNAMIC, b"" if tag is None else tlv.write(tag, value))
    le = SHORT_LE if len(data) < SHORT_LE else EXTENDED_LE
    answer = channel.send(Command(0 if last else CHAINED, GENERAL_AUTHENTICATE, 0, 0, data, le))
    if answer.status != OK:
        raise _refused(step, answer.status, password if last else None)
    try:
        return tlv.template(tlv.one(answer.data, DYNAMIC))
    except MalformedTlv:
        raise PaceFailed(step=step, reason="form") from None


def _refused(step: str, status: int, password: Password | None) -> ChipError:
    said = f"{status:04X}"
    if status in _BLOCKED:
        return ChipBlocked(command="GENERAL AUTHENTICATE", status=said)
    if password is None or status not in _WRONG:
        return PaceFailed(step=step, reason=said)
    return WrongMrz(status=said) if password.reference == 1 else WrongCan(status=said)
