"""DateInput: dd.mm.yyyy; the dots come by themselves, whatever is typed between the parts."""

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent

from station.domain.dates import YEARS, format_date, parse_date
from ui.widgets.position_line import PositionLine

_LONGEST = 20  # as somebody may paste it, with blanks around its parts
_BETWEEN = re.compile(r"[\s.,/\-\u2010-\u2015]+")
_WHOLE_YEAR_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTHS = 12


def dotted(signs: str) -> str:
    """What was typed, sign by sign, as dd.mm.yyyy as far as it goes: with the dots that nobody need type. A year that
    was typed first stays there until its day is whole."""
    if re.search(r"[^0-9\s.,/\-\u2010-\u2015]", signs):
        return signs
    if _begins_with_a_year(signs):
        text = _BETWEEN.sub("-", signs)
        day = parse_date(text) if _WHOLE_YEAR_FIRST.fullmatch(text) else None
        return text if day is None else format_date(day)
    text = _BETWEEN.sub(".", signs).lstrip(".")
    if re.fullmatch(r"[0-9]{4,8}", text):
        day = parse_date(text)
        if day is not None:
            return format_date(day)
        if int(text[2:4]) > _MONTHS:
            return text  # a year without anything behind it yet
    text = re.sub(r"^([0-9]{2})(?=[0-9])", r"\1.", text)
    text = re.sub(r"^([0-9]{1,2}\.[0-9]{2})(?=[0-9])", r"\1.", text)
    return f"{text}." if re.fullmatch(r"[0-9]{2}|[0-9]{1,2}\.[0-9]{2}", text) else text


def _begins_with_a_year(signs: str) -> bool:
    """2012- does. 2012. need not: there a dot was typed after the one that came by itself."""
    found = re.match(r"([0-9]{4})([^0-9])", signs)
    return found is not None and int(found[1]) in YEARS and (int(found[1][2:]) > _MONTHS or found[2] in "-/")


class DateInput(PositionLine):
    """`typed` tells the text after each change by hand, dots included. A day that is left stands as dd.mm.yyyy."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__("digits")
        self.setMaxLength(_LONGEST)
        self._shown, self._signs = "", ""
        """_signs: what was typed one behind the other, without the dots that came by themselves."""
        self.textEdited.connect(self._edited)

    def setText(self, text: str | None) -> None:
        super().setText(text)
        self._shown = self._signs = self.text()

    def _edited(self, text: str) -> None:
        """Nothing is added while text is being taken away, nor within it."""
        before = self._shown
        signs = self._signs + text[len(before) :] if text.startswith(before) else text
        adds = self.cursorPosition() == len(text) and not before.startswith(text)
        better = dotted(signs) if adds else text
        if better != text:
            super().setText(better)  # else the cursor stays where it is
        self._shown, self._signs = better, signs
        self.typed.emit(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        day = parse_date(self.text())
        if day is not None and self.text() != format_date(day):
            self.setText(format_date(day))
            self.typed.emit(self.text())
        super().focusOutEvent(event)
