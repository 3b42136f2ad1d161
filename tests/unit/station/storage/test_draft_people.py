"""What drafts of older formats know of their people, and of where their texts came from."""

import json
from typing import Any

import pytest

from station.domain.operator import Operator
from station.domain.value import FieldValue, Source
from station.storage.draft_format import decode_draft, encode_draft
from station.storage.errors import DraftDamaged
from tests.support.people import OPERATOR, Shelf, enrollment


def written() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(encode_draft(enrollment(Shelf())))
    return value


def as_of_second() -> dict[str, Any]:
    """Fields were texts and nothing else."""
    content = written()["enrollment"]
    texts = {name: value["text"] for name, value in content.pop("values").items()}
    del content["settled_at"]
    return {**content, "fields": texts}


def as_of_first(*captured_by: str) -> bytes:
    content = as_of_second()
    for name in ("identifier", "key"):
        del content["operator"][name]
    return json.dumps({"format": 1, "enrollment": {**content, "captured_by": captured_by}}).encode()


def test_a_draft_of_the_first_format_knows_its_people_by_their_certificates() -> None:
    draft = decode_draft(as_of_first(OPERATOR.credential_id, "ef" * 32))
    ani, stranger = draft.captured_by
    assert (ani.credential_id, ani.name, ani.identifier) == (OPERATOR.credential_id, OPERATOR.name, "")
    assert stranger == Operator(stranger.credential_id, "", "", frozenset())
    assert draft.samples == enrollment(Shelf()).samples
    assert draft.fields == enrollment(Shelf()).fields
    assert decode_draft(encode_draft(draft)) == draft


@pytest.mark.parametrize("fields", [{"surname_hy": "ՀՈՎՀԱՆՆԻՍՅԱՆ"}, {"phone": "", "psn": "12"}, {}])
def test_a_draft_of_the_second_format_does_not_say_where_its_texts_came_from(fields: dict[str, str]) -> None:
    draft = decode_draft(json.dumps({"format": 2, "enrollment": {**as_of_second(), "fields": fields}}).encode())
    assert draft.fields == fields
    assert all(value == FieldValue(fields[name], Source.UNKNOWN) for name, value in draft.values.items())
    assert decode_draft(encode_draft(draft)) == draft


@pytest.mark.parametrize("fields", [["surname_hy"], "x", {"phone": 7}, {"phone": {"text": "1"}}])
def test_fields_that_are_no_texts_are_damage(fields: object) -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(json.dumps({"format": 2, "enrollment": {**as_of_second(), "fields": fields}}).encode())
