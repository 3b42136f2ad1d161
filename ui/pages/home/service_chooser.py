"""ServiceChooser: what a new application is for; a button that opens a list to choose from by key or by typing."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station.services.views import ServiceView
from ui.messages import joined, problem_text, say
from ui.pages.home.service_search import BY_KEY, by_digit, matching
from ui.theme.active import colour, font
from ui.theme.tokens import CONTROL
from ui.widgets.buttons import Button
from ui.widgets.leading_input import LeadingInput
from ui.widgets.popover import Popover
from ui.widgets.position_line import by_place
from ui.widgets.service_words import service_name
from ui.widgets.words import Label

_ID = Qt.ItemDataRole.UserRole
_ROWS, _FEWEST, _WIDTH = 9, 4, 420
_ABOVE = 140  # px that stand around the list
_DIGIT = 16  # px: its place before the words, of which all lines begin behind it


class ServiceChooser(Button):
    """Hidden while there is one service, and nothing against it. `chosen` tells its id only when a person chose."""

    chosen = Signal(str)

    def __init__(self, keys: str) -> None:
        super().__init__("", "secondary", "chevron", keys=keys)
        self._services: tuple[ServiceView, ...] = ()
        self._value = ""
        self.waits = True
        """It is not known yet what is offered: whoever is quick finds the sheet open, and what they type in it."""
        self.sheet = ServiceSheet(self)
        self.sheet.picked.connect(self.chosen)
        self.clicked.connect(self.open)
        self.hide()

    def show_services(self, services: tuple[ServiceView, ...]) -> None:
        self._services, self.waits = services, False
        self.setVisible(self.offers)
        if self.sheet.isVisible():
            self.sheet.come(services, self._value)
            if self.offers:
                self.sheet.open_under(self)
            else:
                self.sheet.close()

    @property
    def offers(self) -> bool:
        """Whether there is something to choose, or to be told."""
        return len(self._services) > 1 or any(each.hindrance is not None for each in self._services)

    def set_value(self, service: str) -> None:
        """service: its id."""
        self._value = service
        self.retranslate()

    def open(self) -> None:
        if self.offers or self.waits:
            self.sheet.show_services(self._services, self._value)
            self.sheet.open_under(self)
            self.sheet.typed.setFocus()

    def retranslate(self) -> None:
        services = getattr(self, "_services", ())  # a button says itself while it is made
        chosen = next((service_name(each.name) for each in services if each.service_id == self._value), "")
        name = chosen or say("home.nothing_offered")
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDTH))
        self.setToolTip(f"{name} ({self._keys})")
        self.setAccessibleName(joined(say("home.service"), name))


class ServiceSheet(Popover):
    """What is typed narrows the list; a digit chooses where nothing is typed, Enter chooses where one stands."""

    picked = Signal(str)

    def __init__(self, parent: ServiceChooser) -> None:
        super().__init__(parent)
        self._chooser, self._services = parent, tuple[ServiceView, ...]()
        self.setMinimumWidth(_WIDTH)
        self._title = Label("home.service", "lead", strong=True)
        self.list = QListWidget()
        self.list.setIconSize(QSize(_DIGIT, _DIGIT))
        self.typed = LeadingInput(self.list)
        self.typed.textChanged.connect(self._narrow)
        self.typed.taken.connect(self._pick)
        self.typed.installEventFilter(self)
        self._none = Label("home.no_service", "body", ink="muted")
        self._none.hide()
        for widget in (self._title, self.typed, self.list, self._none):
            self.column.addWidget(widget)

    def show_services(self, services: Sequence[ServiceView], current: str) -> None:
        self._services = tuple(services)
        self.typed.clear()
        self._say(current)

    def come(self, services: Sequence[ServiceView], current: str) -> None:
        """While it is open: what is typed stays."""
        self._services = tuple(services)
        self._say(current)

    def primary(self) -> None:
        self.typed.take()

    def retranslate(self) -> None:
        """While it is open, too: what is typed and the row that the list is at stay."""
        item = self.list.currentItem()
        self._say("" if item is None else str(item.data(_ID)))

    def _say(self, current: str) -> None:
        self.setAccessibleName(say("home.service"))
        self.typed.setPlaceholderText(say("home.find_service"))
        self.typed.setAccessibleName(say("home.find_service"))
        self.list.setAccessibleName(say("home.service"))
        self._fill(matching(self._services, self.typed.text()), current)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.typed and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            service = by_digit(self._services, by_place(event).text()) if not self.typed.text() else None
            if service is not None:
                self._choose(service)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        self._fill(matching(self._services, typed), "")

    def _fill(self, services: Sequence[ServiceView], current: str) -> None:
        self.list.clear()
        for service in services:
            place = self._services.index(service) + 1
            key = str(place) if place <= BY_KEY else ""
            item = QListWidgetItem(_digit(key, self.devicePixelRatioF()), service_name(service.name), self.list)
            item.setData(_ID, service.service_id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{key} {service_name(service.name)}".strip())
            if service.hindrance is not None:
                text = problem_text(service.hindrance)
                item.setText(f"{item.text()}\n{text.happened}")
                item.setToolTip(f"{text.happened} {text.remedy}")
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        ids = [service.service_id for service in services if service.hindrance is None]
        at = current if current in ids else next(iter(ids), "")
        self.list.setCurrentRow(next((row for row, each in enumerate(services) if each.service_id == at), -1))
        self._none.setVisible(bool(self._services) and not services)
        self.list.setVisible(bool(services))

    def _pick(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self._choose(str(item.data(_ID)))

    def _fit(self) -> None:
        """To the rows of all services; one with a reason has two lines, or three. Never higher than the window."""
        rows = [self.list.sizeHintForRow(row) if each.hindrance else 0 for row, each in enumerate(self._services)]
        most = max(_FEWEST * CONTROL, min(_ROWS * CONTROL, self._chooser.window().height() - _ABOVE))
        self.list.setFixedHeight(min(sum(max(CONTROL, row) for row in rows), most) + 2)

    def _choose(self, service: str) -> None:
        self.close()
        self.picked.emit(service)


def _digit(key: str, ratio: float) -> QIcon:
    """What is pressed for it; "" where nothing is."""
    picture = QPixmap(round(_DIGIT * ratio), round(_DIGIT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setFont(font("body"))
    painter.setPen(colour("muted"))
    painter.drawText(QRect(0, 0, _DIGIT, _DIGIT), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, key)
    painter.end()
    return QIcon(picture)
