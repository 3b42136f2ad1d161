"""An A4 sheet in the house's type and colours. Millimetres from the top left corner; sizes of type in points."""

from datetime import datetime
from importlib.resources import as_file, files
from typing import TypeAlias

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextEmphasis

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
        for family, style, name in _FONTS:
            with as_file(files("station.printing").joinpath("fonts", name)) as path:
                self.page.add_font(family, "B" if style else "", path)
        self.page.set_fallback_fonts(["armenian"], exact_match=True)
        self.page.add_page()

    def turn(self) -> None:
        """What is drawn next stands on another page."""
        self.page.add_page()

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
        self.page.set_xy(x, y)
        self.page.cell(text=text, h=size * _POINT_MM)

    def fitted(self, text: str, y: float, *, x: float, size: float, width: float, mono: bool = False) -> None:
        """One line, strong or of one width, in type as small as it needs to be for `width`."""
        self._type(size, INK, strong=not mono, mono=mono)
        while self.page.get_string_width(text) > width:
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
        self._settle(x, y)
        height = self.page.multi_cell(
            width, size * _POINT_MM * leading, text, align="L", output=MethodReturnValue.HEIGHT
        )
        return y + float(str(height))

    def height(self, text: str, *, width: float, size: float, leading: float = _LEADING) -> float:
        """Of such a paragraph, before it is drawn."""
        self._type(size, INK)
        line = size * _POINT_MM * leading
        height = self.page.multi_cell(width, line, text, align="L", dry_run=True, output=MethodReturnValue.HEIGHT)
        return float(str(height))

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
        self.page.line(left, y, right, y)

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        self.page.set_fill_color(*ACCENT)
        self.page.rect(x, y, width, height, style="F")

    def badge(self, text: str, y: float) -> None:
        """A word on a coloured ground."""
        self._type(9, _ON_DEMO, strong=True)
        self.page.set_fill_color(*_DEMO)
        width = self.page.get_string_width(text) + 7
        self.page.rect(MARGIN_MM, y, width, 7, style="F", round_corners=True, corner_radius=1.5)
        self.text(text, y + 1.9, x=MARGIN_MM + 3.5, size=9, strong=True, colour=_ON_DEMO)

    def _type(self, size: float, colour: Colour, *, strong: bool = False, mono: bool = False) -> None:
        emphasis = TextEmphasis.B if strong else TextEmphasis.NONE
        self.page.font_family = ""  # after letters of another font the library would believe that it is set already
        self.page.set_font("mono" if mono else "body", emphasis.style, size)
        self.page.set_text_color(*colour)
