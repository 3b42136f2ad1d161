"""Colour, type and spacing by role. A theme is one file that fills the roles, and one line in `THEMES`."""

from importlib import import_module

from ui.theme.tokens import Theme

THEMES = {"light": "ui.theme.light.LIGHT"}


def load(name: str) -> Theme:
    """The theme called `name`. Raises KeyError for a theme we do not have."""
    module, _, attribute = THEMES[name].rpartition(".")
    theme = getattr(import_module(module), attribute)
    if not isinstance(theme, Theme):
        raise TypeError(f"{THEMES[name]} is not a theme")
    return theme
