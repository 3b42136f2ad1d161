"""Basic access control (Doc 9303 part 11 clause 4.3): both sides show that they know the machine-readable zone."""

from collections.abc import Callable
from secrets import token_bytes

from crypto.emrtd.apdu import EXTERNAL_AUTHENTICATE, GET_CHALLENGE, OK, Command
from crypto.emrtd.channel import Channel
from crypto.emrtd.ciphers import MAC_BYTES, Keys, Suite, same
from crypto.emrtd.errors import BacNotOffered, ChipBlocked, SessionBroken, WrongMrz
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.secure_messaging import Session

CHALLENGE, KEY_HALF = 8, 16
CRYPTOGRAM = 2 * CHALLENGE + KEY_HALF
NOT_OFFERED = frozenset({0x6985, 0x6A81, 0x6A86, 0x6A88, 0x6D00, 0x6E00})
"""A chip that has PACE says with these that it has nothing else; chips without say them to a wrong key too."""
_SUITE = Suite.TDES


def document_keys(mrz: MrzKey) -> Keys:
    """K_Enc and K_MAC of the document."""
    return Keys.of(_SUITE, mrz.secret[:KEY_HALF])


def open_with_bac(
    channel: Channel, mrz: MrzKey, *, has_pace: bool = False, draw: Callable[[int], bytes] = token_bytes
) -> None:
    """Put secure messaging on the channel. The application is selected already.

    has_pace: whether the chip's EF.CardAccess offers PACE, which decides what some refusals mean.
    Raises WrongMrz, BacNotOffered, ChipBlocked. After any of them the chip wants a new connection before the next try.
    """
    asked = channel.send(Command(0, GET_CHALLENGE, 0, 0, le=CHALLENGE))
    if asked.status != OK or len(asked.data) != CHALLENGE:
        raise BacNotOffered(status=f"{asked.status:04X}")
    keys, ours, half = document_keys(mrz), draw(CHALLENGE), draw(KEY_HALF)
    cryptogram = _SUITE.encrypt(keys.enc, ours + asked.data + half)
    answer = channel.send(
        Command(0, EXTERNAL_AUTHENTICATE, 0, 0, cryptogram + _SUITE.mac(keys.mac, cryptogram), CRYPTOGRAM + MAC_BYTES)
    )
    if answer.status != OK:
        raise _refused(answer.status, has_pace)
    theirs, checksum = answer.data[:CRYPTOGRAM], answer.data[CRYPTOGRAM:]
    if len(theirs) != CRYPTOGRAM or not same(_SUITE.mac(keys.mac, theirs), checksum):
        raise SessionBroken(reason="cryptogram", status=f"{answer.status:04X}")
    plain = _SUITE.decrypt(keys.enc, theirs)
    if not same(plain[: 2 * CHALLENGE], asked.data + ours):
        raise SessionBroken(reason="challenge", status=f"{answer.status:04X}")
    channel.session = session_of(half, plain[2 * CHALLENGE :], asked.data, ours)


def session_of(ours: bytes, theirs: bytes, chips_challenge: bytes, our_challenge: bytes) -> Session:
    """ours, theirs: the halves of the secret, in either order."""
    return Session(session_keys(ours, theirs), first_counter(chips_challenge, our_challenge))


def session_keys(ours: bytes, theirs: bytes) -> Keys:
    return Keys.of(_SUITE, bytes(a ^ b for a, b in zip(ours, theirs, strict=True)))


def first_counter(chips_challenge: bytes, our_challenge: bytes) -> int:
    return int.from_bytes(chips_challenge[4:] + our_challenge[4:], "big")


def _refused(status: int, has_pace: bool) -> WrongMrz | BacNotOffered | ChipBlocked:
    said = f"{status:04X}"
    if status in (0x6983, 0x63C0):
        return ChipBlocked(command="EXTERNAL AUTHENTICATE", status=said)
    return BacNotOffered(status=said) if has_pace and status in NOT_OFFERED else WrongMrz(status=said)
