"""What is told while a terminal takes a payment, before its end; and what it took, when a case is given up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PaymentWaiting:
    """The terminal waits for a card."""

    amount_amd: int


@dataclass(frozen=True)
class PaymentStopped:
    """Somebody stopped it, and nothing was taken."""


@dataclass(frozen=True)
class TerminalPayment:
    """What a terminal was asked to take. reference: ours, as the terminal has it. receipt: its own number, once it said
    so. sure: it was taken; else nobody knows yet."""

    reference: str
    amount_amd: int
    receipt: str = ""
    sure: bool = True
