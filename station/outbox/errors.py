"""What sending and receipts can say no with."""

from station.domain.errors import StationError


class WayFailed(StationError):
    """The way failed, or the station itself, not the packet: the others would fare no better."""


class TransportDown(WayFailed):
    """The receiver cannot be reached: no network, nobody listens. `reason` is the kind of failure."""

    code, retryable = "STN-301", True


class PacketRefused(StationError):
    """The receiver will not take this packet. `reason` is its code, INT-nnn where it is ours."""

    code, retryable = "STN-302", False


class TransportTimeout(WayFailed):
    """The receiver did not answer in time. Whether it has the packet is unknown: sending again is harmless."""

    code, retryable = "STN-303", True


class ReceiverBusy(StationError):
    """The receiver is there and asks for patience. `reason` is its code; `retry_after_s` what it asks for, or 0."""

    code, retryable = "STN-304", True


class UploadUnfinished(StationError):
    """The receiver has more of the packet than before this try, and not yet all of it: the next one goes on there."""

    code, retryable = "STN-199", True


class AnswerUnexpected(StationError):
    """What came back is no answer of an intake: a proxy's page, a redirect, too long. `status` is the HTTP status."""

    code, retryable = "STN-305", True


class AnswerUnfit(StationError):
    """What came as the centre's decision about a packet is not signed by it, in another form, about another packet, or
    of a time that cannot be. reason: form | other-packet | before-receipt, or the code of what the signature lacks."""

    code, retryable = "STN-270", True


class ReceiverUntrusted(WayFailed):
    """The TLS certificate of whoever answered does not come from the pinned authority, or ours was refused."""

    code, retryable = "STN-306", True


class DeliveryBroke(StationError):
    """Sending this packet met a bug. `incident` is the number under which the log says where. The others go on."""

    code, retryable = "STN-151", False


class PayloadDamaged(StationError):
    """The packet's files on this disk are missing or altered; it can't be sent any more."""

    code, retryable = "STN-310", False


class PacketUnknown(StationError):
    """No packet of that id is in the outbox."""

    code, retryable = "STN-311", False


class PacketNotReceipted(StationError):
    """Erasing was asked for a packet without a verified receipt. It is never done."""

    code, retryable = "STN-312", False


class ReceiptMissing(StationError):
    """The packet was received, and its receipt is not on the disk any more. It is asked for again."""

    code, retryable = "STN-136", True


class ReceiptUnreadable(StationError):
    """The receipt is cut short or not in its form."""

    code, retryable = "STN-320", True


class ReceiptUntrusted(StationError):
    """The receipt's signature is not the intake's. `reason` is the code of what failed."""

    code, retryable = "STN-321", False


class ReceiptOtherPacket(StationError):
    """A true receipt, but for another packet."""

    code, retryable = "STN-322", False


class ReceiptOtherStation(StationError):
    """A true receipt, but for another station."""

    code, retryable = "STN-323", False


class ReceiptOtherNonce(StationError):
    """A true receipt for this packet, but answering another request: replayed."""

    code, retryable = "STN-324", False


class ReceiptOtherCheckpoint(StationError):
    """A true receipt for this packet, but the receiver saw another state of our audit log than we sent."""

    code, retryable = "STN-325", False


class ReceiptOtherMode(StationError):
    """A true receipt of an intake that works for something else: a demonstration, training, or in earnest."""

    code, retryable = "STN-614", False


class ClockDiffers(WayFailed):
    """What the receiver signed names a time that has not come yet: our clock is behind, or its own ahead. When they
    agree it goes by itself."""

    code, retryable = "STN-180", True


class ReceiptNotJudged(WayFailed):
    """Whether the receipt's signer was taken back cannot be said: a list is missing or too old. A newer one heals it.
    `reason` is the code of what failed."""

    code, retryable = "STN-181", True


class ReceiptRunOut(StationError):
    """By our clock the certificate that signed the receipt has run out: a clock ahead, or a centre that has to renew
    it."""

    code, retryable = "STN-182", True


class StillProcessing(StationError):
    """The receiver has the packet, or is asking for it, and has not finished. `status` is its word."""

    code, retryable = "STN-351", True


class OtherReceiver(StationError):
    """The packet was made for another kind of receiver than the one now set."""

    code, retryable = "STN-354", False
