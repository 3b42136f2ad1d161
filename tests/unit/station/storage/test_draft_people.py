"""What drafts of older formats know of their people."""

import json
from typing import Any

from station.domain.operator import Operator
from station.storage.draft_format import decode_draft, encode_draft
from tests.support.people import OPERATOR, Shelf, enrollment


def written() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(encode_draft(enrollment(Shelf())))
    return value


def as_of_first(*captured_by: str) -> bytes:
    value = written()
    for name in ("identifier", "key"):
        del value["enrollment"]["operator"][name]
    return json.dumps({"format": 1, "enrollment": {**value["enrollment"], "captured_by": captured_by}}).encode()


def test_a_draft_of_the_first_format_knows_its_people_by_their_certificates() -> None:
    draft = decode_draft(as_of_first(OPERATOR.credential_id, "ef" * 32))
    ani, stranger = draft.captured_by
    assert (ani.credential_id, ani.name, ani.identifier) == (OPERATOR.credential_id, OPERATOR.name, "")
    assert stranger == Operator(stranger.credential_id, "", "", frozenset())
    assert draft.samples == enrollment(Shelf()).samples
    assert decode_draft(encode_draft(draft)) == draft
