"""That an enrollment follows a packet which was sealed before."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Follows:
    """packet_id: the earlier one. asked_at: of the answer in which the centre asked for what is given now; None where
    the applicant takes the earlier one back."""

    packet_id: str
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Withdrawal:
    """The applicant takes back what was sealed as that packet: nothing else is asked (ADR 143)."""

    packet_id: str
