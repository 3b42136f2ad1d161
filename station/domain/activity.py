"""That somebody was here: place, moment, service, how sure it is. One for each visit that ended with a packet.

It names the packet and no person: the centre, which opens the packet, knows whose visit it was, and nobody on the way.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.domain.enrollment import Enrollment
from station.domain.outbox import PacketId


class Evidence(StrEnum):
    """What shows that it was this person."""

    DOCUMENT = "document"
    PORTRAIT = "portrait"
    FINGERPRINTS = "fingerprints"
    SIGNATURE = "signature"


class Strength(StrEnum):
    LOW = "low"
    SUBSTANTIAL = "substantial"  # a portrait, taken here and approved by a second person
    HIGH = "high"  # fingerprints besides


@dataclass(frozen=True)
class Activity:
    """service: id of what the person came for. unit: id by signed policy, "" where none says. station_id: SHA-256 of
    its certificate. mode: as in the packet. evidence: in their order, each once."""

    packet_id: PacketId
    service: str
    unit: str
    desk: str
    station_id: str
    mode: str
    at: datetime
    evidence: tuple[Evidence, ...] = ()

    @property
    def strength(self) -> Strength:
        if Evidence.PORTRAIT not in self.evidence:
            return Strength.LOW
        return Strength.HIGH if Evidence.FINGERPRINTS in self.evidence else Strength.SUBSTANTIAL


def evidence_in(enrollment: Enrollment) -> tuple[Evidence, ...]:
    samples = enrollment.samples
    found = {
        Evidence.DOCUMENT: enrollment.fields.get("document_number", ""),
        Evidence.PORTRAIT: samples.portrait,
        Evidence.FINGERPRINTS: samples.slaps,
        Evidence.SIGNATURE: samples.signature,
    }
    return tuple(each for each in Evidence if found[each])
