"""The chip's side of BAC and PACE (Doc 9303 part 11 clauses 4.3 and 4.4)."""

from collections.abc import Callable

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import CHAINED, Command
from crypto.emrtd.bac import CHALLENGE, CRYPTOGRAM, KEY_HALF, document_keys, first_counter, session_keys
from crypto.emrtd.chip.personal import Personal
from crypto.emrtd.chip.session import ChipSession, Says
from crypto.emrtd.chip.state import PaceState, State
from crypto.emrtd.ciphers import Keys, pad, same
from crypto.emrtd.errors import ChipError
from crypto.emrtd.groups import Element, Group
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
    nonce_bytes,
)

WRONG_PASSWORD, WRONG_DATA, NOT_NOW, NOT_FOUND = 0x6300, 0x6A80, 0x6985, 0x6A88
Draw = Callable[[int], bytes]
Private = Callable[[Group], int]


def give_challenge(state: State, draw: Draw) -> bytes:
    state.challenge = draw(CHALLENGE)
    return state.challenge


def basic_access(command: Command, personal: Personal, state: State, draw: Draw) -> bytes:
    """EXTERNAL AUTHENTICATE of BAC."""
    if personal.mrz is None or not personal.bac or not state.challenge:
        raise Says(NOT_NOW)
    keys, challenge, state.challenge = document_keys(personal.mrz), state.challenge, b""
    cryptogram, checksum = command.data[:CRYPTOGRAM], command.data[CRYPTOGRAM:]
    if len(cryptogram) != CRYPTOGRAM or not same(keys.suite.mac(keys.mac, cryptogram), checksum):
        raise Says(WRONG_PASSWORD)
    plain = keys.suite.decrypt(keys.enc, cryptogram)
    theirs, echoed, half = plain[:CHALLENGE], plain[CHALLENGE : 2 * CHALLENGE], plain[2 * CHALLENGE :]
    if echoed != challenge:
        raise Says(WRONG_PASSWORD)
    ours = draw(KEY_HALF)
    answer = keys.suite.encrypt(keys.enc, challenge + theirs + ours)
    state.next_session = ChipSession(session_keys(half, ours), first_counter(challenge, theirs))
    state.unlocked = True
    number = len(personal.mrz.filled_number)
    state.identifier = personal.mrz.information[: number + 1].encode("ascii")
    return answer + keys.suite.mac(keys.mac, answer)


def begin_pace(command: Command, personal: Personal, state: State) -> bytes:
    """MSE:Set AT. The number of the group may be left out where the identifier says enough."""
    values = tlv.template(command.data)
    number = values.get(0x84)
    fitting = [
        each
        for each in personal.pace
        if der.oid(each.oid)[2:] == values.get(NONCE) and (number is None or number == bytes((each.number,)))
    ]
    password = {b"\1": personal.mrz, b"\2": personal.can}.get(values.get(0x83, b""))
    if not fitting:
        raise Says(WRONG_DATA)
    if password is None:
        raise Says(NOT_FOUND)
    state.pace = PaceState(fitting[0], password.secret)
    return b""


def continue_pace(command: Command, personal: Personal, state: State, private: Private, draw: Draw) -> bytes:
    """GENERAL AUTHENTICATE, each of four."""
    pace = state.pace
    if pace is None:
        raise Says(NOT_NOW)
    values = tlv.template(tlv.one(command.data, DYNAMIC))
    try:
        answer = _step(values, pace, personal, state, private, draw)
    except ChipError:
        raise Says(WRONG_DATA) from None
    if not command.cla & CHAINED:
        state.pace = None
    return tlv.write(DYNAMIC, answer)


def _step(
    values: dict[int, bytes], pace: PaceState, personal: Personal, state: State, private: Private, draw: Draw
) -> bytes:
    protocol = pace.protocol
    if not values:
        pace.nonce = draw(nonce_bytes(protocol.suite) if protocol.mapping is Mapping.INTEGRATED else 16)
        key = protocol.suite.password_key(pace.secret)
        return tlv.write(NONCE, protocol.suite.encrypt(key, pace.nonce))
    if MAP_OURS in values and pace.nonce:
        return _map(values[MAP_OURS], pace, private)
    if KEY_OURS in values and pace.group is not None:
        return _agree(values[KEY_OURS], pace, pace.group, private)
    if TOKEN_OURS in values and pace.group is not None and pace.theirs is not None and pace.ours is not None:
        return _confirm(values[TOKEN_OURS], pace, pace.group, pace.ours, pace.theirs, personal, state)
    raise Says(NOT_NOW)


def _map(theirs: bytes, pace: PaceState, private: Private) -> bytes:
    group, protocol = pace.protocol.group, pace.protocol
    if protocol.mapping is Mapping.INTEGRATED:
        if len(theirs) != protocol.suite.key_bytes:
            raise Says(WRONG_DATA)
        pace.group = group.with_generator(mapped(group, protocol.suite, pace.nonce, theirs))
        return tlv.write(MAP_THEIRS)
    pace.mapping = private(group)
    pace.group = generic(group, pace.nonce, group.shared(pace.mapping, group.decode(theirs)))
    return tlv.write(MAP_THEIRS, group.encode(group.public(pace.mapping)))


def _agree(theirs: bytes, pace: PaceState, group: Group, private: Private) -> bytes:
    secret = private(group)
    pace.theirs, pace.ours = group.decode(theirs), group.public(secret)
    pace.shared = group.secret(group.shared(secret, pace.theirs))
    return tlv.write(KEY_THEIRS, group.encode(pace.ours))


def _confirm(
    token: bytes, pace: PaceState, group: Group, ours: Element, theirs: Element, personal: Personal, state: State
) -> bytes:
    protocol = pace.protocol
    keys = Keys.of(protocol.suite, pace.shared)
    if not same(token, protocol.token(keys, group, ours)):
        raise Says(WRONG_PASSWORD)
    state.next_session, state.unlocked, state.identifier = ChipSession(keys), True, group.compressed(ours)
    answer = tlv.write(TOKEN_THEIRS, protocol.token(keys, group, theirs))
    return answer + (_chip_data(protocol, keys, pace, personal) if protocol.mapping is Mapping.CHIP else b"")


def _chip_data(protocol: Protocol, keys: Keys, pace: PaceState, personal: Personal) -> bytes:
    """The mapping's key over the static one, modulo the order: who has not both cannot say it."""
    group = protocol.group
    static = next((each for each in personal.static if each.group.field == group.field), None)
    if static is None:
        raise Says(NOT_NOW)
    number = pow(static.private, -1, group.order) * pace.mapping % group.order
    data = pad(number.to_bytes((group.order.bit_length() + 7) // 8, "big"), protocol.suite.block)
    return tlv.write(CHIP_DATA, protocol.suite.encrypt(keys.enc, data, chip_data_iv(keys)))
