"""An activity event as it travels: what the station signs (CMS SignedData, DER) and the centre keeps beside the packet.

    {"at": ..., "desk": ..., "evidence": ["portrait", ...], "mode": ..., "packetId": ..., "service": ...,
     "stationId": ..., "strength": "low" | "substantial" | "high", "type": "activity", "unit": ..., "version": 1}

RFC 8785, UTF-8. No name, no number of a person, no biometric: a packet's id says to the centre alone whose it was.
"""

import json
from re import fullmatch

import rfc8785

from station.domain.activity import Activity, Evidence
from station.domain.outbox import PacketId
from station.formats.moment import moment_text, read_moment

_VERSION = 1
_TYPE = "activity"
_TEXTS = {"packetId": r"[0-9a-f]{64}", "service": r"[a-z][a-z0-9_]{0,39}", "unit": r"[a-z0-9-]{0,40}",
          "desk": r".{0,100}", "stationId": r"[0-9a-f]{64}", "mode": r"[A-Za-z_]{1,20}", "at": r".{1,40}",
          "strength": r"[a-z]+"}  # fmt: skip
_NAMES = {*_TEXTS, "evidence", "type", "version"}
MAX_BYTES = 4 * 1024
MAX_MESSAGE_BYTES = 64 * 1024
"""Of the signed message, certificates and all."""


def encode_activity(activity: Activity) -> bytes:
    return rfc8785.dumps(
        {
            "type": _TYPE,
            "version": _VERSION,
            "packetId": activity.packet_id,
            "service": activity.service,
            "unit": activity.unit,
            "desk": activity.desk,
            "stationId": activity.station_id,
            "mode": activity.mode,
            "at": moment_text(activity.at),
            "evidence": [each.value for each in activity.evidence],
            "strength": activity.strength.value,
        }
    )


def decode_activity(data: bytes) -> Activity:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for an activity")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or value["type"] != _TYPE or value["version"] != _VERSION:
        raise ValueError("not an activity's members")
    for name, form in _TEXTS.items():
        if not isinstance(value[name], str) or not fullmatch(form, value[name]):
            raise ValueError(f"not an activity's {name}")
    evidence = value["evidence"]
    if not isinstance(evidence, list) or not all(isinstance(each, str) for each in evidence):
        raise ValueError("not an activity's evidence")
    activity = Activity(
        PacketId(value["packetId"]),
        value["service"],
        value["unit"],
        value["desk"],
        value["stationId"],
        value["mode"],
        read_moment(value["at"]),
        tuple(Evidence(each) for each in evidence),
    )
    if encode_activity(activity) != data:
        raise ValueError("not as it was written")
    return activity
