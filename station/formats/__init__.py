"""Bytes <-> values: records, images, receipts. Pure functions, no files, no clock. Imports `domain`."""
