"""Faults put into the product on purpose, one at a time: the tests named beside each must notice (ADR 99)."""
