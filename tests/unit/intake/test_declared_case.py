"""What a packet says of company, links and notices is complete, and says one thing only."""

import json
from typing import Any

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from station.domain.enrollment import EnrollmentId, Relation, Together
from station.domain.item import LinkKind, Notice
from station.domain.value import Said
from station.packet.application import application_json
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, context, enrollment, given

FIRST = enrollment(Shelf())
PARENT = EnrollmentId("00000000-0000-4000-8000-00000000000a")


def application(together: Together | None) -> dict[str, Any]:
    made = FIRST if together is None else FIRST.with_company(together)
    found: dict[str, Any] = json.loads(application_json(made, given(made), context(made)))
    return found


def read(value: dict[str, Any]) -> None:
    read_application(rfc8785.dumps(value))


CHILD = Together(PARENT, 2, 3, Relation.CHILD)


@pytest.mark.parametrize("together", [None, Together(FIRST.enrollment_id, 1, 2, Relation.FIRST), CHILD])
def test_it_is_taken(together: Together | None) -> None:
    read(application(together))


@pytest.mark.parametrize(
    "change",
    [
        {"person": 4},
        {"person": 1},
        {"people": 1},
        {"id": FIRST.enrollment_id},
        {"relation": "first"},
        {"relation": "neighbour"},
        {"person": "2"},
        {"household": 7},
    ],
)
def test_anything_else_of_a_case_is_refused(change: dict[str, object]) -> None:
    value = application(CHILD)
    value["contextualData"]["case"] |= change
    with pytest.raises(ValueError, match=r"."):
        read(value)


def test_format_and_case_belong_together() -> None:
    for format_ in (2, 4):
        value = application(CHILD)
        value["contextualData"]["format"] = format_
        with pytest.raises(ValueError, match=r"."):
            read(value)
    alone = application(None)
    alone["contextualData"]["format"] = 3
    with pytest.raises(ValueError, match=r"."):
        read(alone)


def with_more() -> dict[str, Any]:
    made = FIRST.with_link(LinkKind.APPOINTMENT, Said("A-17")).with_notice(Notice("rights", "3", "hy", NOW, OPERATOR))
    found: dict[str, Any] = json.loads(application_json(made, given(made), context(made)))
    return found


def test_links_and_notices_are_taken() -> None:
    read(with_more())


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("links", {}),
        ("links", {"neighbour": "7"}),
        ("links", {"appointment": ""}),
        ("links", {"appointment": 7}),
        ("notices", []),
        ("notices", [{"notice": "rights"}]),
        ("notices", "rights"),
    ],
)
def test_anything_else_of_them_is_refused(member: str, change: object) -> None:
    value = with_more()
    value["contextualData"][member] = change
    with pytest.raises(ValueError, match=r"."):
        read(value)
