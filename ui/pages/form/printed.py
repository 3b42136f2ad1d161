"""How the document will carry the names that are being typed."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.services.form_view import Printed
from ui.messages import joined, say
from ui.theme.tokens import UNIT
from ui.widgets.chip import Chip
from ui.widgets.words import Label


class PrintedNames(QWidget):
    """Nothing while there is nothing to print."""

    def __init__(self) -> None:
        super().__init__()
        self._printed: Printed | None = None
        self._capitals, self._line = Label("", "body"), Label("", "body", strong=True)
        self._cut = Chip("field.chip.cut", "warn")
        heading = QHBoxLayout()
        heading.setSpacing(UNIT)
        heading.addWidget(Label("step.applicant.label.printed", "caption", ink="muted", wrap=False))
        heading.addWidget(self._cut)
        heading.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, UNIT)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(self._capitals)
        column.addWidget(self._line)
        self.hide()

    def show_printed(self, printed: Printed | None) -> bool:
        """Whether anything is another than before."""
        if printed == self._printed:
            return False
        self._printed = printed
        self.setVisible(printed is not None)
        if printed is None:
            return True
        self._capitals.plain(printed.capitals)
        self._capitals.setVisible(bool(printed.capitals))
        self._line.plain(printed.line)
        self._cut.setVisible(printed.cut)
        self.retranslate()
        return True

    def retranslate(self) -> None:
        if self._printed is not None:
            cut = (say("field.chip.cut"),) if self._printed.cut else ()
            said = ", ".join((self._printed.capitals, self._printed.line, *cut))
            self.setAccessibleName(joined(say("step.applicant.label.printed"), said))
