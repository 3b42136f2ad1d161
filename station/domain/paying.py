"""What is told while a terminal takes a payment, before its end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PaymentWaiting:
    """The terminal waits for a card."""

    amount_amd: int


@dataclass(frozen=True)
class PaymentStopped:
    """Somebody stopped it, and nothing was taken."""
