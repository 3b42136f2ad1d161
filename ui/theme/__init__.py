"""Colour, type and spacing by role. A theme is one file of `themes/`, which gives every role its colour."""

import re
import tomllib
from dataclasses import fields
from functools import cache
from importlib.resources import files

from ui.theme.tokens import Colours, Theme

LIGHT, DARK, HIGH_CONTRAST = THEMES = ("light", "dark", "high_contrast")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class ThemeWrong(ValueError):
    """A theme's file leaves a role without a colour, names what is no role, or gives it what is no colour."""


@cache
def load(name: str) -> Theme:
    """The theme called `name`. Raises KeyError for a theme we do not have, ThemeWrong."""
    if name not in THEMES:
        raise KeyError(name)
    return read(name, files(__name__).joinpath("themes", f"{name}.toml").read_text(encoding="utf-8"))


def read(name: str, text: str) -> Theme:
    """The theme that stands in `text`. Raises ThemeWrong, TOMLDecodeError."""
    given = tomllib.loads(text)
    roles = {field.name for field in fields(Colours)}
    wrong = [
        *(f"{role} is missing" for role in sorted(roles - set(given))),
        *(f"{role} is no role" for role in sorted(set(given) - roles)),
        *(f"{role} is no #RRGGBB" for role, value in given.items() if not _COLOUR.fullmatch(str(value))),
    ]
    if wrong:
        raise ThemeWrong(f"in theme {name} {', '.join(wrong)}")
    return Theme(name, Colours(**given))
