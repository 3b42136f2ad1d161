"""An A4 sheet in the house's type and colours. Millimetres from the top corner where lines of its language begin: the
right one in Persian and Arabic, whose sheets are the others' in a mirror. Sizes of type in points.

Letters that join are shaped by HarfBuzz, which the library of pages calls, as it orders what runs both ways (UAX #9).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import as_file, files
from typing import TypeAlias

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, TextEmphasis

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
MARGIN_MM = 24.0
Colour: TypeAlias = tuple[int, int, int]
INK: Colour = (0x17, 0x21, 0x2B)
MUTED: Colour = (0x46, 0x54, 0x62)
ACCENT: Colour = (0x0E, 0x4C, 0x85)
_LINE: Colour = (0xD6, 0xDC, 0xE2)
_DEMO: Colour = (0xF2, 0xB8, 0x4B)
_ON_DEMO: Colour = (0x2B, 0x1D, 0x00)
_POINT_MM = 25.4 / 72
_LEADING = 1.5
_FONTS = (
    ("body", "", "NotoSans-Regular.ttf"),
    ("body", "B", "NotoSans-SemiBold.ttf"),
    ("armenian", "", "NotoSansArmenian-Regular.ttf"),
    ("armenian", "B", "NotoSansArmenian-SemiBold.ttf"),
    ("mono", "", "NotoSansMono-Regular.ttf"),
)
_JOINED_FONTS = (("arabic", "", "NotoSansArabic-Regular.ttf"), ("arabic", "B", "NotoSansArabic-Bold.ttf"))
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
_CALL = re.compile(r"\+(?=\d)")
_LEFT_TO_RIGHT_MARK = "\u200e"


class Sheet:
    """A page, or several. `page` is the library's, for drawing that is not text."""

    def __init__(self, title: str, language: str, at: datetime) -> None:
        """at: when the thing was done that the page tells of; the file's own data name it as the date of creation."""
        self.page = FPDF(unit="mm", format="A4", enforce_compliance="PDF/A-2u")
        self.page.set_title(title)
        self.page.set_lang(language)
        self.page.set_creation_date(at)
        self.page.set_auto_page_break(False)
        self.page.set_margin(0)
        self.page.c_margin = 0
        self._turned = language in RIGHT_TO_LEFT
        self._language = language
        for family, style, name in (*_FONTS, *(_JOINED_FONTS if self._turned else ())):
            with as_file(files("station.printing").joinpath("fonts", name)) as path:
                self.page.add_font(family, "B" if style else "", path)
        self.page.set_fallback_fonts(["armenian", *(["arabic"] if self._turned else [])], exact_match=True)
        self.page.add_page()

    def turn(self) -> None:
        """What is drawn next stands on another page."""
        self.page.add_page()

    def turned_back(self) -> Iterator[tuple[int, int]]:
        """Through all pages, to draw on each what could not be said before: its number, from 1, and how many there
        are."""
        pages = self.page.pages_count
        for number in range(1, pages + 1):
            self.page.page = number
            self.page.set_draw_color(*INK)  # what the library remembers was said on another page
            yield number, pages

    def bytes(self) -> bytes:
        return bytes(self.page.output())

    def text(
        self,
        text: str,
        y: float,
        *,
        x: float = MARGIN_MM,
        size: float,
        strong: bool = False,
        mono: bool = False,
        colour: Colour = INK,
    ) -> None:
        """One line; y: its top."""
        self._type(size, colour, strong=strong, mono=mono)
        text = self._directed(text)
        width = self.page.get_string_width(text) if self._turned else None
        self.page.set_xy(self.left(x, width or 0), y)
        self.page.cell(w=width, text=text, h=size * _POINT_MM)

    def fitted(self, text: str, y: float, *, x: float, size: float, width: float, mono: bool = False) -> None:
        """One line, strong or of one width, in type as small as it needs to be for `width`."""
        self._type(size, INK, strong=not mono, mono=mono)
        while self.page.get_string_width(self._directed(text)) > width:
            size -= 0.5
            self._type(size, INK, strong=not mono, mono=mono)
        self.text(text, y, x=x, size=size, strong=not mono, mono=mono)

    def paragraph(
        self,
        text: str,
        y: float,
        *,
        x: float = MARGIN_MM,
        width: float,
        size: float,
        colour: Colour = INK,
        strong: bool = False,
        leading: float = _LEADING,
    ) -> float:
        """Several lines; returns where they end."""
        self._type(size, colour, strong=strong)
        text, line = self._directed(text), size * _POINT_MM * leading
        self._settle(self.left(x, width), y)
        height = self.page.multi_cell(width, line, text, align=self._align(), output=MethodReturnValue.HEIGHT)
        return y + float(str(height))

    def height(self, text: str, *, width: float, size: float, leading: float = _LEADING) -> float:
        """Of such a paragraph, before it is drawn."""
        self._type(size, INK)
        text, line = self._directed(text), size * _POINT_MM * leading
        height = self.page.multi_cell(
            width, line, text, align=self._align(), dry_run=True, output=MethodReturnValue.HEIGHT
        )
        return float(str(height))

    def left(self, x: float, width: float) -> float:
        """The left edge, on the page, of what is `width` wide and begins at x."""
        return WIDTH_MM - x - width if self._turned else x

    def _align(self) -> Align:
        return Align.R if self._turned else Align.L

    def _directed(self, text: str) -> str:
        """The text as it is given to the library, which is told which way it runs: what has no letter that runs to
        the left, as a name in Latin letters or a zone, runs to the right. A number to call keeps its plus before it."""
        if self._turned:
            back = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
            self.page.set_text_shaping(True, direction="rtl" if back else "ltr", language=self._language)
            text = _CALL.sub(f"{_LEFT_TO_RIGHT_MARK}+", text) if back else text
        return text

    def _settle(self, x: float, y: float) -> None:
        """Where a line begins with letters of another font the library sets size and font for that line alone, and
        believes that they hold for the next: a blank before it sets them for good."""
        self.page.set_xy(x, y)
        self.page.cell(w=0.01, h=0.01, text=" ")
        self.page.set_xy(x, y)

    def rule(
        self, y: float, left: float = MARGIN_MM, right: float = WIDTH_MM - MARGIN_MM, colour: Colour = _LINE
    ) -> None:
        """A hairline, from margin to margin unless said otherwise."""
        self.page.set_draw_color(*colour)
        self.page.set_line_width(0.25)
        start = self.left(left, right - left)
        self.page.line(start, y, start + right - left, y)

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        self.page.set_fill_color(*ACCENT)
        self.page.rect(x, y, width, height, style="F")

    def badge(self, text: str, y: float) -> None:
        """A word on a coloured ground."""
        self._type(9, _ON_DEMO, strong=True)
        self.page.set_fill_color(*_DEMO)
        width = self.page.get_string_width(self._directed(text)) + 7
        self.page.rect(self.left(MARGIN_MM, width), y, width, 7, style="F", round_corners=True, corner_radius=1.5)
        self.text(text, y + 1.9, x=MARGIN_MM + 3.5, size=9, strong=True, colour=_ON_DEMO)

    def _type(self, size: float, colour: Colour, *, strong: bool = False, mono: bool = False) -> None:
        emphasis = TextEmphasis.B if strong else TextEmphasis.NONE
        self.page.font_family = ""  # after letters of another font the library would believe that it is set already
        self.page.set_font("mono" if mono else "body", emphasis.style, size)
        self.page.set_text_color(*colour)
