"""Terminal authentication version 1 (BSI TR-03110 part 1 clause 3.4): the station shows its right to read prints."""

from collections.abc import Callable
from dataclasses import dataclass

from crypto.emrtd import tlv
from crypto.emrtd.apdu import EXTERNAL_AUTHENTICATE, GET_CHALLENGE, MANAGE_ENVIRONMENT, OK, PERFORM_SECURITY, Command
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip_authentication import ChipAuthenticated
from crypto.emrtd.cvc import CvCertificate, chain_to
from crypto.emrtd.errors import AuthenticationNotOffered, TerminalRefused
from crypto.emrtd.pace.terminal import Established
from crypto.emrtd.passwords import MrzKey

CHALLENGE = 8
_REFERENCE = 0x83


@dataclass(frozen=True)
class TerminalRight:
    """The station's certificates, and what signs with the key of the last: a token. certificates: in any order, links
    and document verifiers among them. holder: the reference of the station's own."""

    certificates: tuple[CvCertificate, ...]
    holder: bytes
    sign: Callable[[bytes], bytes]


def chip_identifier(opened_by: Established | MrzKey) -> bytes:
    """ID_PICC: after PACE the chip's ephemeral key, compressed; after BAC the number with its check digit."""
    if isinstance(opened_by, MrzKey):
        return opened_by.information[: len(opened_by.filled_number) + 1].encode("ascii")
    group = opened_by.protocol.group
    return group.compressed(opened_by.chip_key)


def authenticate_terminal(
    channel: Channel,
    right: TerminalRight,
    trusted: tuple[bytes, ...],
    identifier: bytes,
    chip: ChipAuthenticated,
) -> None:
    """After it the chip gives the data groups that the certificates allow. trusted: references of EF.CVCA.

    Raises AuthenticationNotOffered where no certificate leads to what the chip trusts, TerminalRefused.
    """
    chain = chain_to(right.holder, right.certificates, trusted)
    if not chain:
        raise AuthenticationNotOffered(protocol="TA", status="0000")
    for each in chain:
        _expect(channel, "issuer", Command(0, MANAGE_ENVIRONMENT, 0x81, 0xB6, tlv.write(_REFERENCE, each.authority)))
        _expect(channel, "certificate", Command(0, PERFORM_SECURITY, 0, 0xBE, each.content))
    _expect(channel, "key", Command(0, MANAGE_ENVIRONMENT, 0x81, 0xA4, tlv.write(_REFERENCE, right.holder)))
    challenge = _expect(channel, "challenge", Command(0, GET_CHALLENGE, 0, 0, le=CHALLENGE))
    signature = right.sign(signed_message(identifier, challenge, chip.compressed))
    _expect(channel, "signature", Command(0, EXTERNAL_AUTHENTICATE, 0, 0, signature))


def signed_message(identifier: bytes, challenge: bytes, compressed_key: bytes) -> bytes:
    return identifier + challenge + compressed_key


def _expect(channel: Channel, step: str, command: Command) -> bytes:
    answer = channel.send(command)
    if answer.status != OK:
        raise TerminalRefused(step=step, status=f"{answer.status:04X}")
    return answer.data
