"""Formats of drafts: older ones are brought up, newer ones stay shut, nothing is dropped."""

import json
from typing import Any

import msgspec
import pytest

from station.cases.case import Case
from station.domain.value import Source
from station.storage.draft_format import MOST_BYTES, UPGRADES, Upgrade, decode_draft, encode_draft, newest
from station.storage.errors import DraftDamaged, DraftTooNew
from tests.support.people import Shelf, enrollment


def alone() -> Case:
    return Case.of_one(enrollment(Shelf()))


def written(format_: object, **more: object) -> bytes:
    """A draft as another version might write it."""
    content = json.loads(msgspec.json.encode(alone()))
    return json.dumps({"format": format_, "case": {**content, **more}}).encode()


def rename(content: dict[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in content.items() if key != "stands"}, "current": content["stands"]}


def mark_step(content: dict[str, Any]) -> dict[str, Any]:
    (first,) = content["enrollments"]
    return {**content, "enrollments": [{**first, "step": f"{first['step']}!"}]}


def test_what_is_written_opens() -> None:
    draft = alone()
    assert decode_draft(encode_draft(draft)) == draft
    assert json.loads(encode_draft(draft))["format"] == newest() == len(UPGRADES) + 1


def test_the_table_has_no_gap() -> None:
    assert sorted(UPGRADES) == list(range(1, newest()))


def test_older_drafts_go_through_every_upgrade_in_its_order() -> None:
    steps: dict[int, Upgrade] = {**UPGRADES, newest(): rename, newest() + 1: mark_step}
    content = json.loads(msgspec.json.encode(alone()))
    content["stands"] = content.pop("current")
    oldest = json.dumps({"format": newest(), "case": content}).encode()
    assert decode_draft(oldest, steps).first.step == f"{alone().first.step}!"
    assert decode_draft(written(newest() + 1), steps).first.step == f"{alone().first.step}!"
    assert decode_draft(written(newest() + 2), steps) == alone()


def test_an_upgrade_that_cannot_is_a_damaged_draft() -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(written(newest()), {**UPGRADES, newest(): rename})


@pytest.mark.parametrize("format_", [newest() + 1, 99])
def test_a_newer_format_is_called_newer(format_: int) -> None:
    with pytest.raises(DraftTooNew) as caught:
        decode_draft(written(format_))
    assert caught.value.params == {"found": format_, "known": newest()}
    with pytest.raises(DraftTooNew):
        decode_draft(json.dumps({**json.loads(written(format_)), "more": 1}).encode())


def test_no_field_is_dropped_however_deep() -> None:
    content = json.loads(msgspec.json.encode(alone()))
    (first,) = content["enrollments"]
    places: list[dict[str, Any]] = [content, first, first["operator"], first["samples"], first["samples"]["portrait"]]
    places += [first["samples"]["slaps"][0], first["values"]["surname_hy"]]
    for place in places:
        place["iris"] = {"left": 1}
        with pytest.raises(DraftTooNew):
            decode_draft(json.dumps({"format": newest(), "case": content}).encode())
        del place["iris"]
    decode_draft(json.dumps({"format": newest(), "case": content}).encode())


def test_a_field_that_came_later_has_its_default() -> None:
    content = json.loads(msgspec.json.encode(alone()))
    del content["enrollments"][0]["captured_by"]
    assert decode_draft(json.dumps({"format": newest(), "case": content}).encode()).first.captured_by == ()


def test_missing_fingers_of_format_4_are_said_by_nobody() -> None:
    content = json.loads(msgspec.json.encode(alone()))
    (first,) = content["enrollments"]
    fingers = [{"finger": each.finger.value, "reason": each.reason.value} for each in alone().first.exceptions]
    assert fingers
    first["samples"]["exceptions"] = fingers
    held = [item for item in first["items"] if item["kind"] == "exception"]
    first["items"] = [item for item in first["items"] if item not in held]
    after = decode_draft(json.dumps({"format": 4, "case": content}).encode())
    assert after.first.exceptions == alone().first.exceptions
    assert {value.source for item in after.first.items for value in item.values.values()} == {Source.UNKNOWN}


def test_a_draft_longer_than_any_is_damage() -> None:
    data = written(newest())
    assert decode_draft(data + b" " * 1000) == alone()
    with pytest.raises(DraftDamaged):
        decode_draft(data + b" " * MOST_BYTES)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"format": 1}', written(0), written(-1), written("1"), written(newest(), current=7)]
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(data)
