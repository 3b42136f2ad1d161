"""Fingers in the packet: for each slap the whole impression, with its missing fingers named, then each finger cut
out; after them what was placed alone, as a slap of one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from station.domain.item import Item
from station.domain.sample import (
    SLAPS,
    BiometricException,
    Blob,
    ExceptionReason,
    QualityScore,
    Samples,
    Slap,
    SlapImpression,
)
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.describe import device, image
from station.packet.part import Json, Part, excepted
from station.packet.recorded import fingers_recorded

_TYPE = {
    Slap.RIGHT_FOUR: "PLAIN_RIGHT_FOUR_FINGERS",
    Slap.LEFT_FOUR: "PLAIN_LEFT_FOUR_FINGERS",
    Slap.THUMBS: "PLAIN_THUMBS",
}
_PRESENCE = {  # the three words there are; of who refuses none of them is true, and none is said
    ExceptionReason.BORN_WITHOUT: "AMPUTATED",
    ExceptionReason.AMPUTATED: "AMPUTATED",
    ExceptionReason.BANDAGED: "BANDAGED",
    ExceptionReason.UNABLE: "DAMAGED",
}


def part(
    impressions: Sequence[SlapImpression],
    exception: Item | None,
    below_threshold: frozenset[Slap] = frozenset(),
    record: str | None = None,
) -> Part:
    """impressions: the best attempt at each slap, in order of capture. exception: which fingers are missing, and why.
    record: the kind of the record that the service asks for of each finger (`station.formats.records`)."""
    given = excepted(exception)
    return replace(
        given,
        biometrics=tuple(_entries(impressions, given.missing_fingers)),
        kept=dict(_files(impressions)),
        records=fingers_recorded(record, impressions),
        samples=Samples(slaps=tuple(impressions)),
        below_threshold=below_threshold,
    )


def _files(impressions: Sequence[SlapImpression]) -> Iterator[tuple[str, Blob]]:
    for impression in impressions:
        yield layout.slap(impression.slap, impression.source.media_type), impression.source
        for item in impression.fingers:
            yield layout.finger(item.finger, item.image.media_type), item.image


def _entries(impressions: Sequence[SlapImpression], exceptions: Sequence[BiometricException]) -> Iterator[Json]:
    reasons = {item.finger: item.reason for item in exceptions}
    taken = {impression.slap: impression for impression in impressions}
    for slap in SLAPS:
        missing = [
            {"biometricSubType": finger.name, **_presence(reasons[finger])}
            for finger in slap.fingers
            if finger in reasons
        ]
        if slap in taken or missing:
            yield from _slap(slap, taken.get(slap), missing)
    for impression in impressions:
        if impression.slap.alone:
            yield from _alone(impression)


def _presence(reason: ExceptionReason) -> dict[str, str]:
    return {"presence": _PRESENCE[reason]} if reason in _PRESENCE else {}


def _slap(slap: Slap, impression: SlapImpression | None, missing: list[dict[str, str]]) -> Iterator[Json]:
    """impression: None where the slap was not taken; then only its missing fingers are named."""
    whole = {"biometricType": "FINGER", "biometricSubType": _TYPE[slap], **({"missing": missing} if missing else {})}
    if impression is None:
        yield whole
        return
    path = layout.slap(slap, impression.source.media_type)
    yield {**whole, **_common(impression), **image(path, impression.source), "metadata": _attempt(impression)}
    yield from _fingers(impression)


def _alone(impression: SlapImpression) -> Iterator[Json]:
    """The whole platen with that one finger, then the finger."""
    path = layout.slap(impression.slap, impression.source.media_type)
    yield {
        "biometricType": "FINGER",
        "biometricSubType": impression.slap.name,
        "instance": "SOURCE",
        **_common(impression),
        **image(path, impression.source),
        "metadata": _attempt(impression),
    }
    yield from _fingers(impression)


def _fingers(impression: SlapImpression) -> Iterator[Json]:
    for item in impression.fingers:
        yield {
            "biometricType": "FINGER",
            "biometricSubType": item.finger.name,
            **_common(impression),
            **image(layout.finger(item.finger, item.image.media_type), item.image),
            **_quality(item.quality),
        }


def _common(impression: SlapImpression) -> Json:
    return {
        "captureDate": moment_text(impression.captured_at),
        **device(impression.device),
        "impressionType": "LIVE_SCAN_PLAIN",
        "bitdepth": 8,
    }


def _attempt(impression: SlapImpression) -> str:
    return json.dumps({"attempt": impression.attempt})


def _quality(quality: QualityScore) -> Json:
    """A score that could not be computed is left out: 0 would say that the finger is of the worst quality."""
    algorithm = {"algorithm": f"{quality.algorithm} {quality.version}".strip()}
    if quality.score is None:
        return algorithm
    return {**algorithm, "quality": quality.score, "qualityFormat": quality.algorithm}
