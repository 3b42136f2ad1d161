"""A program of a bank's that reaches its terminal, spoken to in lines of JSON: docs/payment-terminal.md."""
