"""What is to be paid, when it counts as paid, and what the packet says while it does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from station.domain.dates import format_date
from station.domain.errors import Problem
from station.domain.item import Item, ItemId, ItemKind
from station.domain.lines import Line, Word
from station.domain.money import looks_like_a_card, masked
from station.domain.sample import Samples
from station.domain.value import FieldValue
from station.steps.base import FieldsMissing
from station.steps.plans import Plans
from station.workflow.engine import Walk
from station.workflow.step import Step
from tests.support.paid_service import ALLOTMENT, GARDENER, PAID, TODAY, plans, without
from tests.support.people import Shelf, enrollment

CARD = "4000 0000 0000 0002"  # a number of no card: only its check digit is right
NOT_FIRST = ("required = true\nin_time", "required = false\nin_time")


def walk_of(texts: Mapping[str, str], of: Plans | None = None, items: tuple[Item, ...] = ()) -> Walk:
    some = enrollment(Shelf())
    made = replace(some, values={}, samples=Samples(), procedure=ALLOTMENT, version=1, step="payment", items=items)
    return (of or plans()).walk(made.with_fields(texts), TODAY)


def step_of(walk: Walk) -> Step:
    return next(step for step in walk.plan.steps if step.kind == "payment")


def wrong(texts: Mapping[str, str], of: Plans | None = None) -> list[Problem]:
    return list(walk_of(texts, of).problems["payment"])


def packed(texts: Mapping[str, str], of: Plans | None = None, items: tuple[Item, ...] = ()) -> Mapping[str, Any]:
    walk = walk_of(texts, of, items)
    return step_of(walk).part(walk.enrollment, walk.sheet).further


def status(texts: Mapping[str, str], of: Plans | None = None) -> str:
    walk = walk_of(texts, of)
    lines = step_of(walk).lines(walk.enrollment, walk.sheet)
    (said,) = (line.said for line in lines if isinstance(line, Line) and line.label == "step.payment.status")
    (word,) = said
    assert isinstance(word, Word)
    return word.key.removeprefix("step.payment.")


def test_what_was_paid_in_full_and_in_time_counts() -> None:
    texts = {**GARDENER, **PAID}
    assert wrong(texts) == []
    assert status(texts) == "PAID"
    assert packed(texts) == {
        "payment_channel": "BANK",
        "payment_receipt": "R-000001",
        "paid_amd": 3000,
        "paid_on": (TODAY - timedelta(days=10)).isoformat(),
        "fee_exemption": "NONE",
        "fee_amd": 3000,
        "payment_status": "PAID",
    }


def too_little(fee: str, paid: str) -> Problem:
    return Problem("PAY-TOO-LITTLE", {"fee": fee, "paid": paid}, field="paid_amd")


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({}, Problem("PAY-UNPAID", {"fee": "3\u00a0000"}, field="paid_amd")),
        (without(PAID, "payment_receipt"), Problem("PAY-UNPAID", {"fee": "3\u00a0000"}, field="payment_receipt")),
        ({**PAID, "paid_amd": "2999"}, too_little("3\u00a0000", "2\u00a0999")),
        ({**PAID, "speed": "D1"}, too_little("20\u00a0000", "3\u00a0000")),
        ({**PAID, "paid_on": format_date(TODAY - timedelta(days=9))}, Problem("PAY-LATE", field="paid_on")),
    ],
)
def test_unpaid_too_little_and_too_late_block_with_the_reason(texts: Mapping[str, str], problem: Problem) -> None:
    assert wrong({**GARDENER, **texts}) == [problem]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "INCOMPLETE_UNPAID"),
        ({**PAID, "paid_amd": "1"}, "INCOMPLETE_TOO_LITTLE"),
        ({**PAID, "paid_on": format_date(TODAY)}, "INCOMPLETE_LATE"),
    ],
)
def test_where_the_profile_does_not_want_it_first_it_is_open_in_review_and_packet(
    texts: Mapping[str, str], said: str
) -> None:
    of = plans(NOT_FIRST)
    assert wrong({**GARDENER, **texts}, of) == []
    assert status({**GARDENER, **texts}, of) == said
    assert packed({**GARDENER, **texts}, of)["payment_status"] == said


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({**PAID, "paid_amd": "3000.50"}, "APP-MONEY"),
        ({**PAID, "paid_on": format_date(TODAY + timedelta(days=1))}, "PAY-AHEAD"),
        ({**PAID, "payment_receipt": masked(CARD)}, "PAY-CARD"),
        ({**PAID, "payment_receipt": "Ռ-000001"}, "PAY-RECEIPT"),
    ],
)
def test_what_can_not_be_true_blocks_everywhere(texts: Mapping[str, str], code: str) -> None:
    assert [each.code for each in wrong({**GARDENER, **texts}, plans(NOT_FIRST))] == [code]


def test_an_exemption_has_its_reason_and_asks_for_no_receipt() -> None:
    texts = {**GARDENER, "fee_exemption": "VETERAN"}
    assert wrong(texts) == []
    assert status(texts) == "EXEMPT"
    assert packed(texts) == {"fee_exemption": "VETERAN", "fee_amd": 3000, "payment_status": "EXEMPT"}
    walk = walk_of(texts)
    assert [each.field.id for each in step_of(walk).form(walk.sheet) if each.shown] == ["fee_exemption"]
    assert step_of(walk).due(walk.sheet) == 0


@pytest.mark.parametrize(
    ("texts", "due"),
    [
        ({"birth_date": "1990", "speed": "D1"}, 20_000),
        ({"birth_date": "1990"}, 20_000),
        ({"birth_date": "1990", "speed": "NORMAL"}, 3_000),
        ({"birth_date": str(TODAY.year - 16), "speed": "NORMAL"}, 3_000),
        ({}, 20_000),
    ],
)
def test_the_fee_is_that_of_the_terms_and_what_is_not_known_waives_nothing(texts: Mapping[str, str], due: int) -> None:
    walk = walk_of(texts)
    assert step_of(walk).due(walk.sheet) == due


def test_who_owes_nothing_is_not_asked_but_what_they_paid_is_not_left_out() -> None:
    child = {**GARDENER, "birth_date": str(TODAY.year - 10)}
    assert not step_of(walk_of(child)).wanted(walk_of(child).sheet)
    assert step_of(walk_of({**child, **PAID})).wanted(walk_of({**child, **PAID}).sheet)


def test_what_a_terminal_took_is_in_the_packet_and_a_simulated_one_marks_it() -> None:
    said = {"reference": "ab12", "terminal": "sim:1", "simulated": "YES"}
    item = Item(ItemId("1"), ItemKind.PAYMENT, "fee", {name: FieldValue(text) for name, text in said.items()})
    walk = walk_of({**GARDENER, **PAID}, items=(item,))
    part = step_of(walk).part(walk.enrollment, walk.sheet)
    assert part.further["terminal_payments"] == [said]
    assert part.items == {"1"}
    assert walk.enrollment.simulated
    real = replace(item, values={**item.values, "simulated": FieldValue("NO")})
    assert not walk_of({}, items=(real,)).enrollment.simulated


def test_a_profile_without_a_field_of_the_payment_is_refused_when_it_is_walked() -> None:
    lacks = (
        ('[fields.paid_on]\ntype = "date"\n\n', ""),
        ('"paid_on", "payment_channel"]', '"payment_channel"]'),
        ('"paid_on <=', '"birth_date <='),
    )
    with pytest.raises(FieldsMissing) as caught:
        plans(*lacks).plan(ALLOTMENT, TODAY)
    assert caught.value.params == {"step": "payment", "field": "paid_on"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (CARD, "•••• •••• •••• 0002"),
        ("No 4000000000000002.", "No ••••••••••••0002."),
        ("4000 0000 0000 0003", "4000 0000 0000 0003"),
        ("000000000018", "000000000018"),
        ("R-000001", "R-000001"),
    ],
)
def test_of_a_cards_number_only_the_end_is_kept(text: str, kept: str) -> None:
    assert masked(text) == kept
    assert not looks_like_a_card(kept) or kept == text
