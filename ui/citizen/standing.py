"""Screens on which nothing is asked, or only whether it is right: nobody here, please wait, the data, the receipt."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.citizen_view import BLANK, CitizenView
from ui.citizen.data_sheet import DataSheet
from ui.citizen.parts import TOUCH, BigButton, Part, Pictogram, Sentence
from ui.citizen.words import say
from ui.theme.tokens import GAP, MARGIN

_EMBLEM = 240
_CODE = 200  # least side of the square code
_LOW = 560
_QUIET = 4  # light modules around it


class BlankPart(Part):
    """The emblem, and no word."""

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(0, 0, 0, 0)
        emblem = Pictogram("fingerprint", _EMBLEM)
        self.column.addWidget(emblem, 1, Qt.AlignmentFlag.AlignCenter)

    def show_view(self, view: CitizenView) -> None:
        """Nothing to show."""


class WaitPart(Part):
    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)
        self.add_pictogram("clock")
        self.column.addWidget(self.sentence)
        self.column.addStretch(1)
        self.end_in_the_middle()

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "wait.wished" if view.wished else "wait.say"))


class DataPart(Part):
    """What has no room on one page stands on several; that it is right is said once all were on the screen."""

    answered = Signal(bool)

    def __init__(self) -> None:
        super().__init__(full=True)
        self._view = BLANK
        self.data = DataSheet()
        self.data.laid.connect(self._show_page)
        self.wrong, self.right = BigButton(), BigButton(primary=True)
        self.back, self.next, self.page = BigButton(), BigButton(primary=True), Sentence(note=True)
        self.wrong.clicked.connect(lambda: self.answered.emit(False))
        self.right.clicked.connect(lambda: self.answered.emit(True))
        self.back.clicked.connect(lambda: self._turn(-1))
        self.next.clicked.connect(lambda: self._turn(1))
        self.column.addLayout(self.beside_corner())
        self.column.addWidget(self.data, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addStrut(TOUCH)
        row.addWidget(self.wrong)
        row.addStretch(1)
        row.addWidget(self.page)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        row.addWidget(self.right)
        self.column.addLayout(row)

    def show_view(self, view: CitizenView) -> None:
        if _data(view) != _data(self._view):
            self.data.turn_to(0)
        self._view = view
        asked = "say" if view.may_confirm else "watch"
        answered = "wrong_said" if view.doubted else "confirmed" if view.confirmed else asked
        self.sentence.setText(say(view.language, f"data.{answered}"))
        for button, words in ((self.wrong, "data.wrong"), (self.right, "data.right")):
            button.setText(say(view.language, words))
        for button, words in ((self.back, "notice.back"), (self.next, "notice.next")):
            button.setText(say(view.language, words))
        self.data.show_view(view)

    def _turn(self, by: int) -> None:
        self.data.turn_to(self.data.at + by)
        self._show_page()

    def _show_page(self) -> None:
        """A button that comes or goes may lay the sheet out anew, and be shown by what is true then."""
        view, data = self._view, self.data
        self.page.setVisible(len(data.sheet.pages) > 1)
        self.back.setVisible(data.at > 0)
        self.next.setVisible(not data.at_end)
        self.wrong.setVisible(view.may_confirm and not view.doubted)
        self.right.setVisible(view.may_confirm and not view.confirmed and data.at_end)
        self.page.setText(f"\u2066{data.at + 1} / {len(data.sheet.pages)}\u2069")

    def forget(self) -> None:
        self._view = BLANK
        self.data.turn_to(0)
        self.data.show_view(BLANK)


def _data(view: CitizenView) -> object:
    return view.names, view.birth_date, view.zone, view.language


class CodeView(QWidget):
    """The square code, as sharp as it can be: whole pixels a module, dark on light whatever the theme."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(_CODE, _CODE)

    def show_rows(self, rows: tuple[str, ...]) -> None:
        self._rows = rows
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        count = len(self._rows) + 2 * _QUIET
        side = max(1, min(self.width(), self.height()) // count)
        left, top = (self.width() - side * count) // 2, (self.height() - side * count) // 2
        painter.fillRect(QRectF(left, top, side * count, side * count), Qt.GlobalColor.white)
        for down, row in enumerate(self._rows, _QUIET):
            for across, module in enumerate(row, _QUIET):
                if module == "1":
                    painter.fillRect(left + across * side, top + down * side, side, side, Qt.GlobalColor.black)
        painter.end()


class ReceiptPart(Part):
    done = Signal()

    def __init__(self) -> None:
        super().__init__(full=True)
        self.number, self.about = Sentence(), Sentence(note=True)
        self.code = CodeView()
        self.next = BigButton(primary=True)
        self.next.clicked.connect(self.done)
        self.column.addLayout(self.beside_corner())
        middle = QHBoxLayout()
        middle.setSpacing(MARGIN)
        middle.addWidget(self.code, 2)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.number)
        self._foot = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._foot.addWidget(self.about)
        self._foot.addStretch(1)
        self._foot.addWidget(self.next, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        words.addLayout(self._foot, 1)
        middle.addLayout(words, 3)
        self.column.addLayout(middle, 1)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "receipt.say"))
        self.number.setText(f"{say(view.language, 'receipt.number')} \u2066{view.number}\u2069" if view.number else "")
        self.about.setText(say(view.language, "receipt.code"))
        self.about.setVisible(bool(view.code))
        self.code.show_rows(view.code)
        self.code.setVisible(bool(view.code))
        self.next.setText(say(view.language, "receipt.next"))
        self.next.setFocus()

    def make_room(self) -> None:
        """The way on stands in the lower corner, as on each screen; beside the words where these leave it no room."""
        low, way = self.height() < _LOW, QBoxLayout.Direction
        self._foot.setDirection(way.LeftToRight if low else way.TopToBottom)
        super().make_room()

    def forget(self) -> None:
        self.number.setText("")
        self.code.show_rows(())
