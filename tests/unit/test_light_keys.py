"""Keys of tests: quick, and still each another."""

from pathlib import Path

import pytest

from crypto import issuing
from tests.support import light_keys as light


def test_no_process_gets_the_same_rsa_key_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "_PAIRS", 2)
    light.make_rsa_keys(tmp_path)
    with light.light_keys(lambda: tmp_path):
        made = [issuing.new_rsa_key().public_key().public_numbers().n for _ in range(8)]
    assert len(set(made)) == 8  # two more than the six that two pairs of primes make
    assert all(number.bit_length() == 3072 for number in made)
