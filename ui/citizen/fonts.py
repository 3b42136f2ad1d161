"""Letters of all languages of this window. One without a glyph is a fault that is found here, not by the reader."""

from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

from PySide6.QtGui import QRawFont

from ui.theme.tokens import FAMILIES

FAMILY = "Noto Sans Arabic"
ALL = (*FAMILIES, FAMILY)
_MARKS = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\n")  # they have no shape


def without_glyph(text: str) -> frozenset[str]:
    """The letters of `text` that none of our fonts has; whatever else this computer has is not asked."""
    return frozenset(
        letter for letter in set(text) - _MARKS if not any(font.supportsCharacter(ord(letter)) for font in _raw())
    )


@cache
def _raw() -> tuple[QRawFont, ...]:
    made = []
    for item in _files():
        with as_file(item) as path:
            made.append(QRawFont(str(path), 40))
    return tuple(made)


def _files() -> list[Traversable]:
    found = files("station.printing").joinpath("fonts").iterdir()
    return sorted((item for item in found if item.name.endswith(".ttf")), key=lambda item: item.name)
