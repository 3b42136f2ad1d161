"""Contrast of every pair in use; ok, warn and error told apart without colour; no colour outside of the tokens."""

import itertools
import re
from dataclasses import fields, replace

import pytest

from ui.theme import THEMES, load
from ui.theme.stylesheet import build
from ui.theme.tokens import SHAPE_PAIRS, TEXT_PAIRS, Colours, Theme

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
    grey = Theme("grey", replace(load("light").colours, **{field.name: "#777777" for field in fields(Colours)}))
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", build(grey))) == {"#777777"}


def test_a_pair_nobody_checked_cannot_be_used(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.ink("line", "stage")


def test_a_theme_we_do_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        load("neon")
