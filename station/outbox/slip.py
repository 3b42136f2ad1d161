"""What lies beside a sealed packet: what the database knows of it, so that it can be delivered without the database.

{"checkpoint": ..., "enrollmentId": ..., "event": n, "nonce": ..., "packetId": ..., "queuedAt": ..., "version": 1}
RFC 8785, UTF-8. Written before the commit that queues the packet: so it also says which draft a packet was made of that
was never queued. event: number of the log's event of the sealing, 0 where there is none. No personal data.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from re import fullmatch

import rfc8785

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import Logged, PacketId
from station.formats.moment import moment_text, read_moment

VERSION = 1
UNKNOWN = "unknown-"  # an enrollment id that is none
_NAMES = {"checkpoint", "enrollmentId", "event", "nonce", "packetId", "queuedAt", "version"}
_TEXTS = {"checkpoint": r"(?s).{0,16384}", "enrollmentId": r"[0-9a-z-]{1,64}", "nonce": r"[0-9a-f]{32}",
          "packetId": r"[0-9a-f]{64}", "queuedAt": r".{1,40}"}  # fmt: skip
MAX_BYTES = 32 * 1024


@dataclass(frozen=True)
class Slip:
    packet_id: PacketId
    enrollment_id: EnrollmentId
    nonce: str
    queued_at: datetime
    logged: Logged | None = None

    @property
    def made_up(self) -> bool:
        """There was none: nobody knows any more which enrollment the packet is of."""
        return self.enrollment_id.startswith(UNKNOWN)


def encode_slip(slip: Slip) -> bytes:
    return rfc8785.dumps(
        {
            "version": VERSION,
            "packetId": slip.packet_id,
            "enrollmentId": slip.enrollment_id,
            "nonce": slip.nonce,
            "queuedAt": moment_text(slip.queued_at),
            "event": slip.logged.seq if slip.logged else 0,
            "checkpoint": slip.logged.checkpoint if slip.logged else "",
        }
    )


def decode_slip(data: bytes) -> Slip:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for a slip")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES:
        raise ValueError("not a slip's members")
    for name, form in _TEXTS.items():
        if not isinstance(value[name], str) or not fullmatch(form, value[name]):
            raise ValueError(f"not a slip's {name}")
    event = value["event"]
    if not isinstance(event, int) or isinstance(event, bool) or not 0 <= event < 2**53:
        raise ValueError("not a slip's event")
    slip = Slip(
        PacketId(value["packetId"]),
        EnrollmentId(value["enrollmentId"]),
        value["nonce"],
        read_moment(value["queuedAt"]),
        Logged(event, value["checkpoint"]) if event else None,
    )
    if value["version"] != VERSION or encode_slip(slip) != data:
        raise ValueError("not as it was written")
    return slip
