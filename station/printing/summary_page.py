"""What an application says, on paper, for the applicant to check before anybody signs it, and to sign that they did."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from PIL import Image

from station.printing.sheet import ACCENT, HEIGHT_MM, INK, MARGIN_MM, MUTED, WIDTH_MM, Sheet
from station.printing.summary import Frame, Row, Section

_TOP_MM, _BOTTOM_MM, _FOOT_MM = 20.0, HEIGHT_MM - 28, HEIGHT_MM - 20
_RIGHT_MM, _TEXT_MM = WIDTH_MM - MARGIN_MM, WIDTH_MM - 2 * MARGIN_MM
_LABEL_MM, _VALUE_MM = 49.0, MARGIN_MM + 52
_GAP_MM = 4.0
_PORTRAIT_MM = (35.0, 45.0)
_PICTURE_MM = (48.0, 26.0)  # width and height at most
_SIGNING_MM = 34.0


def summary_page(frame: Frame, sections: Sequence[Section], language: str, at: datetime) -> bytes:
    """PDF/A-2u, A4, as many pages as it takes. language: tag of that of the words. at: when it was made."""
    paper = _Paper(frame, language, at)
    paper.head()
    for section in sections:
        paper.section(section)
    paper.signing()
    return paper.whole()


class _Paper:
    """y: below what was drawn last, on the page that is drawn now."""

    def __init__(self, frame: Frame, language: str, at: datetime) -> None:
        self._frame = frame
        self._sheet = Sheet(frame.title, language, at)
        self._y = _TOP_MM

    def whole(self) -> bytes:
        """Feet come last: each says how many pages there are."""
        for page in self._sheet.turned_back():
            self._foot(*page)
        return self._sheet.bytes()

    def head(self) -> None:
        frame, sheet, width = self._frame, self._sheet, _TEXT_MM
        sheet.bar(0, 0, WIDTH_MM, 3)
        if frame.demo:
            sheet.badge(frame.demo, 9)
        if frame.portrait is not None:
            ((data, wide, high),) = _sized((frame.portrait,), _PORTRAIT_MM)
            self._picture(data, _RIGHT_MM - wide, _TOP_MM, wide, high)
            width -= wide + 2 * _GAP_MM
        y = sheet.paragraph(frame.title, _TOP_MM, width=width, size=20, strong=True, leading=1.25) + 1
        for line in frame.about:
            y = sheet.paragraph(line, y, width=width, size=10.5, colour=MUTED, leading=1.35)
        y = sheet.paragraph(frame.lead, y + 2, width=width, size=10.5)
        portrait = 0.0 if frame.portrait is None else _TOP_MM + _PORTRAIT_MM[1]
        self._y = max(y, portrait) + _GAP_MM

    def section(self, section: Section) -> None:
        sheet, pictures = self._sheet, tuple(_sized(section.pictures, _PICTURE_MM))
        first = self._height(section.rows[0]) if section.rows else max((high for *_, high in pictures), default=0.0)
        self._room(8 + first)  # no title stands alone
        self._y = sheet.paragraph(section.title, self._y, width=_TEXT_MM, size=12, strong=True, colour=ACCENT) + 1
        for row in section.rows:
            self._row(row)
        for data, wide, high in pictures:
            self._room(high)
            self._picture(data, MARGIN_MM, self._y, wide, high)
            self._y += high + 2
        self._y += _GAP_MM

    def signing(self) -> None:
        """On the last page, under everything that is signed for."""
        sheet, signing = self._sheet, self._frame.signing
        tall = sheet.height(signing.read, width=_TEXT_MM, size=11)
        self._room(tall + _SIGNING_MM)
        sheet.rule(self._y)
        y = sheet.paragraph(signing.read, self._y + 4, width=_TEXT_MM, size=11, strong=True)
        if signing.by:
            y = sheet.paragraph(signing.by, y, width=_TEXT_MM, size=10.5)
        y, middle = y + 13, MARGIN_MM + 58
        for label, left, right in ((signing.day, MARGIN_MM, middle - 8), (signing.signature, middle, _RIGHT_MM)):
            sheet.rule(y, left, right, colour=INK)
            sheet.paragraph(label, y + 1.5, x=left, width=right - left, size=9, colour=MUTED)
        self._y = y + 8

    # --- inside ------------------------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        self._room(self._height(row))
        sheet, y = self._sheet, self._y
        label = sheet.paragraph(row.label, y + 0.8, width=_LABEL_MM, size=9, colour=MUTED, leading=1.3)
        value = sheet.paragraph(self._value(row), y, x=_VALUE_MM, width=_RIGHT_MM - _VALUE_MM, size=10.5)
        if row.zone:
            sheet.fitted(row.zone, value + 0.5, x=_VALUE_MM, size=11, width=_RIGHT_MM - _VALUE_MM, mono=True)
            value += 5.5
        self._y = max(label, value) + 0.8

    def _height(self, row: Row) -> float:
        label = self._sheet.height(row.label, width=_LABEL_MM, size=9, leading=1.3) + 0.8
        value = self._sheet.height(self._value(row), width=_RIGHT_MM - _VALUE_MM, size=10.5)
        return max(label, value + (5.5 if row.zone else 0)) + 0.8

    def _value(self, row: Row) -> str:
        return row.value or ("" if row.zone else self._frame.missing)

    def _room(self, height: float) -> None:
        """Here, or at the top of the next page."""
        if self._y + height > _BOTTOM_MM and self._y > _TOP_MM:
            self._sheet.turn()
            self._y = _TOP_MM

    def _foot(self, number: int, pages: int) -> None:
        """Which page of which application it is: papers of several people lie on one desk."""
        sheet = self._sheet
        page = self._frame.page.format(page=number, pages=pages)
        sheet.rule(_FOOT_MM)
        sheet.text(f"{self._frame.number} · {page}", _FOOT_MM + 3, size=9, colour=MUTED)
        if self._frame.provisional:
            sheet.text(self._frame.provisional, _FOOT_MM + 8, size=9, colour=MUTED)

    def _picture(self, data: bytes, x: float, y: float, width: float, height: float) -> None:
        with Image.open(BytesIO(data)) as picture:
            left = self._sheet.left(x, width)
            self._sheet.page.image(picture.convert("RGB"), left, y, width, height)  # PDF/A knows no transparency


def _sized(pictures: Sequence[bytes], most: tuple[float, float]) -> Iterator[tuple[bytes, float, float]]:
    """Each with its size on paper, whole, in millimetres."""
    for data in pictures:
        with Image.open(BytesIO(data)) as picture:
            scale = min(most[0] / picture.width, most[1] / picture.height)
            yield data, picture.width * scale, picture.height * scale
