"""Contrast of every pair in use; ok, warn and error told apart without colour; no colour outside of the tokens."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from ui.theme import HIGH_CONTRAST, LIGHT, THEMES, ThemeWrong, load, read
from ui.theme.stylesheet import build
from ui.theme.tokens import SHAPE_PAIRS, TEXT_PAIRS, Colours, Role, Theme

# Viénot, Brettel and Mollon 1999: what remains of linear R, G, B for a dichromat.
BLINDNESS = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "tritan": ((1.0, 0.1446, -0.1446), (0.0, 0.8592, 0.1408), (0.0, 0.8592, 0.1408)),
}
Linear = tuple[float, float, float]


def linear(value: str) -> Linear:
    def channel(start: int) -> float:
        part = int(value[start : start + 2], 16) / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def luminance(colour: Linear) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((luminance(linear(first)), luminance(linear(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: Linear) -> float:
    """CIE L*, 0..100."""
    return 116 * max(luminance(colour), 0.0) ** (1 / 3) - 16


def seen_by(colour: Linear, kind: str) -> Linear:
    red, green, blue = (sum(w * c for w, c in zip(row, colour, strict=True)) for row in BLINDNESS[kind])
    return red, green, blue


@pytest.fixture(params=sorted(THEMES))
def theme(request: pytest.FixtureRequest) -> Theme:
    return load(request.param)


def test_text_reaches_4_5_to_1(theme: Theme) -> None:
    weak = {pair: contrast(theme.value(pair[0]), theme.value(pair[1])) for pair in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5} == {}


def test_shapes_reach_3_to_1(theme: Theme) -> None:
    weak = {pair: contrast(theme.value(pair[0]), theme.value(pair[1])) for pair in SHAPE_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 3} == {}


def test_where_contrast_is_asked_for_all_text_reaches_7_to_1_and_all_lines_are_seen() -> None:
    theme = load(HIGH_CONTRAST)
    weak = {pair: contrast(theme.value(pair[0]), theme.value(pair[1])) for pair in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 7} == {}
    assert all(contrast(theme.value("line"), theme.value(ground)) >= 3 for ground in ("surface", "raised", "sunken"))


def test_body_text_aims_at_7_to_1(theme: Theme) -> None:
    for ground in ("surface", "raised"):
        for ink in ("text", "muted"):
            assert contrast(theme.value(ink), theme.value(ground)) >= 7


@pytest.mark.parametrize("kind", ["none", *BLINDNESS])
def test_states_differ_in_lightness_for_every_eye(theme: Theme, kind: str) -> None:
    for first, second in itertools.combinations(("ok", "warn", "error"), 2):
        pair = [linear(theme.value(role)) for role in (first, second)]
        if kind != "none":
            pair = [seen_by(colour, kind) for colour in pair]
        assert abs(lightness(pair[0]) - lightness(pair[1])) >= 4, (first, second)


def test_the_style_sheet_has_no_colour_of_its_own(theme: Theme) -> None:
    written = {value.lower() for value in re.findall(r"#[0-9A-Fa-f]{3,8}\b", build(theme))}
    assert written <= theme.values()


def test_a_theme_is_nothing_but_values() -> None:
    """Every colour replaced by grey gives a style sheet of greys: nothing is kept from another theme."""
    grey = Theme("grey", Colours(**{field.name: "#777777" for field in fields(Colours)}))
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", build(grey))) == {"#777777"}


def test_a_pair_nobody_checked_cannot_be_used(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.ink("line", "stage")


def test_a_theme_we_do_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        load("neon")


# --- the pairs in use are found, not listed ------------------------------------------------------------------------

ROLES = tuple(field.name for field in fields(Colours))
UI = Path(__file__).parents[3] / "ui"
GROUNDS = {
    "surface", "raised", "sunken", "stage", "accent_soft", "ok_soft", "warn_soft", "error_soft", "info_soft",
    "mode_demo", "mode_production",
}  # fmt: skip
"""What others are drawn on."""
OVER_PICTURES = {"on_stage": "stage", "stage_ok": "stage"}
DECORATES = {"line"}
BLACK_ON_WHITE = {"citizen/standing.py"}
"""Codes that a telephone reads are so in every theme."""
CALLS = re.compile(r"\b(?:Icon|colour|icon|pixmap|set_ink|show_icon|set_icon|Label)\([^()]*(?:\([^()]*\)[^()]*)*\)")


@cache
def marked() -> dict[str, str]:
    """Of a colour that no other role has, the role."""
    return {f"#{number:06x}": role for number, role in enumerate(ROLES, 1)}


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and what it sets, of the style sheet, with roles in the place of colours."""
    sheet = build(Theme("marked", Colours(**{role: value for value, role in marked().items()})))
    for value, role in marked().items():
        sheet = sheet.replace(value, role)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        yield selector.strip(), dict(re.findall(r"([\w-]+):\s*([^;]+);", body))


def test_every_pair_of_text_and_ground_in_the_style_sheet_is_checked() -> None:
    found = {
        (set_["color"], set_["background-color"]) for _, set_ in rules() if {"color", "background-color"} <= set(set_)
    }
    assert {("on_accent", "accent"), ("error", "raised"), ("muted", "sunken")} <= found
    opaque = {pair for pair in found if set(pair) <= set(ROLES)}
    assert opaque - TEXT_PAIRS == set()


def test_every_border_that_tells_something_is_seen_on_the_page() -> None:
    """A hairline decorates; whoever writes `edge`, or a state's colour, means it to be seen."""
    borders = {
        word
        for _, set_ in rules()
        for name, value in set_.items()
        if name.startswith("border")
        for word in value.split()
    }
    told = (borders & set(ROLES)) - DECORATES
    assert {"edge", "accent", "error"} <= told
    for name, ground in itertools.product(THEMES, ("surface", "raised")):
        theme = load(name)
        weak = {role for role in told if contrast(theme.value(role), theme.value(ground)) < 3}  # type: ignore[arg-type]
        assert weak == set(), (name, ground)


def drawn_by(source: str) -> set[str]:
    """Roles that are named where something is drawn or written."""
    return {role for call in CALLS.findall(source) for role in re.findall(r'"(\w+)"', call) if role in ROLES}


def test_whatever_is_drawn_is_seen_on_its_ground() -> None:
    assert drawn_by('painter.setPen(QPen(colour("edge" if on else "line"), 2))') == {"edge", "line"}
    sources = (path.read_text(encoding="utf-8") for path in UI.rglob("*.py") if "theme" not in path.parts)
    drawn = set().union(*map(drawn_by, sources)) - GROUNDS - DECORATES
    assert {"ok", "warn", "error", "muted", "edge", "focus", "stage_ok"} <= drawn
    for name, role in itertools.product(THEMES, drawn):
        theme = load(name)
        grounds = [OVER_PICTURES[role]] if role in OVER_PICTURES else ["surface", "raised"]
        for ground in grounds:
            ratio = contrast(theme.value(role), theme.value(ground))  # type: ignore[arg-type]
            assert ratio >= 3 or role.startswith("on_"), (name, role, ground, round(ratio, 2))


def test_no_colour_stands_outside_of_the_themes() -> None:
    odd = re.compile(r"""["']#[0-9A-Fa-f]{3,8}["']|QColor\(\s*\d|GlobalColor\.(?!transparent)""")
    assert odd.search("painter.setPen(QColor(12, 3, 4))")
    assert odd.search("ink = '#FF0000'")
    found = {path.relative_to(UI).as_posix() for path in UI.rglob("*.py") if odd.search(path.read_text("utf-8"))}
    assert found == BLACK_ON_WHITE


# --- a theme is a file ---------------------------------------------------------------------------------------------


def test_roles_are_the_same_in_the_tokens() -> None:
    assert set(get_args(Role)) == set(ROLES)


def test_each_file_of_a_theme_is_one_that_can_be_chosen() -> None:
    assert {path.stem for path in (UI / "theme" / "themes").iterdir()} == set(THEMES)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('text = "', 'txt = "', r"text is missing.*txt is no role"),
        ('ok = "#', 'ok = "', "ok is no #RRGGBB"),
        ('edge = "', "edge = 7 #", "edge is no #RRGGBB"),
    ],
)
def test_a_theme_that_is_no_theme_is_refused_aloud(before: str, after: str, told: str) -> None:
    text = (UI / "theme" / "themes" / "dark.toml").read_text(encoding="utf-8")
    assert read("mine", text).value("text") == load("dark").value("text")
    with pytest.raises(ThemeWrong, match=told):
        read("mine", text.replace(f"\n{before}", f"\n{after}"))


def test_the_default_is_light() -> None:
    assert THEMES[0] == LIGHT
