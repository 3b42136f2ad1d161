"""What is to be paid for one person, and what stands in the way of taking it for paid. Pure."""

from dataclasses import dataclass

from station.domain.errors import Problem
from station.domain.money import MASK, RECEIPT, whole_amd
from station.forms import Sheet
from station.profiles import Service, asked

AMOUNT, DAY, CHANNEL, EXEMPTION = "paid_amd", "paid_on", "payment_channel", "fee_exemption"
NEEDED = (CHANNEL, RECEIPT, AMOUNT, DAY)
NOT_EXEMPT = "NONE"


def fee_of(service: Service, sheet: Sheet) -> int:
    """In whole drams. While it is not known which terms hold, the highest of those that may: what is not known waives
    nothing."""
    return max(terms.fee_amd for terms in service.rules.possible(service.profile.terms, sheet.visit))


@dataclass(frozen=True)
class Fee:
    """Of one person on one day, and what the form says of its payment."""

    service: Service
    sheet: Sheet

    @property
    def amd(self) -> int:
        return fee_of(self.service, self.sheet)

    @property
    def exempt(self) -> bool:
        return self.sheet.value(EXEMPTION) not in (None, NOT_EXEMPT)

    @property
    def needed(self) -> bool:
        """Whether nothing goes on before it is paid."""
        said = self.service.profile.payment
        return said is None or asked(self.service.rules.truth(said.required, self.sheet.visit))

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """What can not be true, whoever pays and when."""
        receipt, day = self.sheet.value(RECEIPT), self.sheet.value(DAY)
        found = []
        if receipt is not None and MASK in receipt:  # what was typed is not kept
            found.append(Problem("PAY-CARD", field=RECEIPT))
        if day is not None and day > self.sheet.day:
            found.append(Problem("PAY-AHEAD", field=DAY))
        return tuple(found)

    @property
    def open(self) -> Problem | None:
        """Why it does not count as paid; None where it does, or falls away."""
        if self.exempt or not self.amd:
            return None
        empty = next((name for name in (AMOUNT, RECEIPT, DAY, CHANNEL) if self.sheet.value(name) is None), None)
        if empty is not None:
            return Problem("PAY-UNPAID", {"fee": whole_amd(self.amd)}, field=empty)
        paid = self.sheet.value(AMOUNT)
        if paid < self.amd:
            return Problem("PAY-TOO-LITTLE", {"fee": whole_amd(self.amd), "paid": whole_amd(paid)}, field=AMOUNT)
        return None if self._in_time else Problem("PAY-LATE", field=DAY)

    @property
    def _in_time(self) -> bool:
        """What is not known is not in time."""
        said = self.service.profile.payment
        return said is None or self.service.rules.truth(said.in_time, self.sheet.visit) is True
