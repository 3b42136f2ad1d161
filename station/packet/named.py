"""How each print of a packet came by its name, and what was asked about it, in our own form."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from station.domain.failed import FailedCheck
from station.domain.sample import SlapImpression
from station.formats.moment import moment_text

Json: TypeAlias = dict[str, Any]


def fingers_told(impressions: Sequence[SlapImpression]) -> Json:
    """By slap; nothing of those of an older station, which did not know."""
    return {each.slap.value: _slap(each) for each in impressions if any(one.named_by for one in each.fingers)}


def check_told(failed: FailedCheck) -> Json:
    """Members that are not known are left out."""
    value = failed.value if failed.value is not None and abs(failed.value) < 1e300 else None  # JSON knows no infinity
    told = {"about": failed.about, "limit": failed.limit, "unit": failed.unit, "value": value}
    return {"check": failed.code, **{name: each for name, each in told.items() if each not in ("", None)}}


def _slap(impression: SlapImpression) -> Json:
    named = {each.finger.name.lower(): each.named_by.value for each in impression.fingers if each.named_by}
    noted: Json = {"noted": [check_told(each) for each in impression.noted]} if impression.noted else {}
    if not impression.questions or impression.answered_at is None:
        return {"named": named, **noted}
    return {
        "named": named,
        **noted,
        "questions": [check_told(each) for each in impression.questions],
        "answeredBy": impression.answered_by,
        "answeredAt": moment_text(impression.answered_at),
    }
