"""What lies beside a sealed packet: what the database knows of it, so that it can be delivered without the database.

{"checkpoint": ..., "enrollmentId": ..., "event": n, "nonce": ..., "packetId": ..., "queuedAt": ..., "version": 1}
RFC 8785, UTF-8. Of people who came together, version 2: with "caseId", and "packets", how many there are. Of one that
follows an earlier packet, version 3: with "follows", that one's id, and "askedAt", when the centre asked for what is
given, "" where the applicant takes it back. Of a confidential class, version 4: with all of these ("follows" may be
""), "confidential" and "keepDays" (-1: as the desk's settings say). event: number of the log's event of the sealing, 0
where there is none. No personal data, and no class.

Written before the commit that queues the packet: so it also says of which draft a packet was made that was never
queued.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from re import fullmatch

import rfc8785

from station.domain.enrollment import EnrollmentId
from station.domain.follows import Follows
from station.domain.outbox import USUAL, Handling, Logged, PacketId
from station.formats.moment import moment_text, read_moment

ALONE, TOGETHER, FOLLOWING, CONFIDENTIAL = 1, 2, 3, 4  # versions
UNKNOWN = "unknown-"  # an enrollment id that is none
_NAMES = {"checkpoint", "enrollmentId", "event", "nonce", "packetId", "queuedAt", "version"}
_MORE = {"caseId", "packets"}
_EARLIER = {"follows", "askedAt"}
_OF_CLASS = _MORE | _EARLIER | {"confidential", "keepDays"}
_AS_SET = -1
_TEXTS = {"checkpoint": r"(?s).{0,16384}", "enrollmentId": r"[0-9a-z-]{1,64}", "caseId": r"[0-9a-z-]{1,64}",
          "nonce": r"[0-9a-f]{32}", "packetId": r"[0-9a-f]{64}", "queuedAt": r".{1,40}", "follows": r"[0-9a-f]{64}|",
          "askedAt": r".{0,40}"}  # fmt: skip
MAX_BYTES = 32 * 1024


@dataclass(frozen=True)
class Slip:
    packet_id: PacketId
    enrollment_id: EnrollmentId
    nonce: str
    queued_at: datetime
    logged: Logged | None = None
    of_case: EnrollmentId | None = None  # None: of somebody who came alone
    packets: int = 1  # of the case
    follows: Follows | None = None
    handling: Handling = USUAL

    @property
    def case_id(self) -> EnrollmentId:
        return self.of_case or self.enrollment_id

    @property
    def made_up(self) -> bool:
        """There was none: nobody knows any more which enrollment the packet is of."""
        return self.enrollment_id.startswith(UNKNOWN)


def encode_slip(slip: Slip) -> bytes:
    value: dict[str, str | int | bool] = {
        "version": ALONE,
        "packetId": slip.packet_id,
        "enrollmentId": slip.enrollment_id,
        "nonce": slip.nonce,
        "queuedAt": moment_text(slip.queued_at),
        "event": slip.logged.seq if slip.logged else 0,
        "checkpoint": slip.logged.checkpoint if slip.logged else "",
    }
    if slip.packets > 1:
        value |= {"version": TOGETHER, "caseId": slip.case_id, "packets": slip.packets}
    if slip.follows is not None:
        asked_at = slip.follows.asked_at
        value |= {"version": FOLLOWING, "follows": slip.follows.packet_id}
        value["askedAt"] = moment_text(asked_at) if asked_at is not None else ""
    if slip.handling.confidential:
        days = slip.handling.keep_days
        value = {"caseId": slip.case_id, "packets": slip.packets, "follows": "", "askedAt": "", **value}
        value |= {"version": CONFIDENTIAL, "confidential": True, "keepDays": _AS_SET if days is None else days}
    return rfc8785.dumps({**value})


def decode_slip(data: bytes) -> Slip:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for a slip")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() not in (
        *(_NAMES, _NAMES | _MORE, _NAMES | _EARLIER, _NAMES | _OF_CLASS),
    ):
        raise ValueError("not a slip's members")
    of_class = value.keys() >= _OF_CLASS
    following = value.keys() >= _EARLIER and (not of_class or value["follows"] != "")
    value = {"caseId": value["enrollmentId"], "packets": 1, "follows": "", "askedAt": "", **value}
    value = {"confidential": False, "keepDays": _AS_SET, **value}
    for name, form in _TEXTS.items():
        if not isinstance(value[name], str) or not fullmatch(form, value[name]):
            raise ValueError(f"not a slip's {name}")
    event, packets = _number(value["event"], 0), _number(value["packets"], 1)
    days = _number(value["keepDays"], _AS_SET)
    slip = Slip(
        PacketId(value["packetId"]),
        EnrollmentId(value["enrollmentId"]),
        value["nonce"],
        read_moment(value["queuedAt"]),
        Logged(event, value["checkpoint"]) if event else None,
        EnrollmentId(value["caseId"]) if packets > 1 else None,
        packets,
        _follows(value) if following else None,
        Handling(value["confidential"] is True, None if days == _AS_SET else days),
    )
    if encode_slip(slip) != data:
        raise ValueError("not as it was written")
    return slip


def _follows(value: dict[str, str]) -> Follows:
    if not value["follows"]:
        raise ValueError("not a slip's follows")
    return Follows(value["follows"], read_moment(value["askedAt"]) if value["askedAt"] else None)


def _number(value: object, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**53:
        raise ValueError("not a slip's number")
    return value
