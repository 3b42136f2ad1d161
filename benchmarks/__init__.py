"""Measured speed: each figure beside a floor taken in the same run, so that a slow machine does not lie.

`python -m benchmarks` (or `make bench`) runs all `bench_*.py`, prints the table and writes docs/benchmarks.md.
"""
