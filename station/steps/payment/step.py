"""The fee of the service, typed from a receipt or taken with a terminal; or why nothing is to be paid."""

from dataclasses import dataclass, replace
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.item import Item, ItemKind
from station.domain.lines import Line, Shown, Word
from station.domain.money import CHANNEL, RECEIPT, TERMINAL, whole_amd
from station.fields import Json
from station.forms import Asked, Sheet
from station.packet.further import further
from station.packet.part import Part
from station.steps.payment.fee import EXEMPTION, NEEDED, Fee
from station.steps.typed import TypedStep


@dataclass(frozen=True)
class PaymentStep(TypedStep):
    kind: ClassVar[str] = "payment"

    def __post_init__(self) -> None:
        self.require_fields(NEEDED)

    def wanted(self, sheet: Sheet) -> bool:
        """Whether there is a fee, or something was paid although there is none: a payment is never left out."""
        paid = any(sheet.value(name) is not None for name in NEEDED)
        return super().wanted(sheet) and (paid or Fee(self.service, sheet).amd > 0)

    def form(self, sheet: Sheet) -> tuple[Asked, ...]:
        """The fields of the step; those about a receipt are not asked where nothing is to be paid."""
        fee = Fee(self.service, sheet)
        needed = fee.needed and not fee.exempt
        return tuple(
            replace(
                each,
                shown=each.shown and (not fee.exempt or sheet.value(each.field.id) is not None),
                required=needed or each.required,
            )
            if each.field.id in NEEDED
            else each
            for each in super().form(sheet)
        )

    def due(self, sheet: Sheet) -> int:
        """Nothing where the profile has no such way to pay."""
        fee = Fee(self.service, sheet)
        by_terminal = TERMINAL in self.service.asks[CHANNEL].choices
        return fee.amd if by_terminal and fee.open is not None else 0

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        """What is wrong with the entries; and, where the profile wants the fee paid first, why it does not count as
        paid."""
        fee = Fee(self.service, sheet)
        wrong = (*super().problems(enrollment, sheet), *fee.wrong)
        if wrong or not fee.needed or fee.open is None:
            return wrong
        return (fee.open,)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        fee = Fee(self.service, sheet)
        given: dict[str, Json] = {**self.typed(sheet), "fee_amd": fee.amd, "payment_status": _status(fee)}
        taken = _taken(enrollment)
        if taken:
            given["terminal_payments"] = [_told(item) for item in taken]
        return replace(further(given), items=frozenset(item.item_id for item in taken))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        fee = Fee(self.service, sheet)
        asked = Line("step.payment.fee", (whole_amd(fee.amd),), ())
        status = Line("step.payment.status", (Word(f"step.payment.{_status(fee)}"),), (RECEIPT, EXEMPTION))
        return (asked, status, *super().lines(enrollment, sheet))


def _status(fee: Fee) -> str:
    if fee.exempt:
        return "EXEMPT"
    return "PAID" if fee.open is None else f"INCOMPLETE_{fee.open.code.removeprefix('PAY-').replace('-', '_')}"


def _taken(enrollment: Enrollment) -> tuple[Item, ...]:
    """The payments that terminals took for this person."""
    return tuple(item for item in enrollment.items if item.kind is ItemKind.PAYMENT)


def _told(item: Item) -> Json:
    return {name: value.text for name, value in item.values.items()}
