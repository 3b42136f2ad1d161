"""What it costs to tell the faults of a profile: a file that somebody else wrote keeps nobody waiting for minutes."""

import pytest

from station import toml
from tests.unit.station.profiles.test_faults import PROFILE, faults


def test_lines_are_looked_for_once_however_many_faults_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(toml, "_statements", lambda text, look=toml._statements: read.append(text) or look(text))
    text = "".join(f"entry{number} = 1\n" for number in range(50)) + PROFILE
    assert faults(text) == [("PRF-002", f"library.toml:{number}") for number in range(1, 51)]
    assert read == [text]


def test_a_key_of_thousands_of_parts_is_not_given_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look at each part with all those before it: a file of 60 KB took minutes."""
    given: list[str] = []
    monkeypatch.setattr(toml.tomllib, "loads", given.append)
    assert faults(f"{PROFILE}\n{'a.' * 3000}a = 1\n") == [("PRF-001", f"library.toml:{PROFILE.count(chr(10)) + 2}")]
    assert given == []


def test_a_long_list_is_not_read_again_with_each_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(toml.tomllib, "loads", lambda text, loads=toml.tomllib.loads: read.append(text) or loads(text))
    text = "many = [\n" + "1,\n" * 200 + "]\n" + "law = 3\n" + PROFILE.replace("law = ", "about = ")
    assert ("PRF-004", "library.toml:203") in faults(text)
    assert len(read) < 2 * len(PROFILE.splitlines())
