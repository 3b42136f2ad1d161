"""A sealed packet's way to the back office."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from station.domain.enrollment import EnrollmentId

PacketId = NewType("PacketId", str)  # SHA-256 of the packet's bytes, lower-case hex; also the idempotency key


class OutboxState(StrEnum):
    """pending -> sending -> receipted; sending -> waiting, refused or parked. On start sending becomes pending."""

    PENDING = "pending"
    SENDING = "sending"
    WAITING = "waiting"  # network or receiver not there; tried again at `next_try_at`
    RECEIPTED = "receipted"  # a verified receipt is stored; or, `unsigned`, our own word that the receiver took it
    REFUSED = "refused"  # the back office said no, with a reason
    PARKED = "parked"  # needs a person


class Proof(StrEnum):
    """What lies beside a packet and was verified."""

    NONE = "none"
    RECEIPT = "receipt"  # signed by the receiver
    STATEMENT = "statement"  # our own word that a receiver which signs nothing took it


@dataclass(frozen=True)
class Logged:
    """seq: number of the event that says that a packet was sealed.

    checkpoint: the signed note over the log up to that event.
    """

    seq: int
    checkpoint: str


@dataclass(frozen=True)
class Handling:
    """Of the service. confidential: a vendor's people are not shown it. keep_days: so long it may stay here after its
    receipt at most; None: as the desk's settings say. papers_due: until when papers are brought that were not there."""

    confidential: bool = False
    keep_days: int | None = None
    papers_due: date | None = None


USUAL = Handling()


@dataclass(frozen=True)
class OutboxRow:
    packet_id: PacketId
    enrollment_id: EnrollmentId
    state: OutboxState
    queued_at: datetime
    attempts: int
    next_try_at: datetime | None
    nonce: str  # 32 hex digits made by the station; the receipt must name it
    size: int
    problem_code: str = ""  # why it waits, was refused or is parked
    erased: bool = False  # the payload is gone from this station
    logged: Logged | None = None  # where the audit log says that it was sealed
    unsigned: bool = False  # delivered, but the receiver signs no receipts
    incident: str = ""  # number of the bug that parked it last, as the program's log has it
    confidential: bool = False  # as `Handling`


@dataclass(frozen=True)
class Parcel:
    """All that a way out is given, so that none has to look anything up. row: as this try found it; p7m, p7s: as in
    `SealedPacket`; witnessed: that a witness saw the log with this packet (`station.formats.witnessed`), b"" if none
    did."""

    row: OutboxRow
    p7m: bytes
    p7s: bytes
    witnessed: bytes = b""

    @property
    def packet_id(self) -> PacketId:
        return self.row.packet_id

    @property
    def nonce(self) -> str:
        return self.row.nonce

    @property
    def checkpoint(self) -> str:
        """The signed note over the audit log up to the sealing; "" where there is none."""
        return self.row.logged.checkpoint if self.row.logged else ""


@dataclass(frozen=True)
class OutboxCounts:
    """total: with a row, archived ones not counted. stuck: refused or parked, they need a person."""

    total: int = 0
    on_the_way: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class Unsigned:
    """The receiver took a packet and signs no receipts: there is only our own word for it."""


@dataclass(frozen=True)
class SealedPacket:
    """An enrollment as it leaves the station: nobody here can open it any more, and no byte of it changes.

    p7m, p7s: for our own intake CMS AuthEnvelopedData and the station's detached signature over it, both DER; for any
    other receiver its packet and what its transport needs beside it. name: 32 random hex digits, so that a file's name
    says nothing. packet_id: SHA-256 of p7m.
    """

    name: str
    packet_id: PacketId
    p7m: bytes
    p7s: bytes
