"""Each format of `contextualData` has its sections and no other's; what it is for is always there."""

from typing import Any

import msgspec
import pytest

from intake.acceptance.contexts import _FORMATS, _SECTIONS, BY_FORMAT

PERSON = {"credential": "c", "identifier": "EI:1", "key": "k", "name": "n", "organisation": ""}
WHO = {
    "enrollmentDate": "2026-11-24T09:30:00.000Z", "station": "0a" * 32, "desk": "3", "operator": PERSON,
    "capturedBy": [PERSON], "softwareVersion": "1", "policyVersions": {},
}  # fmt: skip
SAID: dict[str, Any] = {
    "entered": {"sex": {"source": "typed"}},
    "exceptions": {"face": {"source": "typed", "reason": "religion"}},
    "handling": {"class": "CIVIL", "retentionDays": 30},
    "recapture": {"packet": "0b" * 32, "askedAt": "2026-11-24T09:30:00.000Z", "items": ["portrait"]},
    "withdrawal": {"packet": "0b" * 32},
    "proofs": {"face": {"asked": ["photo"]}},
    "records": {"right_index": {"kind": "19794:2005", "ref": "biometrics/fingers/right_index.bdb"}},
    "overrides": {"portrait": {
        "checks": [{"check": "FACE-SHARP"}], "reason": "misjudged", "proposedBy": PERSON,
        "proposedAt": "2026-11-24T09:30:00.000Z", "settledWith": "signature002"}},
    "fingers": {"thumbs": {"named": {"left_thumb": "geometry", "right_thumb": "operator"}}},
    "face": {"detail": 1.1, "pitch": {"measured": 5.0, "offset": 4.0}},
    "placements": {"right_index": {"attempts": 2, "alone": "service"}, "thumbs": {"attempts": 1}},
}  # fmt: skip


STILL_SINCE = 17  # what became of the still stands in the portrait's section


def read(number: int, *sections: str, **others: object) -> object:
    said = {**WHO, "format": number, **{name: SAID[name] for name in sections}, **others}
    if number >= STILL_SINCE and "face" in sections:
        said["face"] = {**SAID["face"], "still": "taken"}
    return msgspec.convert(said, BY_FORMAT[number])


@pytest.mark.parametrize(("number", "sections"), _FORMATS.items())
def test_a_format_has_its_sections_and_no_other(number: int, sections: tuple[str, ...]) -> None:
    whole = read(number, *sections)
    assert [name for name in SAID if getattr(whole, name) is not None] == [name for name in SAID if name in sections]
    least = read(number, *sections[:1])
    assert [name for name in SAID if getattr(least, name) is not None] == list(sections[:1])
    for other in SAID.keys() - {*sections}:
        with pytest.raises(msgspec.ValidationError):
            read(number, *sections, other)
    if sections:
        with pytest.raises(msgspec.ValidationError):
            read(number, *sections[1:])
    with pytest.raises(msgspec.ValidationError):
        read(number, *sections, format=number + 1)


def test_every_section_is_written_by_some_format_and_tried_here() -> None:
    assert SAID.keys() == _SECTIONS.keys() == {name for sections in _FORMATS.values() for name in sections}
