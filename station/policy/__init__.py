"""Signed policy."""
