"""What drafts of older formats know of their people, and of where their texts came from."""

import json
from typing import Any

import pytest

from station.cases.case import Case
from station.domain.operator import Operator
from station.domain.value import FieldValue, Source
from station.storage.draft_format import decode_draft, encode_draft
from station.storage.errors import DraftDamaged
from tests.support.people import OPERATOR, Shelf, enrollment


def as_of_third() -> dict[str, Any]:
    """One person alone."""
    content: dict[str, Any] = json.loads(encode_draft(Case.of_one(enrollment(Shelf()))))["case"]["enrollments"][0]
    del content["together"]
    return content


def as_of_second() -> dict[str, Any]:
    """Fields were texts and nothing else."""
    content = as_of_third()
    texts = {name: value["text"] for name, value in content.pop("values").items()}
    del content["settled_at"]
    return {**content, "fields": texts}


def as_of_first(*captured_by: str) -> bytes:
    content = as_of_second()
    for name in ("identifier", "key"):
        del content["operator"][name]
    return json.dumps({"format": 1, "enrollment": {**content, "captured_by": captured_by}}).encode()


def test_a_draft_of_the_first_format_knows_its_people_by_their_certificates() -> None:
    case = decode_draft(as_of_first(OPERATOR.credential_id, "ef" * 32))
    draft = case.first
    ani, stranger = draft.captured_by
    assert (ani.credential_id, ani.name, ani.identifier) == (OPERATOR.credential_id, OPERATOR.name, "")
    assert stranger == Operator(stranger.credential_id, "", "", frozenset())
    assert draft.samples == enrollment(Shelf()).samples
    assert draft.fields == enrollment(Shelf()).fields
    assert decode_draft(encode_draft(case)) == case


@pytest.mark.parametrize("fields", [{"surname_hy": "ՀՈՎՀԱՆՆԻՍՅԱՆ"}, {"phone": "", "psn": "12"}, {}])
def test_a_draft_of_the_second_format_does_not_say_where_its_texts_came_from(fields: dict[str, str]) -> None:
    case = decode_draft(json.dumps({"format": 2, "enrollment": {**as_of_second(), "fields": fields}}).encode())
    draft = case.first
    assert draft.fields == fields
    assert all(value == FieldValue(fields[name], Source.UNKNOWN) for name, value in draft.values.items())
    assert decode_draft(encode_draft(case)) == case


@pytest.mark.parametrize("fields", [["surname_hy"], "x", {"phone": 7}, {"phone": {"text": "1"}}])
def test_fields_that_are_no_texts_are_damage(fields: object) -> None:
    with pytest.raises(DraftDamaged):
        decode_draft(json.dumps({"format": 2, "enrollment": {**as_of_second(), "fields": fields}}).encode())


def test_a_draft_of_the_third_format_is_a_case_of_one() -> None:
    case = decode_draft(json.dumps({"format": 3, "enrollment": as_of_third()}).encode())
    assert case == Case.of_one(enrollment(Shelf()))
    assert (case.case_id, case.current) == (case.first.enrollment_id,) * 2
