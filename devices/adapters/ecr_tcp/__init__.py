"""A payment terminal, or the helper in front of one, that speaks lines of JSON over TCP: docs/payment-terminal.md."""
