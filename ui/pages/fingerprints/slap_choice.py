"""What the service asks for as buttons with their states: shows where one is, and turns to another. Fingers that are
placed alone stand under what they are a part of."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.sample import SLAPS, Slap
from station.services.views import SlapView
from ui.messages import joined, say
from ui.pages.fingerprints.words import slap_state
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button


class SlapChoice(QWidget):
    def __init__(self, on_chosen: Callable[[Slap], None]) -> None:
        super().__init__()
        self._on_chosen = on_chosen
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(UNIT)
        self._row.addStretch(1)
        self.buttons: dict[Slap, Button] = {}
        for slap in SLAPS:
            self._add(slap)

    def _add(self, slap: Slap) -> None:
        button = Button(f"fingerprints.slap.{slap.value}", "choice", "ring")
        button.setCheckable(True)
        button.clicked.connect(lambda _=False: self._on_chosen(slap))
        self.buttons[slap] = button
        self._row.insertWidget(self._row.count() - 1, button)

    def show_slaps(self, slaps: tuple[SlapView, ...], current: Slap | None) -> None:
        """The current one is pressed; each says its state to a screen reader."""
        asked = [item for item in slaps if item.part_of is None]
        for item in asked:
            if item.slap not in self.buttons:
                self._add(item.slap)
        for slap, button in self.buttons.items():
            button.setVisible(any(item.slap is slap for item in asked))
        for item in asked:
            button = self.buttons[item.slap]
            parts = [each for each in slaps if item.slap in (each.slap, each.part_of)]
            here = any(each.slap is current for each in parts)
            state, icon_name, role = slap_state(parts, current=here)
            button.setChecked(here)
            button.set_icon(icon_name, role)
            name = say(f"fingerprints.slap.{item.slap.value}")
            button.setAccessibleName(joined(name, say("fingerprints.slap_state." + state)))
