"""Fingers in the packet: for each slap the whole impression, with its missing fingers named, then each finger cut
out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from station.domain.item import Item
from station.domain.sample import (
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
    for slap in Slap:
        missing = [
            {"biometricSubType": finger.name, **_presence(reasons[finger])}
            for finger in slap.fingers
            if finger in reasons
        ]
        if slap in taken or missing:
            yield from _slap(slap, taken.get(slap), missing)


def _presence(reason: ExceptionReason) -> dict[str, str]:
    return {"presence": _PRESENCE[reason]} if reason in _PRESENCE else {}


def _slap(slap: Slap, impression: SlapImpression | None, missing: list[dict[str, str]]) -> Iterator[Json]:
    """impression: None where the slap was not taken; then only its missing fingers are named."""
    whole = {"biometricType": "FINGER", "biometricSubType": _TYPE[slap], **({"missing": missing} if missing else {})}
    if impression is None:
        yield whole
        return
    common = {
        "captureDate": moment_text(impression.captured_at),
        **device(impression.device),
        "impressionType": "LIVE_SCAN_PLAIN",
        "bitdepth": 8,
    }
    path = layout.slap(slap, impression.source.media_type)
    attempt = json.dumps({"attempt": impression.attempt})
    yield {**whole, **common, **image(path, impression.source), "metadata": attempt}
    for item in impression.fingers:
        yield {
            "biometricType": "FINGER",
            "biometricSubType": item.finger.name,
            **common,
            **image(layout.finger(item.finger, item.image.media_type), item.image),
            **_quality(item.quality),
        }


def _quality(quality: QualityScore) -> Json:
    """A score that could not be computed is left out: 0 would say that the finger is of the worst quality."""
    algorithm = {"algorithm": f"{quality.algorithm} {quality.version}".strip()}
    if quality.score is None:
        return algorithm
    return {**algorithm, "quality": quality.score, "qualityFormat": quality.algorithm}
