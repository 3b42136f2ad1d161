"""Keys of a real X server, in the layouts that desks have: what inputs hold is what was meant by their place.

One program and one server for all: the tests read what it held (tests/support/layouts_child.py).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.support.once import made_once
from tests.support.x_keys import ALTGR, CTRL, SHIFT
from ui.widgets.positions import ARMENIAN, RUSSIAN, US, Layout

_HELD = "held.json"
Presses: TypeAlias = Sequence[tuple[int, ...]]
Run: TypeAlias = tuple[str, int, str, Presses]

_KEYS = [*reversed(US.items()), (65, (" ",))]  # a sign that is on two keys: the first of them
_CODES = {sign: (keycode, shifted) for keycode, signs in _KEYS for shifted, sign in enumerate(signs)}
_NUM_LOCK, _CAPS_LOCK, _RETURN, _BACKSPACE, _TAB, _COMPOSE = (77,), (66,), (36,), (22,), (23,), (135,)
_PAD = {"1": 87, "2": 88, "0": 90}


def at(text: str) -> Presses:
    """The keys that write it on a US keyboard."""
    codes = (_CODES[sign] for sign in text)
    return [(keycode, SHIFT) if shifted else (keycode,) for keycode, shifted in codes]


# By input: what is typed by the legends of a US keyboard, and what it then holds.
TYPED: Mapping[str, tuple[str, str]] = {
    "date": ("22112026", "22.11.2026"),
    "phone": ("+374 (10) 12-34-56", "+374 (10) 12-34-56"),
    "psn": ("2603870012", "2603870012"),
    "number": ("1234567890", "1234567890"),
    "email": ("a.petrosyan_7@post.am", "a.petrosyan_7@post.am"),
    "country": ("arm", "arm"),
    "pin": ("13579;Qwerty,4?", "13579;Qwerty,4?"),
    "mrz": ("p<armpetrosyan<<ani<<<<", "P<ARMPETROSYAN<<ANI<<<<"),
}
LAYOUTS: Sequence[tuple[str, int]] = [
    ("us", 0),
    ("am", 0),
    ("ru", 0),
    ("us,am,ru", 1),
    ("us,am,ru", 2),
    ("am(eastern)", 0),
    ("am(phonetic)", 0),
]
"""As `setxkbmap` sets them, and which of several is on. Eastern is how Windows writes Armenian."""
ALONE: Mapping[str, Layout] = {"us": US, "am": ARMENIAN, "ru": RUSSIAN}
COMMANDS: Presses = [(45, CTRL), (10, CTRL), (41, CTRL, SHIFT), (36, CTRL), (26,), (13,), (18,)]
# What must not be touched, or stands for itself.
SINGLE: Mapping[str, tuple[Run, str]] = {
    "names keep their letters": (("am", 0, "name", at("Ghj")), "Անի"),
    "texts keep theirs": (("ru", 0, "text", at("Fys 1")), "Аны 1"),
    "several lines too": (("ru", 0, "lines", [*at("Fys"), _RETURN, *at("1")]), "Аны\n1"),
    "a certificate's series is Armenian, its number is digits": (
        ("am", 0, "doc_number", [*at("G"), *at("@"), *at("12")]),
        "ԱՁ12",
    ),
    "the numeric pad": (
        ("am", 0, "date", [_NUM_LOCK, *((_PAD[digit],) for digit in "12122001"), _NUM_LOCK]),
        "12.12.2001",
    ),
    "Caps Lock is for letters": (("am", 0, "pin", [_CAPS_LOCK, *at("a1b2"), _CAPS_LOCK]), "A1B2"),
    "the third level of a layout": (("de", 0, "pin", [(24, ALTGR), (26, ALTGR)]), "@€"),
    "letters of another Latin layout": (("fr", 0, "country", [(24,), (38,), (52,)]), "aqw"),
    "a full stop of the Russian layout": (
        ("ru", 0, "date", [*at("1"), (61,), *at("2"), (61,), *at("2026")]),
        "1.2.2026",
    ),
    "composed letters": (("us -option compose:menu", 0, "country", [_COMPOSE, *at("'e")]), "é"),
    "a reader on the cable, Tab between the lines": (
        ("am", 0, "mrz", [*at("p<utoeriksson".ljust(44, "<")), _TAB, *at("l898902c36".ljust(44, "<"))]),
        "P<UTOERIKSSON".ljust(44, "<") + "\n" + "L898902C36".ljust(44, "<"),
    ),
    "taken back": (("am", 0, "date", [*at("3"), _BACKSPACE, *at("4")]), "4"),
}


def _runs() -> Iterable[Run]:
    for layouts, group in LAYOUTS:
        for name, (typed, _) in TYPED.items():
            yield layouts, group, name, at(typed)
        yield layouts, group, "commands", COMMANDS
    for layout, keys in ALONE.items():
        for shift in ((), (SHIFT,)):
            presses = [(keycode, *shift) for keycode in keys]
            yield layout, 0, "plain", presses
            yield layout, 0, "pin", presses
    for run, _ in SINGLE.values():
        yield run


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Mapping[str, str]:
    """By run, in JSON: what the input held."""
    runs = sorted(_runs(), key=lambda run: run[:2])  # a layout is set once

    def type_them(folder: Path) -> None:
        display = request.getfixturevalue("display")
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.layouts_child"],
            input=json.dumps(runs),
            env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        folder.mkdir(exist_ok=True)
        (folder / _HELD).write_text(done.stdout, encoding="utf-8")

    folder = made_once(tmp_path_factory, "typed-on-real-layouts", type_them)
    return dict(zip(map(json.dumps, runs), json.loads((folder / _HELD).read_text(encoding="utf-8")), strict=True))


@pytest.mark.parametrize(("layouts", "group"), LAYOUTS)
@pytest.mark.parametrize("name", TYPED)
def test_the_place_of_a_key_is_what_counts(held: Mapping[str, str], name: str, layouts: str, group: int) -> None:
    typed, wanted = TYPED[name]
    assert held[json.dumps((layouts, group, name, at(typed)))] == wanted


@pytest.mark.parametrize(("layouts", "group"), LAYOUTS[:5])
def test_commands_are_where_they_are_printed(held: Mapping[str, str], layouts: str, group: int) -> None:
    """Once each: with one layout alone, and with several, where Qt knows a key by two letters."""
    given = held[json.dumps((layouts, group, "commands", COMMANDS))]
    assert given.split() == ["Ctrl+K", "Ctrl+1", "Ctrl+Shift+F", "Ctrl+Return", "E", "4", "9"]


@pytest.mark.parametrize("layout", ALONE)
@pytest.mark.parametrize("shift", [(), (SHIFT,)], ids=["alone", "shifted"])
def test_the_tables_are_those_of_the_layouts(held: Mapping[str, str], layout: str, shift: tuple[int, ...]) -> None:
    keys = ALONE[layout]
    presses = [(keycode, *shift) for keycode in keys]
    assert held[json.dumps((layout, 0, "plain", presses))] == "".join(signs[len(shift)] for signs in keys.values())
    assert held[json.dumps((layout, 0, "pin", presses))] == "".join(signs[len(shift)] for signs in US.values())


@pytest.mark.parametrize("what", SINGLE)
def test_what_is_meant_stays(held: Mapping[str, str], what: str) -> None:
    run, wanted = SINGLE[what]
    assert held[json.dumps(run)] == wanted
