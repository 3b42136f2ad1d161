"""Formats of drafts: older ones are brought up, newer ones stay shut, nothing is dropped."""

import json
from typing import Any

import msgspec
import pytest

from station.storage.draft_format import UPGRADES, Upgrade, decode_draft, encode_draft, newest
from station.storage.errors import DraftDamaged, DraftTooNew
from tests.support.people import Shelf, enrollment


def written(format_: object, **more: object) -> bytes:
    """A draft as another version might write it."""
    content = json.loads(msgspec.json.encode(enrollment(Shelf())))
    return json.dumps({"format": format_, "enrollment": {**content, **more}}).encode()


def rename_step(content: dict[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in content.items() if key != "page"}, "step": content["page"]}


def mark_step(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "step": f"{content['step']}!"}


def test_what_is_written_opens() -> None:
    draft = enrollment(Shelf())
    assert decode_draft(encode_draft(draft)) == draft
    assert json.loads(encode_draft(draft))["format"] == newest() == len(UPGRADES) + 1


def test_the_table_has_no_gap() -> None:
    assert sorted(UPGRADES) == list(range(1, newest()))


def test_older_drafts_go_through_every_upgrade_in_its_order() -> None:
    steps: dict[int, Upgrade] = {1: rename_step, 2: mark_step}
    content = json.loads(msgspec.json.encode(enrollment(Shelf())))
    content["page"] = content.pop("step")
    oldest = json.dumps({"format": 1, "enrollment": content}).encode()
    assert decode_draft(oldest, steps).step == f"{enrollment(Shelf()).step}!"
    assert decode_draft(written(2), steps).step == f"{enrollment(Shelf()).step}!"
    assert decode_draft(written(3), steps) == enrollment(Shelf())


def test_an_upgrade_that_cannot_is_a_damaged_draft() -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(written(1), {1: rename_step})


@pytest.mark.parametrize("format_", [newest() + 1, 99])
def test_a_newer_format_is_called_newer(format_: int) -> None:
    with pytest.raises(DraftTooNew) as caught:
        decode_draft(written(format_))
    assert caught.value.params == {"found": format_, "known": newest()}
    with pytest.raises(DraftTooNew):
        decode_draft(json.dumps({**json.loads(written(format_)), "more": 1}).encode())


def test_no_field_is_dropped_however_deep() -> None:
    content = json.loads(msgspec.json.encode(enrollment(Shelf())))
    places: list[dict[str, Any]] = [content, content["operator"], content["samples"], content["samples"]["portrait"]]
    places.append(content["samples"]["slaps"][0])
    for place in places:
        place["iris"] = {"left": 1}
        with pytest.raises(DraftTooNew):
            decode_draft(json.dumps({"format": newest(), "enrollment": content}).encode())
        del place["iris"]
    decode_draft(json.dumps({"format": newest(), "enrollment": content}).encode())


def test_a_field_that_came_later_has_its_default() -> None:
    content = json.loads(msgspec.json.encode(enrollment(Shelf())))
    del content["captured_by"]
    assert decode_draft(json.dumps({"format": newest(), "enrollment": content}).encode()).captured_by == ()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"format": 1}', written(0), written(-1), written("1"), written(1, step=7)]
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(data)
