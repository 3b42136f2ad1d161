"""The fee of one person: how much it is, and why it does not count as paid yet. Pure."""

from dataclasses import dataclass

from station.domain.errors import Problem
from station.domain.money import AMOUNT, CHANNEL, DAY, MASK, RECEIPT, whole_amd
from station.forms import Sheet
from station.profiles import Service, asked
from station.profiles.service import possible

EXEMPTION = "fee_exemption"
NEEDED = (CHANNEL, RECEIPT, AMOUNT, DAY)
NOT_EXEMPT = "NONE"


def fee_of(service: Service, sheet: Sheet) -> int:
    """The fee in whole drams. Where it is not known yet which terms apply, the highest of those that may."""
    return max(terms.fee_amd for terms in possible(service.profile.terms, sheet.truth))


@dataclass(frozen=True)
class Fee:
    """The fee of one person on one day, and what was entered about its payment."""

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
        """Whether the fee must be paid before people sign."""
        said = self.service.profile.payment
        return said is None or asked(self.sheet.truth(said.required))

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """Entries about the payment that cannot be true: the number of a bank card as that of the receipt, a day to
        come."""
        receipt, day = self.sheet.value(RECEIPT), self.sheet.value(DAY)
        found = []
        if receipt is not None and MASK in receipt:  # what was typed is not kept
            found.append(Problem("PAY-CARD", field=RECEIPT))
        elif receipt is not None and not receipt.isascii():  # a reader of bar codes types as the keyboard is set
            found.append(Problem("PAY-RECEIPT", field=RECEIPT))
        if day is not None and day > self.sheet.day:
            found.append(Problem("PAY-AHEAD", field=DAY))
        return tuple(found)

    @property
    def open(self) -> Problem | None:
        """Why the fee does not count as paid; None where it is paid, or nothing is to be paid."""
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
        """Whether the payment came in time; false as well where that is not known."""
        said = self.service.profile.payment
        return said is None or self.sheet.truth(said.in_time) is True
