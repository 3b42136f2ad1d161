"""PersonCard: name, organisation, roles; chosen like a radio button."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from ui.theme.tokens import GAP, UNIT
from ui.widgets.chip import Chip
from ui.widgets.icon import Icon
from ui.widgets.words import Label

_LEAST = 88  # px high


class PersonCard(QPushButton):
    """One Tab stop together with its neighbours when placed in one parent; arrows move."""

    def __init__(self, organisation: str) -> None:
        super().__init__()
        self._organisation = organisation
        self.setProperty("kind", "card")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(GAP, UNIT, GAP, UNIT)
        row.setSpacing(GAP)
        row.addWidget(Icon("person", "accent", 24))
        column = QVBoxLayout()
        column.setSpacing(0)
        self._name = Label("", "lead", strong=True)
        where = Label("", "body", ink="muted")
        where.plain(organisation)
        self._roles = Label("", "caption", ink="muted")
        column.addWidget(self._name)
        column.addWidget(where)
        column.addWidget(self._roles)
        self._state = Chip()
        self._state.hide()
        column.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """A long name has the lines that it needs."""
        return max(_LEAST, self._row.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _LEAST)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def show_words(self, name: str, roles: str, state: str = "") -> None:
        """In the language in use. state: what keeps them from signing in; "" for nothing."""
        self._name.plain(name)
        self._roles.plain(roles)
        self._state.plain(state)
        self._state.setVisible(bool(state))
        self.updateGeometry()
        self.setAccessibleName(", ".join(part for part in (name, self._organisation, roles, state) if part))
