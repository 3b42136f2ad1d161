"""Keys by their place, where no X server tells it: single cases, and what came without keys. Real layouts:
tests/ui/test_real_layouts.py."""

import pytest

from ui.widgets.positions import (
    ARMENIAN,
    RUSSIAN,
    US,
    as_us,
    digit,
    digits_by_character,
    figure,
    on_each_layout,
    on_other_layouts,
)

UNKNOWN = 0


def test_a_us_keyboard_is_left_as_it_is() -> None:
    for keycode, signs in US.items():
        for shifted in (False, True):
            for read in (as_us, figure, digit):
                assert read(keycode, signs[shifted], shifted) == signs[shifted]


@pytest.mark.parametrize("layout", [ARMENIAN, RUSSIAN])
def test_without_a_keycode_the_character_decides(layout: dict[int, tuple[str, str]]) -> None:
    for keycode, signs in layout.items():
        for shifted, sign in enumerate(signs):
            wanted = sign if sign.isascii() else US[keycode][shifted]
            assert as_us(UNKNOWN, sign, bool(shifted)) == ("3" if sign == "֊" else wanted)  # on two keys


def test_letters_of_a_third_script_go_by_place_and_stay_where_that_is_unknown() -> None:
    assert as_us(10, "ღ", False) == "1"
    assert as_us(38, "α", False) == "a"
    assert as_us(UNKNOWN, "ღ", False) == "ღ"


def test_capitals_follow_the_letter() -> None:
    assert as_us(38, "Ջ", False) == "A"
    assert as_us(38, "ջ", True) == "a"  # Caps Lock and Shift
    assert as_us(10, "Ֆ", False) == "1"  # Caps Lock alone does nothing to digits


def test_a_series_may_be_armenian_where_digits_are_meant_by_place() -> None:
    assert digit(38, "ջ", False) == "ջ"
    assert digit(11, "ձ", False) == "2"
    assert digit(11, "Ձ", True) == "Ձ"
    assert digit(13, ",", False) == "4"


def test_commands_as_other_layouts_write_them() -> None:
    assert on_other_layouts("Ctrl+K") == ("Ctrl+Տ", "Ctrl+Л")
    assert on_other_layouts("Ctrl+Shift+1") == ("Ctrl+Shift+Ֆ",)
    for same in ("Ctrl+Return", "F2", "Alt+Left", "Ctrl++", "Esc"):
        assert on_other_layouts(same) == ()


def test_pasted_digits() -> None:
    assert digits_by_character("ֆձ֊,։՞․՛)օ") == "1234567890"
    for other in ("12.12.2001", "АВ12", "(010) ՞", "Ջ", ""):
        assert digits_by_character(other) == other


def test_what_the_same_keys_give_with_another_layout_on() -> None:
    assert on_each_layout("pass") == ("թջվվ", "зфыы")
    assert on_each_layout("зфыы") == ("pass", "թջվվ")
    assert on_each_layout("թջvվ") == ()  # of two layouts: pasted
    assert on_each_layout("") == ("", "")
    for text in ("Կրպակ", "Лавка", "Stall-7"):
        assert text in {back for other in on_each_layout(text) for back in on_each_layout(other)}
