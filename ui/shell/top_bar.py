"""Top bar: mode, unit and desk, device lamps, outbox, operator, language. Visible on every page."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.operator import Operator
from ui.messages import called, language, languages, say
from ui.shell.lamps import DeviceLamp, OutboxLamp, health
from ui.theme.tokens import GAP, TOP_BAR, UNIT
from ui.widgets.buttons import Button
from ui.widgets.name_label import NameLabel, on_two_lines
from ui.widgets.popover import ToldSheet
from ui.widgets.words import Label, set_look

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import DeviceView

KINDS = ("camera", "fingerprint", "signature")
_NAME, _UNIT_AND_DESK = 150, 120  # most and least width, px
_OWN_NAMES = {"hy": ("Հայ", "Հայերեն"), "ru": ("Рус", "Русский"), "en": ("Eng", "English")}


class TopBar(QFrame):
    language_chosen = Signal(str)
    outbox_pressed = Signal()
    lock_pressed = Signal()
    help_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "topbar")
        self.setFixedHeight(TOP_BAR)
        self._devices: tuple[DeviceView, ...] = ()
        self._operator: Operator | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, UNIT, 1)
        row.setSpacing(UNIT)
        self._mode = Label("", "body", strong=True, wrap=False)
        self._mode.setProperty("look", "mode")
        self._mode.setProperty("ink", None)
        self._mode.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self._mode.setContentsMargins(GAP, 0, GAP, 0)
        row.addWidget(self._mode)
        self._place = NameLabel("body", 2)
        self._place.setContentsMargins(GAP, 0, 0, 0)
        self._place.setMinimumWidth(_UNIT_AND_DESK)
        row.addWidget(self._place, 1)
        self._between = QWidget()  # where unit and desk have no room
        row.addWidget(self._between, 1)
        self._between.hide()
        self.lamps = {kind: DeviceLamp(kind) for kind in KINDS}
        for lamp in self.lamps.values():
            lamp.clicked.connect(lambda _=False, lamp=lamp: self._open_health(lamp))
            row.addWidget(lamp)
        self.outbox = OutboxLamp()
        self.outbox.clicked.connect(self.outbox_pressed)
        row.addWidget(self.outbox)
        self.operator = Button("", "bar", "person")
        self.operator.clicked.connect(self._open_operator)
        self.operator.hide()
        row.addWidget(self.operator)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._languages: dict[str, Button] = {}
        tongues = QHBoxLayout()
        tongues.setSpacing(0)
        for tag in languages():
            button = Button("", "bar")
            short, name = _OWN_NAMES[tag]
            button.setText(short)
            button.setAccessibleName(name)
            button.setToolTip(f"{name} (F8)")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, tag=tag: self.language_chosen.emit(tag))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take the focus away from what is typed
            self._group.addButton(button)
            self._languages[tag] = button
            tongues.addWidget(button)
        row.addLayout(tongues)
        self.help = Button("shell.help", "bar", "help", keys="F1")
        self.help.clicked.connect(self.help_pressed)
        row.addWidget(self.help)
        self.retranslate()

    def show_place(self, mode: str, unit: str, desk: str, work_mode: str = "NORMAL", until: date | None = None) -> None:
        """Show mode, unit and desk in the language in use. mode: "demo" or "production". work_mode: of signed policy;
        shown unless it is NORMAL, with its last day."""
        set_look(self._mode, kind=mode)
        word = say(f"shell.work_mode.{work_mode.lower()}")
        if until is not None:
            word = say("shell.work_mode_until", mode=word, day=f"{until:%d.%m.%Y}")
        if work_mode == "NORMAL":
            self._mode.say(f"shell.mode.{mode}")
        elif mode == "production":
            self._mode.plain(word)
        else:
            self._mode.plain(f"{say(f'shell.mode.{mode}')}\n{word}")
        self._place.plain(say("shell.place", unit=unit, desk=desk))
        self._fit()

    def show_devices(self, devices: "Sequence[DeviceView]") -> None:
        self._devices = tuple(devices)
        for lamp in self.lamps.values():
            lamp.show_devices(devices)

    def show_operator(self, operator: Operator | None) -> None:
        self._operator = operator
        self.operator.setVisible(operator is not None)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        self._languages[language()].setChecked(True)
        self.help.setAccessibleName(say("shell.help"))
        if self._operator is not None:
            self.operator.setAccessibleName(say("shell.operator_words", name=called(self._operator)))
        self._fit()

    def _fit(self) -> None:
        """As many words as have room; without them an icon says it, with the words in its tool tip."""
        for given_up in range(5):
            self._give_up(given_up)
            if self.minimumSizeHint().width() <= self.width():
                return

    def _give_up(self, so_many: int) -> None:
        """Of the words of help, of packets, of unit and desk, and the operator's name, in this order."""
        self.help.setText("" if so_many > 0 else say("shell.help"))
        self.outbox.show_narrow(so_many > 1)
        self._place.setVisible(so_many <= 2)
        self._between.setVisible(so_many > 2)
        name = "" if self._operator is None or so_many > 3 else called(self._operator)
        self.operator.setText(on_two_lines(name, self.operator.fontMetrics(), _NAME))

    def _open_health(self, lamp: DeviceLamp) -> None:
        health(self, lamp.kind, self._devices).open_under(lamp)

    def _open_operator(self) -> None:
        if self._operator is None:
            return
        sheet = ToldSheet(self, partial(self._tell_operator, self._operator))
        sheet.setAccessibleName(self.operator.accessibleName())
        sheet.open_under(self.operator)

    def _tell_operator(self, operator: Operator, column: QVBoxLayout) -> None:
        for text, role in ((called(operator), "lead"), (operator.organisation, "body")):
            label = Label("", "lead" if role == "lead" else "body", strong=role == "lead")
            label.plain(text)
            column.addWidget(label)
        roles = Label("", "caption", ink="muted")
        roles.plain(", ".join(say(f"shell.role.{role}") for role in sorted(operator.roles)))
        column.addWidget(roles)
        lock = Button("shell.lock", "secondary", "lock", keys="F9")
        lock.clicked.connect(lambda: lock.window().close())
        lock.clicked.connect(self.lock_pressed)
        column.addWidget(lock)
