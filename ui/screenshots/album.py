"""Where pictures go: `<out>/<language>/<width>x<height>/<page>-<state>.png`, and one contact sheet of all.

Beside it the window that faces the applicant, in its own languages: `applicant-<state>.png`, and their own sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.citizen.window import CitizenWindow
from ui.citizen.words import LANGUAGES
from ui.messages import languages
from ui.shell.window import Shell
from ui.theme.active import colour, font
from ui.theme.tokens import GAP, STRONG

_THUMB = (456, 256)
_CAPTION = 32
_ROUNDS = 8  # in which what scrolls within columns within a page comes to rest


Shots: TypeAlias = dict[str, dict[str, Path]]
"""File by state and language."""


class Album:
    """Remembers what it took, in order: by size of the window."""

    def __init__(self, out: Path, sizes: Sequence[QSize] = (), only: Sequence[str] = ()) -> None:
        """sizes: of the window, in device-independent pixels; none: as it opens. only: beginnings of the names of
        pictures that are wanted; none: all of them."""
        self._out, self._sizes, self._only = out, tuple(sizes), tuple(only)
        self.taken: dict[str, Shots] = {}
        self.applicant: dict[str, Shots] = {}

    def shoot(self, window: Shell, page: str, state: str, say: Callable[[], None] = lambda: None) -> None:
        """One picture in each language; the window speaks the first one afterwards. say: what the window itself would
        take away when the language changes, because its station knows nothing of it."""
        name = f"{page}-{state}"
        if not name.startswith(self._only or ""):
            say()  # a scene may go on from what it opened
            return
        for size in self._each_size(window):
            for tag in languages():
                window.choose_language(tag)
                say()
                _settle()
                self._keep(with_sheets(window), self.taken, size, tag, name)
        window.choose_language(languages()[0])

    def shoot_applicant(self, window: CitizenWindow, state: str, then: Callable[[], None] = lambda: None) -> None:
        """One picture of the window that faces the applicant in each of its languages. then: what is pressed there."""
        name, view = f"applicant-{state}", window.view
        if not name.startswith(self._only or ""):
            return
        for size in self._each_size(window):
            for tag in LANGUAGES:
                if view.language:
                    window.show_view(replace(view, language=tag))
                    QApplication.processEvents()
                    then()
                _settle()
                self._keep(window.grab(), self.applicant, size, tag, name)
        window.show_view(view)

    def _each_size(self, window: QWidget) -> Iterator[str]:
        """Has the window take one after the other, the first again at last. The name of the folder."""
        before = window.size()
        for size in self._sizes or (before,):
            window.resize(size)
            QApplication.processEvents()
            yield f"{window.width()}x{window.height()}"
        window.resize((*self._sizes, before)[0])

    def _keep(self, picture: QPixmap, taken: dict[str, Shots], size: str, tag: str, name: str) -> None:
        file = self._out / tag / size / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(str(file))
        taken.setdefault(size, {}).setdefault(name, {})[tag] = file

    def contact_sheets(self) -> tuple[Path, ...]:
        """Of the operator's window, and of the applicant's, of each size."""
        made = ((self.taken, languages(), ""), (self.applicant, LANGUAGES, "-applicant"))
        return tuple(
            self._sheet(shots, tags, f"contact-sheet{whose}-{size}.png")
            for taken, tags, whose in made
            for size, shots in taken.items()
        )

    def _sheet(self, taken: Shots, tags: Sequence[str], name: str) -> Path:
        """A row a state, a column a language."""
        width, height = _THUMB
        columns, rows = len(tags), len(taken)
        sheet = QImage(
            columns * (width + GAP) + GAP, rows * (height + _CAPTION + GAP) + GAP, QImage.Format.Format_RGB32
        )
        sheet.fill(colour("sunken"))
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(font("body", STRONG))
        painter.setPen(colour("text"))
        for row, (state, files) in enumerate(taken.items()):
            top = GAP + row * (height + _CAPTION + GAP)
            for column, tag in enumerate(tags):
                left = GAP + column * (width + GAP)
                box = QRect(left, top, width, _CAPTION)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{state}  ({tag})")
                picture = QPixmap(str(files[tag])).scaled(
                    width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                painter.drawPixmap(left, top + _CAPTION, picture)
        painter.end()
        file = self._out / name
        sheet.save(str(file))
        return file


def _settle() -> None:
    """Words of another length move what is around them, and that what is around it: nobody sees it before it rests."""
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def with_sheets(window: QWidget) -> QPixmap:
    """The window with the sheets that float over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            painter.drawPixmap(other.pos() - window.pos(), other.grab())
    painter.end()
    return picture
