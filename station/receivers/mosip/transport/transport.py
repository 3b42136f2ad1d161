"""One packet's way to a MOSIP receiver, from whatever point it had reached: nothing is kept between two tries.

The receiver is asked first. So a lost answer to an upload costs one question, not a second upload, and a packet that
was processed meanwhile is done. That the packet was accepted ends the upload and nothing else: only the registration's
final outcome, which is asked for then, makes a receipt.
"""

from hashlib import sha256

from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.outbox import PacketId, Parcel
from station.outbox.errors import AnswerUnexpected, OtherReceiver, PacketRefused, StillProcessing
from station.receivers.line import Line
from station.receivers.mosip.announcement import Announcement, decode_announcement
from station.receivers.mosip.errors import InformationWanted
from station.receivers.mosip.kept import DONE, MosipReceipt, encode_mosip_receipt
from station.receivers.mosip.transport.desk import DeskAnswer, MosipDesk

_TO_SEND = frozenset({"UPLOAD_PENDING", "RESEND"})
_UPLOADED = frozenset({"ACCEPTED", "PROCESSING", "PROCESSED", "UIN_GENERATED"})
"""Of a packet; the first is the word of today's receivers, the others those of older ones."""
_UNDER_WAY = frozenset({"RECEIVED", "PROCESSING"}) | _TO_SEND
_REFUSED = frozenset({"REJECTED", "REREGISTER", "REPROCESS_FAILED"})
_AWAITING = "AWAITING_INFORMATION"


class MosipTransport:
    def __init__(self, line: Line, desk: MosipDesk) -> None:
        self._line = line
        self._desk = desk

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        """Beside what `Transport.send` says: StillProcessing, InformationWanted, RequestRefused, SignInRefused,
        CredentialsMissing, OtherReceiver. MOSIP knows no nonce: what it answers is the same every time."""
        announcement = _announcement(parcel.packet_id, parcel.p7m, parcel.p7s)
        progress = self._desk.progress(announcement, scope)
        if progress.status is None:
            self._desk.announce(announcement, scope)
        if progress.status is None or progress.status in _TO_SEND:
            self._upload(announcement, parcel.p7m, scope)
            progress = self._desk.progress(announcement, scope)
        if progress.status in _UPLOADED:
            return _receipt(announcement, self._desk.outcome(announcement, scope))
        raise _unfinished(progress)

    def close(self) -> None:
        self._line.close()

    def _upload(self, announcement: Announcement, packet: bytes, scope: CancelScope) -> None:
        if self._desk.upload(announcement, packet, scope):
            return
        self._desk.announce(announcement, scope)  # the receiver lost what it was told
        if not self._desk.upload(announcement, packet, scope):
            raise StillProcessing(status="UPLOAD_PENDING")


def _announcement(packet_id: PacketId, packet: bytes, beside: bytes) -> Announcement:
    """What lies beside the packet, if it is of this packet. Raises OtherReceiver."""
    try:
        announcement = decode_announcement(beside)
    except ValueError:
        raise OtherReceiver from None
    if announcement.packet_hash != packet_id or sha256(packet).hexdigest() != packet_id:
        raise OtherReceiver
    return announcement


def _receipt(announcement: Announcement, outcome: DeskAnswer) -> bytes:
    if outcome.status in DONE:
        return encode_mosip_receipt(MosipReceipt(announcement, outcome.answer, outcome.signature))
    raise _unfinished(outcome)


def _unfinished(progress: DeskAnswer) -> StationError:
    """What a word that is no end, or a bad one, makes of the packet; of upload and registration alike."""
    status = progress.status
    if status in _REFUSED:
        return PacketRefused(reason=status)
    if status == _AWAITING:
        return InformationWanted()
    if status is None or status in _UNDER_WAY:
        return StillProcessing(status=status or "UNKNOWN")
    return AnswerUnexpected(status=200)
