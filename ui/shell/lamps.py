"""Lamps of the top bar: the state of devices and outbox, always visible, by icon and word; a click shows details."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import joined, problem_text, say
from ui.theme.icons import pixmap
from ui.theme.tokens import CONTROL, UNIT, Role
from ui.widgets.buttons import Button
from ui.widgets.chip import Chip, ChipKind
from ui.widgets.device_words import device_name
from ui.widgets.icon import Icon
from ui.widgets.popover import Popover, ToldSheet
from ui.widgets.words import Label, line

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import DeviceView

KIND_ICONS = {"camera": "camera", "fingerprint": "fingerprint", "signature": "signature"}
STATES: dict[str, tuple[str, Role, ChipKind]] = {
    "ready": ("check", "ok", "ok"),
    "in_use": ("dot", "accent", "info"),
    "gone": ("cross", "error", "error"),
    "faulted": ("warning", "warn", "warn"),
    "missing": ("minus", "muted", "plain"),
}
_RANK = ("in_use", "ready", "faulted", "gone")


def best_state(devices: "Sequence[DeviceView]", kind: str) -> str:
    """State of the best device of `kind`, the one that would be used; "missing" where there is none."""
    states = {device.state for device in devices if device.kind == kind}
    return next((state for state in _RANK if state in states), "missing")


class DeviceLamp(Button):
    """One kind of device: its icon with the state's icon at the corner."""

    def __init__(self, kind: str) -> None:
        self.kind, self._state, self._device = kind, "missing", ""
        super().__init__("", "bar")
        self.setFixedSize(QSize(48, CONTROL))
        self.retranslate()

    def show_devices(self, devices: "Sequence[DeviceView]") -> None:
        self._state = best_state(devices, self.kind)
        self._device = next((d.name for d in devices if d.kind == self.kind and d.state == self._state), "")
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        words = joined(say("shell.device." + self.kind), say("shell.device_state." + self._state))
        self.setAccessibleName(words)
        self.setToolTip(f"{words}\n{self._device}" if self._device else words)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        name, role, _ = STATES[self._state]
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        gone = self._state in ("missing", "gone")
        painter.drawPixmap(QPoint(6, 9), pixmap(KIND_ICONS[self.kind], "muted" if gone else "text", 22, ratio))
        painter.drawPixmap(QPoint(29, 12), pixmap(name, role, 16, ratio))
        painter.end()


class OutboxLamp(Button):
    """How many packets still wait for the centre's receipt."""

    def __init__(self) -> None:
        self._waiting, self._attention, self._narrow = 0, 0, False
        super().__init__("", "bar", "outbox")
        self.retranslate()

    def show_counts(self, waiting: int, attention: int) -> None:
        """waiting: not yet receipted. attention: for which a person is needed."""
        self._waiting, self._attention = waiting, attention
        self.set_icon("warning" if attention else "outbox")
        self.retranslate()

    def show_narrow(self, narrow: bool) -> None:
        """On a narrow screen: the count without its word."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.retranslate()

    def retranslate(self) -> None:
        self.setText(f"{self._waiting}" if self._narrow else f"{say('shell.outbox')} {self._waiting}")
        words = say("shell.outbox_words", waiting=self._waiting, attention=self._attention)
        self.setAccessibleName(words)
        self.setToolTip(words)


def health(parent: QWidget, kind: str, devices: "Sequence[DeviceView]") -> Popover:
    """What a click on a lamp opens: a line for each device of the kind, with its state and what is wrong with it."""
    return ToldSheet(parent, partial(_tell, kind, [device for device in devices if device.kind == kind]))


def _tell(kind: str, found: "Sequence[DeviceView]", column: QVBoxLayout) -> None:
    column.addWidget(Label(f"shell.device.{kind}", "lead", strong=True))
    if not found:
        column.addWidget(Label("shell.device_none", ink="muted"))
    for device in found:
        column.addWidget(line())
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        name, role, chip_kind = STATES[device.state]
        row.addWidget(Icon(name, role, 20))
        label = Label("", "body", strong=True)
        label.plain(device_name(device))
        row.addWidget(label, 1)
        row.addWidget(Chip(f"shell.device_state.{device.state}", chip_kind))
        column.addLayout(row)
        if device.simulated:
            column.addWidget(Label("shell.device_simulated", "caption", ink="muted"))
        if device.pitch is not None:
            zero = Label("shell.device_pitch", "caption", ink="muted")
            zero.say("shell.device_pitch", zero=str(device.pitch), applied=f"{device.pitch.offset:+.1f}°")
            column.addWidget(zero)
        if device.problem is not None:
            text = problem_text(device.problem)
            note = Label("", "caption")
            note.plain(f"{text.happened} {text.remedy}".strip())
            column.addWidget(note)
