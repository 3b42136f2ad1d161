"""Papers and pages as rows of a list."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station.domain.attachment import PageKept, PaperForm
from ui.messages import code_text, say
from ui.pages.attachments.model import PaperRow
from ui.theme.icons import icon
from ui.widgets.field_words import choice_key
from ui.widgets.states import STEPS

Row = tuple[str, str]
"""Words, and the state, of the table of steps."""
_STATE = Qt.ItemDataRole.UserRole


class Rows(QListWidget):
    """Space is the page's own key, wherever the keyboard stands."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setIconSize(QSize(20, 20))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def recolour(self) -> None:
        for place in range(self.count()):
            item = self.item(place)
            sign = STEPS[item.data(_STATE)]
            item.setIcon(icon(sign.icon, sign.role))


def paper_name(row: PaperRow) -> str:
    """Of the paper, or of what is asked for while nobody has said which it is."""
    word = row.paper.paper
    return say(choice_key("paper", "", word)) if word else say("attachments.not_chosen")


def paper_row(row: PaperRow) -> Row:
    """It is there and nothing is wrong with its pages; or somebody must look at it once more; or it is to come."""
    if row.paper.left or any(page.warnings for page in row.pages):
        return words_of(row), "attention"
    return words_of(row), "done" if row.done else "to_do"


def page_row(page: PageKept) -> Row:
    """With what is wrong with it."""
    said = [say("attachments.page", number=page.number), *(code_text(code).happened for code in page.warnings)]
    return "\n".join(said), "attention" if page.warnings else "done"


def words_of(row: PaperRow) -> str:
    form = say(f"attachments.form.{row.paper.form.value}")
    count = f" × {len(row.pages)}" if row.paper.form is not PaperForm.ORIGINAL and row.pages else ""
    return f"{paper_name(row)}\n{form}{count}"


def fill(into: Rows, rows: list[Row], current: int) -> None:
    """Only says something else where there are as many as before, so that the place in the list stays."""
    into.blockSignals(True)
    while into.count() > len(rows):
        into.takeItem(into.count() - 1)
    while into.count() < len(rows):
        QListWidgetItem(into)
    for place, (words, state) in enumerate(rows):
        item = into.item(place)
        item.setText(words)
        item.setToolTip(words)
        item.setData(_STATE, state)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}\n{say(STEPS[state].word)}")
    into.recolour()
    into.setCurrentRow(current)
    if current < 0:
        into.clearSelection()
    into.blockSignals(False)
