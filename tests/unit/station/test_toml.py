"""Files that people write: any editor's marks, and the line of each entry."""

from pathlib import Path

import pytest

from station.toml import MOST_BYTES, NotToml, parse_toml, read_toml

TEXT = """# first a comment
mode = "demo"
dotted.name = 1

[tokens.cards]
module = "/m.so"   # and one here
environment = { ONE = "1", TWO = "2" }

[devices."odd.name"]
words = [
    "a",   # a list over lines
    "b",
]
after = \"\"\"
[not.a.table]
\"\"\"
last = 3

[[devices.sim.script]]
seconds = 1
[[devices.sim.script]]
seconds = 2
colour = "red"
[devices.sim.script.deep]
er = 1
"""


@pytest.mark.parametrize(
    ("way", "line"),
    [
        (("mode",), 2),
        (("dotted", "name"), 3),
        (("tokens",), 5),
        (("tokens", "cards"), 5),
        (("tokens", "cards", "module"), 6),
        (("tokens", "cards", "environment", "TWO"), 7),
        (("tokens", "cards", "absent"), 5),
        (("devices", "odd.name", "words"), 10),
        (("devices", "odd.name", "words", 1), 10),
        (("devices", "odd.name", "after"), 14),
        (("devices", "odd.name", "last"), 17),
        (("devices", "sim", "script", 0, "seconds"), 20),
        (("devices", "sim", "script", 1, "seconds"), 22),
        (("devices", "sim", "script", 1, "colour"), 23),
        (("devices", "sim", "script", 1, "deep", "er"), 25),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_line_of_an_entry(way: tuple[str | int, ...], line: int, newline: str) -> None:
    read = parse_toml(TEXT.replace("\n", newline).encode(), "some.toml")
    assert read.place(*way) == f"some.toml:{line}"


def test_what_is_nowhere_has_the_files_name() -> None:
    assert parse_toml(TEXT.encode(), "some.toml").place("elsewhere") == "some.toml"
    assert parse_toml(b"", "some.toml").place("elsewhere") == "some.toml"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_of_editors_are_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "some.toml"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    file.write_bytes(mark + 'unit = "Երևան"\r\n'.encode(encoding))
    assert read_toml(file).entries == {"unit": "Երևան"}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'mode = "demo"\n\nmode', "some.toml:3"),
        (b'mode = "demo"\ndesk = 1 2\n', "some.toml:2"),
        ('mode = "demo"\nunit = "Ереван"'.encode("koi8-r"), "some.toml:2"),
        (b"\xff\xfe\x00", "some.toml:1"),
        (b"a = " + b"[" * 100_000, "some.toml"),
    ],
)
def test_what_is_no_toml_says_where(data: bytes, place: str) -> None:
    with pytest.raises(NotToml) as caught:
        parse_toml(data, "some.toml")
    assert caught.value.place == place


def test_too_long_a_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(NotToml):
        read_toml(file)


def test_a_list_of_a_thousand_lines_costs_no_search_without_end() -> None:
    read = parse_toml(b"words = [\n" + b'"a",\n' * 5_000 + b"]\nlast = 1\n", "some.toml")
    assert read.place("words") == "some.toml"


def test_a_number_that_python_does_not_read_is_no_toml() -> None:
    """Python refuses to read thousands of digits, with an error that is not the parser's."""
    with pytest.raises(NotToml) as error:
        parse_toml(b"a = 1\nb = " + b"9" * 5000, "x.toml")
    assert error.value.place == "x.toml"
