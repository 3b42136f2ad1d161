"""That an enrollment follows a packet which was sealed before."""

from dataclasses import dataclass
from datetime import datetime

from station.domain.sample import SIGNATURE
from station.domain.withdrawing import REASON, SHOWN

TAKES_BACK = (SHOWN, REASON, SIGNATURE)
"""All that may be said and taken of who takes an application back."""


@dataclass(frozen=True)
class Follows:
    """packet_id: the earlier one. asked_at: of the answer in which the centre asked for what is given now; None where
    the applicant takes the earlier one back."""

    packet_id: str
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Withdrawal:
    """The applicant takes back what was sealed as that packet: nothing else is asked (ADR 143). enrollment_id: under
    which it was made, by which some receivers know it; "" where nobody knows that any more."""

    packet_id: str
    enrollment_id: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        return TAKES_BACK

    @property
    def follows(self) -> Follows:
        return Follows(self.packet_id)
