"""The search for words that may stand nowhere: what it finds, and what it leaves to chance."""

from pathlib import Path

import pytest

from tests.support.residue import byte_needles, says


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


def test_a_moment_an_id_and_a_hash_are_nobodys() -> None:
    shared = b"2026-11-30T21:03:15.123456Z 0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f " + b"0123456789abcdef" * 4
    data = b'"lastName":"HOVHANNISYAN" ' + shared + b' "address":"14 Abovyan street"'
    needles = {needle for needle, what in byte_needles("application.json", data, 8).items() if "plain" in what}
    assert needles
    assert all(needle in data and needle not in shared for needle in needles)
    assert any(b"HOVH" in needle for needle in needles)
