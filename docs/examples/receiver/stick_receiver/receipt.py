"""The proof: the centre's signature over the slip that we laid beside the packet. Only then may we forget."""

import json
from re import fullmatch

from crypto import cms
from crypto.errors import CryptoError, MalformedDer, TooLarge
from crypto.trust import Purpose
from station.domain.outbox import OutboxRow, PacketId
from station.outbox.errors import ReceiptOtherNonce, ReceiptOtherPacket, ReceiptUnreadable
from station.outbox.proof import ReceiptCheck, disbelieved
from station.outbox.provenance import ReceiptClaims
from station.receivers.api import Belief
from stick_receiver.transport import slip


def open_check(belief: Belief) -> ReceiptCheck:
    def check(message: bytes, row: OutboxRow) -> ReceiptClaims:
        try:
            content, _ = cms.verify_attached(message, belief.trust, Purpose.INTAKE, belief.clock.now())
            told = _told(content)
        except (MalformedDer, TooLarge, ValueError) as error:
            raise ReceiptUnreadable from error
        except CryptoError as error:
            raise disbelieved(error) from error
        if told.packet_id != row.packet_id:
            raise ReceiptOtherPacket
        if told.nonce != row.nonce:
            raise ReceiptOtherNonce
        return told

    return check


def read(message: bytes) -> ReceiptClaims:
    """Nothing in it is believed yet. Raises ValueError, CryptoError."""
    return _told(cms.claimed_content(message))


def _told(content: bytes) -> ReceiptClaims:
    try:
        value = json.loads(content)
    except RecursionError:
        raise ValueError("no slip of ours") from None
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ValueError("no slip of ours")
    packet_id, nonce = value.get("packetId", ""), value.get("nonce", "")
    if not fullmatch(r"[0-9a-f]{64}", packet_id) or slip(packet_id, nonce) != content:
        raise ValueError("not as it was written")
    return ReceiptClaims(PacketId(packet_id), nonce=nonce)
