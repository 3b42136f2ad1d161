"""DateInput: dd.mm.yyyy; the dots come by themselves."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit


def punctuate(before: str, now: str) -> str:
    """`now` with the dots a person need not type, and without the one typed after a dot came by itself.

    Nothing is added while text is being taken away.
    """
    if len(now) < len(before) or not re.fullmatch(r"[0-9.]*", now):
        return now
    now = now.replace("..", ".")
    if re.fullmatch(r"[0-9]{3,8}", now):
        parts = [now[:2], now[2:4], now[4:]]
        return ".".join(part for part in parts if part) + ("." if len(now) == 4 else "")
    if re.fullmatch(r"[0-9]{2}", now) or re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", now):
        return now + "."
    return now


class DateInput(QLineEdit):
    """`typed` tells the text after each change by hand, dots included."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(11)  # one more than a date has: room for a dot typed after the one that came by itself
        self._former, self._now = "", ""
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)

    def _edited(self, text: str) -> None:
        former = self._former if self._now == text else self._now
        better = punctuate(former, text) if self.cursorPosition() == len(text) else text
        if better != text:
            self.setText(better)
        self.typed.emit(better)

    def _changed(self, text: str) -> None:
        self._former, self._now = self._now, text
