"""What a simulated terminal remembers while it is unplugged, and what becomes of the next sale."""

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from devices.api import OptionInvalid, Options, Payment, PaymentState

Outcome: TypeAlias = Literal["approved", "declined", "timeout", "lost"]
"""timeout: it never hears of the sale. lost: it approves, and the line breaks before it can say so."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class Till:
    """Sales are counted from the first; after the last scripted outcome all are as that one."""

    def __init__(self) -> None:
        self.last: Payment | None = None
        self._begun = 0
        self._approved = 0

    def next_outcome(self, script: Sequence[Outcome]) -> Outcome:
        outcome = script[min(self._begun, len(script) - 1)]
        self._begun += 1
        return outcome

    def keep(self, reference: str, amount_amd: int, state: PaymentState) -> Payment:
        receipt = ""
        if state is PaymentState.APPROVED:
            self._approved += 1
            receipt = f"SIM{self._approved:06d}"
        self.last = Payment(reference, amount_amd, state, receipt)
        return self.last


def script_of(family: str, options: Options) -> tuple[Outcome, ...]:
    """Raises OptionInvalid."""
    given = options.get("outcomes", ("approved",))
    if isinstance(given, Sequence) and not isinstance(given, str):
        known = tuple(outcome for each in given for outcome in OUTCOMES if outcome == each)
        if known and len(known) == len(given):
            return known
    raise OptionInvalid(family, option="outcomes", expected="|".join(OUTCOMES))
