"""What the centre signs when it has opened a packet and decided: its answer to the station that sent it.

    {"answeredAt": ..., "packetId": ..., "reasons": [{"code": ..., "item": ...}, ...], "type": "answer",
     "verdict": "accepted" | "rejected" | "again", "version": 1}

Version 2, of one that asks again, has two members more: "due", the last day ("2026-12-24"), and "request", the centre's
own number of it; one of them may be "". Version 3 has these too, both of them may be "", and it names at least one item
that stations of before do not know.

RFC 8785, UTF-8; signed as a receipt is, and never to be taken for one: the members of neither are the other's, and both
readers are strict. Codes that a station does not know yet are kept and shown as they are; items are the packet's own.
"""

import json
from datetime import date
from re import fullmatch

import rfc8785

from station.domain.answers import ITEM, ITEMS_BEFORE, Answer, Reason, Verdict
from station.domain.outbox import PacketId
from station.formats.moment import moment_text, read_moment

_VERSION = 1
_WITH_DUE = 2
_WITH_ANY_ITEM = 3
_TYPE = "answer"
_NAMES = {"answeredAt", "packetId", "reasons", "type", "verdict", "version"}
_NAMES_WITH_DUE = _NAMES | {"due", "request"}
REQUEST = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
"""The form of a centre's own number."""
_CODE = r"[A-Z]{2,8}-[A-Z0-9-]{1,30}"
MOST_REASONS = 64
_MAX_BYTES = 16 * 1024


def encode_answer(answer: Answer) -> bytes:
    """The canonical form; the same answer gives the same bytes. Older stations read version 1 alone: another is written
    only where it says more."""
    more = {"due": answer.due.isoformat() if answer.due is not None else "", "request": answer.request}
    version = _WITH_DUE if any(more.values()) else _VERSION
    if not set(answer.items) <= set(ITEMS_BEFORE):
        version = _WITH_ANY_ITEM
    return rfc8785.dumps(
        {
            **(more if version != _VERSION else {}),
            "type": _TYPE,
            "version": version,
            "packetId": answer.packet_id,
            "verdict": answer.verdict.value,
            "answeredAt": moment_text(answer.answered_at),
            "reasons": [{"code": reason.code, "item": reason.item} for reason in answer.reasons],
        }
    )


def decode_answer(data: bytes) -> Answer:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for an answer")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.get("type") != _TYPE:
        raise ValueError("not an answer's members")
    version = value.get("version")
    with_due = version in (_WITH_DUE, _WITH_ANY_ITEM)
    if value.keys() != (_NAMES_WITH_DUE if with_due else _NAMES) or not (with_due or version == _VERSION):
        raise ValueError("not an answer's members")
    if not isinstance(value["packetId"], str) or not fullmatch(r"[0-9a-f]{64}", value["packetId"]):
        raise ValueError("not an answer's packet")
    if not isinstance(value["answeredAt"], str):
        raise ValueError("not an answer's moment")
    reasons = tuple(decode_reasons(value["reasons"]))
    verdict = Verdict(value["verdict"])
    if (verdict is Verdict.ACCEPTED) == bool(reasons) or (
        verdict is Verdict.AGAIN and not all(reason.item for reason in reasons)
    ):
        raise ValueError("not an answer's reasons")
    due, request = (value["due"], value["request"]) if with_due else ("", "")
    if version == _WITH_DUE and verdict is not Verdict.AGAIN:
        raise ValueError("not an answer's due day")
    if not all(isinstance(each, str) for each in (due, request)):
        raise ValueError("not an answer's due day")
    if request and not fullmatch(REQUEST, request):
        raise ValueError("not a request's number")
    day = date.fromisoformat(due) if due else None
    answer = Answer(PacketId(value["packetId"]), verdict, read_moment(value["answeredAt"]), reasons, day, request)
    if encode_answer(answer) != data:
        raise ValueError("not as it was written")
    return answer


def decode_reasons(value: object) -> list[Reason]:
    """Out of JSON. Raises ValueError."""
    if not isinstance(value, list) or len(value) > MOST_REASONS:
        raise ValueError("not an answer's reasons")
    return [_reason(item) for item in value]


def _reason(value: object) -> Reason:
    if not isinstance(value, dict) or value.keys() != {"code", "item"}:
        raise ValueError("not a reason's members")
    code, item = value["code"], value["item"]
    if not isinstance(code, str) or not fullmatch(_CODE, code) or not isinstance(item, str):
        raise ValueError("not a reason's values")
    if item and not fullmatch(ITEM, item):
        raise ValueError("not a reason's values")
    return Reason(code, item)
