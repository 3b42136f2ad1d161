"""TOML files that people write: whatever their editor put before the text, and the line of each entry."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from re import search
from typing import Any, TypeAlias

MOST_BYTES = 256 * 1024
_MOST_LINES = 300  # of one entry: what is longer than that is not looked at for its line
_MOST_DOTS = 100  # of one line: the parser's time grows with the square of a key's parts
_MOST_STEPS = 20  # of a way: what lies deeper is found by what is around it
_ENDS = ("]", '"""', "'''")  # an entry of several lines ends with one of these
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # Windows editors write them

Step: TypeAlias = str | int
"""Of the way to an entry: the name of a key, or the place in a list, counted from 0."""


class NotToml(ValueError):
    """The file is no TOML, or too long. `place` says where: `station.toml:12`."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True)
class Toml:
    """What a file says, and where."""

    name: str
    entries: dict[str, Any] = field(default_factory=dict)
    text: str = field(default="", repr=False)

    def place(self, *way: Step) -> str:
        """`station.toml:12`: the line where that entry begins, or the nearest one around it that is written down."""
        for length in range(len(way), 0, -1):
            line = self._lines.get(way[:length])
            if line is not None:
                return f"{self.name}:{line}"
        return self.name

    @cached_property
    def _lines(self) -> Mapping[tuple[Step, ...], int]:
        """Where each entry begins, and each that is around it: found once, however many are asked for."""
        lines: dict[tuple[Step, ...], int] = {}
        for begins, way in _statements(self.text):
            for length in range(1, min(len(way), _MOST_STEPS) + 1):
                lines.setdefault(way[:length], begins)
        return lines


def read_toml(file: Path) -> Toml:
    """Raises NotToml, and OSError where it cannot be read."""
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotToml(file.name)
    return parse_toml(data, file.name)


def parse_toml(data: bytes, name: str) -> Toml:
    """Raises NotToml."""
    encoding = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotToml(f"{name}:{line}") from None
    for number, written in enumerate(text.split("\n"), 1):
        if written.count(".") > _MOST_DOTS:
            raise NotToml(f"{name}:{number}")
    try:
        return Toml(name, tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        found = search(r"at line ([0-9]+)", str(error))
        raise NotToml(f"{name}:{found[1] if found else text.count(chr(10)) + 1}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        raise NotToml(name) from None


def _statements(text: str) -> Iterator[tuple[int, tuple[Step, ...]]]:
    """The line where each header or entry begins, and the way to it. Each of them is TOML by itself."""
    table: tuple[Step, ...] = ()
    lists: dict[tuple[Step, ...], int] = {}
    begun, lines = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if not lines and (not line.strip() or line.lstrip().startswith("#")):
            continue
        begun = begun if lines else number
        lines.append(line)
        way = _whole(lines)
        if way is None:
            if len(lines) > _MOST_LINES:
                return
            continue
        first = lines[0].lstrip()
        lines = []
        if not first.startswith("["):
            yield begun, table + way
            continue
        table = _in_lists(way, lists, opens_one=first.startswith("[["))
        yield begun, table


def _whole(lines: list[str]) -> tuple[Step, ...] | None:
    """The way to what these lines say; None while that goes on in the next. Not each line is tried: lists are long."""
    if len(lines) > 1 and not any(end in lines[-1] for end in _ENDS):
        return None
    try:
        return _way(tomllib.loads("\n".join(lines)))
    except tomllib.TOMLDecodeError:
        return None


def _way(value: object) -> tuple[Step, ...]:
    way: tuple[Step, ...] = ()
    while isinstance(value, Mapping) and len(value) == 1:
        ((key, value),) = value.items()
        way += (key,)
    return way


def _in_lists(names: tuple[Step, ...], lists: dict[tuple[Step, ...], int], *, opens_one: bool) -> tuple[Step, ...]:
    """With the place in each list on the way: a header means the last table of a list of tables."""
    way: tuple[Step, ...] = ()
    for index, name in enumerate(names):
        way += (name,)
        if opens_one and index == len(names) - 1:
            lists[way] = lists.get(way, -1) + 1
        if way in lists:
            way += (lists[way],)
    return way
