"""Where packets are kept at the centre, behind one protocol. `embedded` is files, for one computer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from station.domain.outbox import PacketId


@dataclass(frozen=True)
class Held:
    """A packet that is stored, with the receipt that was given for it (CMS SignedData, DER)."""

    packet_id: PacketId
    station_id: str
    nonce: str
    receipt: bytes


class Upload(Protocol):
    """A packet on its way to the disk. Raises StoreFull, StoreFailed."""

    @property
    def digest(self) -> str:
        """SHA-256 of what was written, hex; not for the thread that others wait for: it may read all of it."""
        ...

    def write(self, chunk: bytes) -> None: ...

    def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
        """Its first and its last bytes, so many or all there are: what a packet is, and for whom, is told by them."""
        ...

    def complete(self) -> None:
        """Nothing more will be written: the disk may begin with it. Waits for nothing."""
        ...

    def discard(self) -> None:
        """Remove it. Harmless after `keep`, or called twice."""
        ...


class PacketStore(Protocol):
    """From any thread; an upload for one at a time. Raises StoreFull, StoreFailed."""

    def find(self, packet_id: PacketId) -> Held | None: ...

    def signature(self, packet_id: PacketId) -> bytes:
        """The station's signature over a packet that is held: CMS SignedData, DER."""
        ...

    def length(self, packet_id: PacketId) -> int:
        """Of a packet that is held, in bytes."""
        ...

    def answer(self, packet_id: PacketId) -> bytes | None:
        """What the centre decided last about a packet that is held: CMS SignedData, DER; None: nothing yet."""
        ...

    def keep_activity(self, packet_id: PacketId, message: bytes) -> bytes:
        """That the visit of a packet that is held ended: for good when this returns. Returns what lies there then: the
        first that came stays."""
        ...

    def begin(self) -> Upload: ...

    def keep(
        self, upload: Upload, p7s: bytes, packet_id: PacketId, sign: Callable[[], bytes], witnessed: bytes = b""
    ) -> bytes:
        """Store for good, with the receipt, whom we believe now and what a witness saw (b"" for none) beside it: when
        this returns no power cut takes any of it. Many at once share their wait for the disk.

        Returns its receipt. A packet that is here already stays as it is, with the receipt that it has.
        """
        ...
