"""NameLabel: a name where only so many lines have room. What does not fit is left out in the middle, with "…" in its
place: how a name begins and ends tells people apart. The whole is tool tip and accessible name. Never
where people sign."""

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent

from ui.theme.tokens import Role, TypeRole
from ui.widgets.breaks import breakable
from ui.widgets.words import Label

_ENDLESS = 10_000  # px
_CRUMB_AFTER, _CRUMB_BEFORE = re.compile(r"(?<=[ -])\w{1,3}$"), re.compile(r"^\w{1,3}(?=[ -])")
"""So few letters of a word tell nothing."""


class NameLabel(Label):
    def __init__(self, type_role: TypeRole, lines: int, *, ink: Role = "text", strong: bool = False) -> None:
        super().__init__("", type_role, ink=ink, strong=strong)
        self._whole, self._lines = "", lines

    def plain(self, text: str) -> None:
        self._whole = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """It takes the width that is given."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def _fit(self) -> None:
        shown = fitted(self._whole, self.fontMetrics(), self.contentsRect().width(), self._lines)
        super().plain(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
        self.setAccessibleName(self._whole)


def fitted(text: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """As much of both ends as has room in so many lines of that width, in pixels."""

    def taken(candidate: str) -> QRect:
        return metrics.boundingRect(QRect(0, 0, width, _ENDLESS), Qt.TextFlag.TextWordWrap, breakable(candidate))

    room = taken("\n".join([text[:1]] * lines)).height()  # letters of another font have lines of another height

    def fits(candidate: str) -> bool:
        return taken(candidate).height() <= room and taken(candidate).width() <= width

    if width <= 0 or fits(text):
        return text
    least, most = 0, len(text)
    while least < most:  # letters that are kept
        kept = (least + most + 1) // 2
        if fits(_without_middle(text, kept)):
            least = kept
        else:
            most = kept - 1
    return _without_middle(text, least)


def on_two_lines(name: str, metrics: QFontMetrics, width: int) -> str:
    """For a button, which does not wrap: broken at the blank that makes the longer line the shortest, where one line of
    that width, in pixels, has no room; of a line that has none either the middle is left out."""
    if metrics.horizontalAdvance(name) <= width:
        return name
    words = name.split()
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    lines = min(ways, key=lambda each: max(map(metrics.horizontalAdvance, each)), default=(name,))
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, width) for line in lines)


def _without_middle(text: str, kept: int) -> str:
    head = (kept + 1) // 2
    first, last = text[:head], text[len(text) - (kept - head) :]
    return f"{_CRUMB_AFTER.sub('', first).rstrip()}…{_CRUMB_BEFORE.sub('', last).lstrip()}"
