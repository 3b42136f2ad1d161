"""Whose a packet is, and what its receipt tells, when no row says so. Only the files are asked."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from crypto import cms
from crypto.certificate import Certificate
from crypto.errors import CryptoError
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import Logged, PacketId
from station.outbox.slip import UNKNOWN, Slip

_NONCE_BYTES = 16


@dataclass(frozen=True)
class ReceiptClaims:
    """What a receipt says of its packet, proven or not; "" or None where it does not say."""

    packet_id: PacketId
    enrollment_id: EnrollmentId | None = None
    nonce: str = ""
    logged: Logged | None = None


@dataclass(frozen=True)
class Provenance:
    """certificates: of this station, with those it had before. marked: whether a packet and what lies beside it come
    from here, where no signature says so. readers: of each receiver's receipts; raise ValueError or CryptoError."""

    certificates: Collection[Certificate]
    marked: Callable[[bytes, bytes], bool] = lambda packet, beside: False
    readers: Sequence[Callable[[bytes], ReceiptClaims]] = ()

    def sealed_here(self, p7m: bytes, p7s: bytes) -> bool:
        """Whether this station made the packet: its signature, of any of its certificates and at any time; or the mark
        that the receiver's packets bear."""
        try:
            cms.verify_own(p7s, p7m, self.certificates)
        except CryptoError:
            return self.marked(p7m, p7s)
        return True

    def slip_of_receipt(self, receipt: bytes, name: str, at: datetime) -> Slip:
        """What a receipt, or our own statement, tells of its packet; not believed yet. Raises ValueError."""
        for read in self.readers:
            try:
                told = read(receipt)
            except (ValueError, CryptoError):
                continue
            anew = slip_anew(told.packet_id, name, at)
            return Slip(
                told.packet_id, told.enrollment_id or anew.enrollment_id, told.nonce or anew.nonce, at, told.logged
            )
        raise ValueError("not a receipt")


def slip_anew(packet_id: PacketId, name: str, at: datetime) -> Slip:
    """For a packet of a version that wrote none: which enrollment it was nobody knows any more, and the receiver is
    asked under a new nonce."""
    return Slip(packet_id, EnrollmentId(f"{UNKNOWN}{name}"), token_hex(_NONCE_BYTES), at)
