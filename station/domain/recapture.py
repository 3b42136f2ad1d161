"""What the centre asks for once more: an enrollment that holds it asks for nothing else (ADR 140)."""

from dataclasses import dataclass
from datetime import date, datetime

from station.domain.follows import Follows


@dataclass(frozen=True)
class Recapture:
    """What the centre asks for once more, of a packet that it has. packet_id: that packet. items, reasons: as its
    answer has them (station.domain.answers). request: the centre's own number of it; "" where it gave none."""

    packet_id: str
    asked_at: datetime
    items: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    due: date | None = None
    request: str = ""

    @property
    def follows(self) -> Follows:
        return Follows(self.packet_id, self.asked_at)
