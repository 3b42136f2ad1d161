"""Where pictures go: `<out>/<language>/<width>x<height>/<page>-<state>.png`, and one contact sheet of all.

Beside it the window that faces the applicant, in its own languages: `applicant-<state>.png`, and their own sheet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

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


class Album:
    """Remembers what it took, in order."""

    def __init__(self, out: Path, size: QSize | None = None) -> None:
        """size: of the window, in device-independent pixels; None: as it opens."""
        self._out, self._size = out, size
        self.taken: dict[str, dict[str, Path]] = {}
        self.applicant: dict[str, dict[str, Path]] = {}

    def shoot(self, window: Shell, page: str, state: str, say: Callable[[], None] = lambda: None) -> None:
        """One picture in each language; the window speaks the first one afterwards. say: what the window itself would
        take away when the language changes, because its station knows nothing of it."""
        files = {}
        if self._size is not None:
            window.resize(self._size)
        size = f"{window.width()}x{window.height()}"
        for tag in languages():
            window.choose_language(tag)
            say()
            QApplication.processEvents()
            QApplication.processEvents()
            file = self._out / tag / size / f"{page}-{state}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            with_sheets(window).save(str(file))
            files[tag] = file
        window.choose_language(languages()[0])
        self.taken[f"{page}-{state}"] = files

    def shoot_applicant(self, window: CitizenWindow, state: str, then: Callable[[], None] = lambda: None) -> None:
        """One picture of the window that faces the applicant in each of its languages. then: what is pressed there."""
        if self._size is not None:
            window.resize(self._size)
        files, view, size = {}, window.view, f"{window.width()}x{window.height()}"
        for tag in LANGUAGES:
            if view.language:
                window.show_view(replace(view, language=tag))
                QApplication.processEvents()
                then()
            QApplication.processEvents()
            QApplication.processEvents()
            file = self._out / tag / size / f"applicant-{state}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            window.grab().save(str(file))
            files[tag] = file
        window.show_view(view)
        self.applicant[f"applicant-{state}"] = files

    def contact_sheets(self) -> tuple[Path, ...]:
        """Of the operator's window, and of the applicant's."""
        made = (
            (self.taken, languages(), "contact-sheet.png"),
            (self.applicant, LANGUAGES, "contact-sheet-applicant.png"),
        )
        return tuple(self._sheet(*each) for each in made if each[0])

    def _sheet(self, taken: dict[str, dict[str, Path]], tags: Sequence[str], name: str) -> Path:
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


def with_sheets(window: QWidget) -> QPixmap:
    """The window with the sheets that float over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            painter.drawPixmap(other.pos() - window.pos(), other.grab())
    painter.end()
    return picture
