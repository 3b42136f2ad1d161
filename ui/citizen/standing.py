"""Screens on which nothing is asked, or only whether it is right: nobody here, please wait, the data, the receipt."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.citizen_view import BLANK, CitizenView
from ui.citizen.data_sheet import DataSheet
from ui.citizen.parts import BigButton, Part, Pictogram, Sentence
from ui.citizen.words import say
from ui.theme.tokens import GAP, MARGIN

_EMBLEM = 240
_CODE = 320  # least side of the square code
_QUIET = 4  # light modules around it


class BlankPart(Part):
    """The emblem, and no word."""

    def __init__(self) -> None:
        super().__init__()
        emblem = Pictogram("fingerprint", _EMBLEM)
        self.column.addWidget(emblem, 1, Qt.AlignmentFlag.AlignCenter)

    def show_view(self, view: CitizenView) -> None:
        """Nothing to show."""


class WaitPart(Part):
    def __init__(self) -> None:
        super().__init__()
        icon = Pictogram("clock")
        self.column.addStretch(1)
        self.column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.sentence)
        self.column.addStretch(1)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "wait.wished" if view.wished else "wait.say"))


class DataPart(Part):
    answered = Signal(bool)

    def __init__(self) -> None:
        super().__init__(full=True)
        self.data = DataSheet()
        self.wrong, self.right = BigButton(), BigButton(primary=True)
        self.wrong.clicked.connect(lambda: self.answered.emit(False))
        self.right.clicked.connect(lambda: self.answered.emit(True))
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.data, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.wrong)
        row.addStretch(1)
        row.addWidget(self.right)
        self.column.addLayout(row)

    def show_view(self, view: CitizenView) -> None:
        asked = "say" if view.may_confirm else "watch"
        answered = "wrong_said" if view.doubted else "confirmed" if view.confirmed else asked
        self.sentence.setText(say(view.language, f"data.{answered}"))
        self.data.show_view(view)
        self.wrong.setText(say(view.language, "data.wrong"))
        self.right.setText(say(view.language, "data.right"))
        self.wrong.setVisible(view.may_confirm and not view.doubted)
        self.right.setVisible(view.may_confirm and not view.confirmed)

    def forget(self) -> None:
        self.data.show_view(BLANK)


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
        self.column.addWidget(self.sentence)
        middle = QHBoxLayout()
        middle.setSpacing(MARGIN)
        middle.addWidget(self.code, 1)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(self.number)
        words.addWidget(self.about)
        words.addStretch(1)
        middle.addLayout(words, 1)
        self.column.addLayout(middle, 1)
        self.column.addWidget(self.next, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "receipt.say"))
        self.number.setText(f"{say(view.language, 'receipt.number')} \u2066{view.number}\u2069" if view.number else "")
        self.about.setText(say(view.language, "receipt.code") if view.code else "")
        self.code.show_rows(view.code)
        self.code.setVisible(bool(view.code))
        self.next.setText(say(view.language, "receipt.next"))
        self.next.setFocus()

    def forget(self) -> None:
        self.number.setText("")
        self.code.show_rows(())
