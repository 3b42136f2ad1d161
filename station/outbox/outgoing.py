"""One person's packet on its way into the outbox, with all that will lie beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from station.domain.enrollment import EnrollmentId
from station.domain.follows import Follows
from station.domain.outbox import USUAL, Handling, Logged, SealedPacket
from station.outbox.files import PacketFiles


@dataclass(frozen=True)
class Outgoing:
    """record: writes the sealing into the audit log; part of the same commit, so that neither is without the other.
    activity: that the visit ended, for a receiver who is told of it (`telling`). follows: the earlier packet that it
    belongs to. handling: of its service. contact: whose it is, sealed for the people of this desk."""

    enrollment_id: EnrollmentId
    packet: SealedPacket
    nonce: str
    record: Callable[[], Logged] | None = None
    activity: bytes = b""
    follows: Follows | None = None
    handling: Handling = USUAL
    contact: bytes = b""

    def contents(self, files: PacketFiles, slip: bytes) -> Iterator[tuple[Path, bytes]]:
        """In the order in which they are written: what lies beside the pair before the pair."""
        yield files.slip, slip
        if self.activity:
            yield files.activity, self.activity
        if self.contact:
            yield files.contact, self.contact
        yield files.packet, self.packet.p7m
        yield files.signature, self.packet.p7s
