"""What practice sealed goes to the intake of training, and only that one's receipt ends its delivery.

Which kind a packet is, is read from the certificate that sealed it, never from a word.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from crypto import cms, roles
from crypto.errors import CryptoError
from devices.api import CancelScope
from station.domain.outbox import OutboxRow, PacketId, Parcel
from station.outbox.proof import ReceiptCheck
from station.outbox.store import OutboxStore
from station.outbox.transport import Transport
from station.settings import Settings
from station.storage.database import connect


class ByMode:
    """Transport."""

    def __init__(self, earnest: Transport, training: Transport) -> None:
        self._earnest, self._training = earnest, training

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        if is_practice(parcel.p7s):  # without a checkpoint: the log is signed in earnest
            return self._training.send(replace(parcel, row=replace(parcel.row, logged=None)), scope)
        return self._earnest.send(parcel, scope)

    def close(self) -> None:
        self._earnest.close()
        self._training.close()


def check_by_mode(earnest: ReceiptCheck, training: ReceiptCheck, p7s_of: Callable[[PacketId], bytes]) -> ReceiptCheck:
    """training: is given the row without its checkpoint, which is not sent along: its log is signed in earnest."""

    def check(receipt: bytes, row: OutboxRow) -> object:
        if is_practice(p7s_of(row.packet_id)):
            return training(receipt, replace(row, logged=None))
        return earnest(receipt, row)

    return check


def is_practice(p7s: bytes) -> bool:
    try:
        return roles.TRAINING_POLICY in cms.claimed_signer(p7s)[0].policies
    except CryptoError:
        return False  # of another form of packet: training has one form only


def signature_in(settings: Settings) -> Callable[[PacketId], bytes]:
    """The station's signature of a packet in the outbox. Raises as `OutboxStore.payload`."""

    def p7s_of(packet_id: PacketId) -> bytes:
        with closing(connect(settings.database)) as db:
            return OutboxStore(db, settings.outbox).payload(packet_id)[1]

    return p7s_of
