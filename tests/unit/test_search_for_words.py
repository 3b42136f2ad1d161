"""The search for words that may stand nowhere: what it finds, and what it leaves to chance."""

from pathlib import Path

import pytest

from tests.support.residue import says


@pytest.mark.parametrize(
    ("name", "text", "word", "found"),
    [
        ("log.txt", "the pin 1234 was typed", "1234", True),
        ("log.txt", "at 12:34:56.123456", "1234", False),
        ("station.db", "sha256 ab1234cd", "1234", False),
        ("station.db", "\x001234\x00", "1234", True),
        ("packet.p7m", "\x001234\x00", "1234", False),
        ("packet.p7m", "\x00HOVHANNISYAN\x00", "HOVHANNISYAN", True),
        ("sample.sealed", "\x006506901230\x00", "6506901230", True),
    ],
)
def test_a_word_is_found_where_it_stands_by_itself(
    tmp_path: Path, name: str, text: str, word: str, found: bool
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode())
    assert says(file, word) is found
