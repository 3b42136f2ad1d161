"""Whether a window holds what is in it: no word cut off, nothing outside, nothing that no scrolling brings into sight.

`findings` walks everything that is visible under a widget that was laid out. What paints its own words is asked what
has no room, by its `left_out` method.
"""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QStyle,
    QStyleOptionButton,
    QTableView,
    QWidget,
)

from ui.shell.people_strip import PeopleStrip
from ui.shell.window import Shell
from ui.theme.tokens import CONTROL, STRONG, UNIT
from ui.widgets.choice import ChoiceBox

_ENDLESS = 10_000  # px
_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def findings(root: QWidget) -> list[str]:
    """All that is wrong, in words; empty where nothing is."""
    return [*clipped(root), *covered(root), *outside(root), *unreachable(root), *over(root)]


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"


def _shown(root: QWidget) -> Iterator[QWidget]:
    """Sheets that float over it are roots of their own."""
    window = root.window()
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and widget.window() is window:
            yield widget


# --- words ---------------------------------------------------------------------------------------------------------


def clipped(root: QWidget) -> list[str]:
    """Words that are wider or higher than their place."""
    return [f"cut: {described(widget)}: {words}" for widget in _shown(root) for words in _cut(widget)]


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _cut_of_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _cut_of_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _cut_of_choice(widget)
    elif isinstance(widget, QLineEdit):
        yield from _cut_of_line(widget)
    elif isinstance(widget, QHeaderView):
        yield from _cut_of_header(widget)
    elif isinstance(widget, QAbstractItemView):
        yield from _cut_of_items(widget)
    asked = getattr(widget, "left_out", None)
    if callable(asked):
        yield from asked()


def _cut_of_label(label: QLabel) -> Iterator[str]:
    text = QLabel.text(label)
    if not text or not label.width():
        return
    inside = label.contentsRect()
    if label.wordWrap():
        taken = label.fontMetrics().boundingRect(QRect(0, 0, inside.width(), _ENDLESS), Qt.TextFlag.TextWordWrap, text)
        if label.heightForWidth(label.width()) > label.height() + 1 or taken.width() > inside.width() + 1:
            yield f"{label.text()} ({label.width()}x{label.height()})"
    elif label.sizeHint().width() > label.width() + 1 or label.sizeHint().height() > label.height() + 4:
        yield f"{label.text()} ({label.sizeHint()} in {label.size()})"


def covered(root: QWidget) -> list[str]:
    """Words that are as wide as they need, in a part of the window that is narrower or lower: its edge cuts them."""
    found = []
    for widget in _shown(root):
        if not _says(widget):
            continue
        inside = widget.parentWidget()
        while inside is not None and inside is not root and not _scrolls(inside):
            place = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
            if not inside.rect().adjusted(-1, -1, 1, 1).contains(place):
                found.append(f"covered: {described(widget)}: {place} in {described(inside)} {inside.rect()}")
                break
            inside = inside.parentWidget()
    return found


def _says(widget: QWidget) -> bool:
    return bool(isinstance(widget, QLabel | QAbstractButton | QLineEdit) and widget.text() and widget.width())


def _scrolls(widget: QWidget) -> bool:
    """Whether what is in it moves behind its edge."""
    above = widget.parentWidget()
    return isinstance(above, QAbstractScrollArea) and widget is above.viewport()


def strong(font: QFont) -> QFontMetrics:
    """As it is drawn once it is chosen."""
    made = QFont(font)
    made.setWeight(QFont.Weight(STRONG))
    return QFontMetrics(made)


def room(button: QAbstractButton) -> int:
    """Width inside its padding."""
    if not isinstance(button, QPushButton):
        return button.width()
    option = QStyleOptionButton()
    button.initStyleOption(option)
    return button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).width()


def _cut_of_button(button: QAbstractButton) -> Iterator[str]:
    text = button.text()
    if not text:
        return
    icon = 0 if button.icon().isNull() else button.iconSize().width()
    metrics = strong(button.font()) if button.isCheckable() else button.fontMetrics()
    lines = text.split("\n")
    if icon + max(map(metrics.horizontalAdvance, lines)) > room(button):
        yield text
    elif metrics.lineSpacing() * len(lines) > button.height() + 1:
        yield f"{text}: {len(lines)} lines"


def _cut_of_choice(box: QComboBox) -> Iterator[str]:
    if not isinstance(box, ChoiceBox) and box.fontMetrics().horizontalAdvance(box.currentText()) > box.width() - 2 * 8:
        yield box.currentText()


def _cut_of_line(line: QLineEdit) -> Iterator[str]:
    """What stands there until something is typed; and what nobody can scroll with a caret."""
    words = line.placeholderText() if not line.text() else line.text() if line.isReadOnly() else ""
    if words and line.fontMetrics().horizontalAdvance(words) > line.contentsRect().width() - 16:
        yield words


def _cut_of_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()) if model is not None else ():
        if not header.isSectionHidden(section) and header.orientation() is Qt.Orientation.Horizontal:
            needs = header.sectionSizeFromContents(section).width()
            if needs > header.sectionSize(section) + 1:
                yield f"{model.headerData(section, Qt.Orientation.Horizontal)} ({needs})"


def _cut_of_items(view: QAbstractItemView) -> Iterator[str]:
    """Of a table as high as its delegate wants each; of a list as its words wrap."""
    model = view.model()
    if model is None:
        return
    for row in range(model.rowCount(QModelIndex())):
        if isinstance(view, QTableView):
            for column in range(model.columnCount(QModelIndex())):
                index = model.index(row, column)
                if view.sizeHintForIndex(index).height() > view.rowHeight(row) + 1:
                    yield f"{index.data()} ({view.sizeHintForIndex(index)} in {view.rowHeight(row)})"
        elif isinstance(view, QListView):
            index = model.index(row, 0)
            place, text = view.visualRect(index), str(index.data() or "")
            mark = 0 if index.data(Qt.ItemDataRole.DecorationRole) is None else view.iconSize().width() + 2 * UNIT
            mark += 0 if index.data(Qt.ItemDataRole.CheckStateRole) is None else 20
            room = QRect(0, 0, min(place.width(), view.viewport().width()) - 2 * UNIT - mark, _ENDLESS)
            taken = view.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap if view.wordWrap() else 0, text)
            if taken.width() > room.width() + 1 or taken.height() > place.height():
                yield f"{text} ({taken.size()} in {place.size()})"


# --- places --------------------------------------------------------------------------------------------------------


def outside(root: QWidget) -> list[str]:
    """What sticks out of the window, or out of a part of it, with nothing that scrolls between."""
    found = []
    for widget in _shown(root):
        if not widget.width() or not widget.height():
            continue
        corner, end = widget.mapTo(root, QPoint(0, 0)), widget.mapTo(root, widget.rect().bottomRight())
        area = _scrolling(widget, root)
        if area is None:
            if not root.rect().contains(QRect(corner, end)):
                found.append(f"outside: {described(widget)}: {corner.toTuple()} to {end.toTuple()}")
        else:
            left, right = (widget.mapTo(area.viewport(), p).x() for p in (QPoint(0, 0), widget.rect().bottomRight()))
            if area.horizontalScrollBarPolicy() == _OFF and (left < 0 or right >= area.viewport().width()):
                found.append(f"outside: {described(widget)}: {left} to {right} of {area.viewport().width()}")
    return found


def _scrolling(widget: QWidget, root: QWidget) -> QScrollArea | None:
    """What scrolls it, where something does."""
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        above = parent.parentWidget()
        if isinstance(above, QScrollArea) and parent is above.viewport():
            return above
        parent = above
    return None


def unreachable(root: QWidget) -> list[str]:
    """Content of what scrolls, in a direction in which it does not, or sideways; and what scrolls in less than a
    line."""
    found = []
    for area in _shown(root):
        if not isinstance(area, QAbstractScrollArea) or isinstance(area, QHeaderView):
            continue
        for bar, policy, name in (
            (area.horizontalScrollBar(), area.horizontalScrollBarPolicy(), "across"),
            (area.verticalScrollBar(), area.verticalScrollBarPolicy(), "down"),
        ):
            if not isinstance(bar, QScrollBar) or bar.maximum() <= bar.minimum():
                continue
            if policy == _OFF:
                found.append(f"hidden {name}: {described(area)}: {bar.maximum()} px")
            elif name == "across" and not isinstance(area.parentWidget(), PeopleStrip):  # a row, turned by its own keys
                found.append(f"scrolls sideways: {described(area)}: {bar.maximum()} px")
        if isinstance(area, QScrollArea) and area.verticalScrollBar().maximum() and area.viewport().height() < CONTROL:
            found.append(f"too low to scroll: {described(area)}: {area.viewport().height()} px")
    return found


def over(root: QWidget) -> list[str]:
    """Neighbours of a layout that lie over each other: there was less room than they need."""
    found = []
    for holder in (root, *_shown(root)):
        layout = holder.layout()
        if layout is None or isinstance(layout, QStackedLayout):
            continue
        children = (each for each in holder.children() if isinstance(each, QWidget) and not each.isWindow())
        beside = [each for each in children if each.isVisibleTo(root) and layout.indexOf(each) >= 0]
        for number, one in enumerate(beside):
            for other in beside[number + 1 :]:
                if one.geometry().intersects(other.geometry()):
                    found.append(f"over: {described(one)} {one.geometry()} and {described(other)} {other.geometry()}")
    return found


def shortened(root: QWidget) -> list[str]:
    """Words of which a part is left out: never where people sign."""
    return [each.text() for each in _shown(root) if isinstance(each, QLabel) and "…" in each.text()]


def primary_in_sight(window: Shell) -> list[str]:
    """The one primary act of a page is seen whole, whatever is on it."""
    primary = window.frame.action_bar.primary
    if not primary.isVisibleTo(window):
        return ["the primary action is hidden"]
    place = QRect(primary.mapTo(window, QPoint(0, 0)), primary.size())
    return [] if window.rect().contains(place) else [f"the primary action is at {place}"]
