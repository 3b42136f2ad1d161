"""DateInput: dd.mm.yyyy; the dots come by themselves."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit


def punctuate(before: str, now: str) -> str:
    """`now` with the dots a person need not type; nothing is added while text is being taken away."""
    if len(now) < len(before) or not re.fullmatch(r"[0-9.]*", now):
        return now
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
        self.setMaxLength(10)
        self._before = ""
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)

    def _edited(self, text: str) -> None:
        better = punctuate(self._before, text) if self.cursorPosition() == len(text) else text
        if better != text:
            self.setText(better)
        self._before = better
        self.typed.emit(better)

    def _changed(self, text: str) -> None:
        if not self.isModified():
            self._before = text
