"""What an application says, on paper, for the applicant to check before anybody signs it, and to keep."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from PIL import Image

from station.printing.sheet import ACCENT, HEIGHT_MM, MARGIN_MM, MUTED, WIDTH_MM, Sheet
from station.printing.summary import Frame, Section

_TOP_MM, _BOTTOM_MM = 20.0, HEIGHT_MM - 34
_VALUE_MM = MARGIN_MM + 52
_GAP_MM = 4.0
_PICTURE_MM = (48.0, 26.0)  # width and height at most


def summary_page(frame: Frame, sections: Sequence[Section], language: str, at: datetime) -> bytes:
    """PDF/A-2u, A4, as many pages as it takes. language: tag of that of the words. at: when it was made."""
    sheet = Sheet(frame.title, language, at)
    sheet.bar(0, 0, WIDTH_MM, 3)
    if frame.demo:
        sheet.badge(frame.demo, 9)
    sheet.text(frame.title, _TOP_MM, size=20, strong=True)
    sheet.text(frame.about, _TOP_MM + 11, size=10.5, colour=MUTED)
    y = sheet.paragraph(frame.lead, _TOP_MM + 18, width=WIDTH_MM - 2 * MARGIN_MM, size=10.5) + _GAP_MM
    for section in sections:
        y = _section(sheet, section, y, frame.missing)
    sheet.rule(HEIGHT_MM - 30)
    sheet.text(frame.checked, HEIGHT_MM - 26, size=9, colour=MUTED)
    return sheet.bytes()


def _section(sheet: Sheet, section: Section, y: float, missing: str) -> float:
    """Returns where it ends."""
    pictures = tuple(_sized(section.pictures))
    y = _turned(sheet, y, 7 + max((height for _, _, height in pictures), default=8))  # no title stands alone
    sheet.text(section.title, y, size=12, strong=True, colour=ACCENT)
    y += 7
    for row in section.rows:
        y = _turned(sheet, y, 8)
        sheet.text(row.label, y + 0.8, size=9, colour=MUTED)
        width = WIDTH_MM - MARGIN_MM - _VALUE_MM
        y = sheet.paragraph(row.value or missing, y, x=_VALUE_MM, width=width, size=10.5) + 0.8
    for data, width, height in pictures:
        y = _turned(sheet, y, height)
        with Image.open(BytesIO(data)) as picture:
            sheet.page.image(picture.convert("RGB"), MARGIN_MM, y, width, height)  # PDF/A knows no transparency
        y += height + 2
    return y + _GAP_MM


def _turned(sheet: Sheet, y: float, height: float) -> float:
    """Here, or at the top of the next page."""
    if y + height <= _BOTTOM_MM:
        return y
    sheet.turn()
    return _TOP_MM


def _sized(pictures: Sequence[bytes]) -> Iterator[tuple[bytes, float, float]]:
    """Each with its size on paper, whole, in millimetres."""
    for data in pictures:
        with Image.open(BytesIO(data)) as picture:
            scale = min(_PICTURE_MM[0] / picture.width, _PICTURE_MM[1] / picture.height)
            yield data, picture.width * scale, picture.height * scale
