"""The citizen's receipt: one A4 page with a QR code. No personal data reaches this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import as_file, files

from fpdf import FPDF

from station.domain.dates import format_date
from station.printing.sheet import ACCENT, HEIGHT_MM, INK, MARGIN_MM, MUTED, WIDTH_MM, Sheet
from station.printing.square_code import modules

_CODE_MM = 76.0
_COLUMN_MM = MARGIN_MM + _CODE_MM + 10
_BESIDE_MM = 122.0  # right of the checksum
_TEXT_MM = WIDTH_MM - MARGIN_MM - _COLUMN_MM


@dataclass(frozen=True)
class ReceiptFacts:
    """What the page says. packet_id: 64 hex digits; code: text of the QR code; entry: counted from 1."""

    packet_id: str
    sealed_at: datetime
    unit: str
    desk: str
    entry: int
    log_size: int
    origin: str
    code: str
    demo: bool
    copies: tuple[str, ...] = ()  # places where the centre says that it holds the packet
    papers_due: date | None = None  # until when papers are brought that were not there
    takes_back: str = ""  # id of the packet that the applicant takes back by this one


def receipt_page(facts: ReceiptFacts, language: str) -> bytes:
    """PDF/A-2u, A4. language: "hy", "ru" or "en"; KeyError for any other."""
    words = _words(language)
    if facts.takes_back:
        words = {**words, **{name: words[f"back_{name}"] for name in ("title", "lead", "keep")}}
    sheet = Sheet(words["title"], language, facts.sealed_at)
    _head(sheet, facts, words)
    _facts(sheet, facts, words)
    _code(sheet, facts, words)
    _foot(sheet, facts, words)
    return sheet.bytes()


def _head(sheet: Sheet, facts: ReceiptFacts, words: Mapping[str, str]) -> None:
    sheet.bar(0, 0, WIDTH_MM, 3)
    if facts.demo:
        sheet.badge(words["demo"], 14)
    sheet.text(words["title"], 30, size=25, strong=True)
    sheet.paragraph(words["lead"], 46, width=WIDTH_MM - 2 * MARGIN_MM, size=11.5, colour=MUTED)
    more = ""
    if facts.papers_due is not None:
        more = words["due"].format(day=format_date(facts.papers_due))
    elif facts.takes_back:
        more = words["back"].format(number=_number(facts.takes_back))
    if more:
        sheet.fitted(more, 60.5, x=MARGIN_MM, size=12, width=WIDTH_MM - 2 * MARGIN_MM)


def _facts(sheet: Sheet, facts: ReceiptFacts, words: Mapping[str, str]) -> None:
    local = facts.sealed_at.astimezone()
    zone = f"{local:%z}"
    sheet.rule(68)
    cells = (
        (words["number"], _number(facts.packet_id)),
        (words["sealed"], f"{local:%d.%m.%Y  %H:%M}  UTC{zone[:3]}:{zone[3:]}"),
        (words["place"], f"{facts.unit}, {facts.desk}"),
        (words["entry"], words["entry_value"].format(index=_grouped(facts.entry), size=_grouped(facts.log_size))),
    )
    half = (WIDTH_MM - 2 * MARGIN_MM) / 2
    for number, (label, value) in enumerate(cells):
        x, y = MARGIN_MM + half * (number % 2), 75 + 19 * (number // 2)
        sheet.text(label, y, x=x, size=9, colour=MUTED)
        sheet.fitted(value, y + 5, x=x, size=15, width=half - 6)
    sheet.rule(113)


def _number(packet_id: str) -> str:
    """As people read it to each other."""
    return f"{packet_id[:4]} {packet_id[4:8]}"


def _code(sheet: Sheet, facts: ReceiptFacts, words: Mapping[str, str]) -> None:
    _draw_code(sheet.page, facts.code, MARGIN_MM, 123)
    y = 123.0
    for name in ("code", "check", "privacy"):
        sheet.text(words[f"{name}_title"], y, x=_COLUMN_MM, size=11.5, strong=True, colour=ACCENT)
        y = sheet.paragraph(words[f"{name}_body"], y + 6.5, x=_COLUMN_MM, width=_TEXT_MM, size=10) + 5


def _foot(sheet: Sheet, facts: ReceiptFacts, words: Mapping[str, str]) -> None:
    groups = [facts.packet_id[at : at + 8] for at in range(0, 64, 8)]
    y = 222.0
    sheet.text(words["checksum"], y, size=9, colour=MUTED)
    sheet.text("  ".join(groups[:4]), y + 5, size=11, mono=True)
    sheet.text("  ".join(groups[4:]), y + 11, size=11, mono=True)
    sheet.text(words["log"], y + 21, size=9, colour=MUTED)
    sheet.text(facts.origin, y + 26, size=11, mono=True)
    if facts.copies:
        sheet.text(words["copies"].format(count=len(facts.copies)), y, x=_BESIDE_MM, size=9, colour=MUTED)
        for line, place in enumerate(facts.copies):  # each for itself: a name may be of several scripts
            sheet.fitted(place, y + 5 + 5 * line, x=_BESIDE_MM, size=10, width=WIDTH_MM - MARGIN_MM - _BESIDE_MM)
    sheet.rule(HEIGHT_MM - 29)
    sheet.text(words["keep"], HEIGHT_MM - 24, size=10.5, strong=True, colour=INK)


def _draw_code(page: FPDF, text: str, x: float, y: float) -> None:
    """As rectangles, one a run of dark modules: sharp at any size. The paper is its quiet zone."""
    rows = modules(text)
    module = _CODE_MM / len(rows)
    page.set_fill_color(0)
    for line, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                page.rect(x + start * module, y + line * module, (end - start) * module, module, style="F")
            start = end + 1


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


@cache
def _words(language: str) -> Mapping[str, str]:
    if language not in ("hy", "ru", "en"):
        raise KeyError(language)
    with as_file(files("station.printing").joinpath("words", f"{language}.toml")) as path:
        words: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return words
