"""The card beside the picture: what was checked, and what else is to be known of this portrait."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from station.domain.capture import LiveCheck
from station.domain.face_facts import Hint
from station.domain.sample import PORTRAIT
from station.services.views import EnrollmentView
from ui.pages.portrait.state import Phase, PortraitState
from ui.pages.portrait.words import besides, check_items, score_item
from ui.theme.tokens import UNIT
from ui.widgets.card import Card
from ui.widgets.checklist import CheckList
from ui.widgets.chip import Chip
from ui.widgets.reasons import failed_words
from ui.widgets.words import Label

_TO_COME = (Phase.OPENING, Phase.WAITING, Phase.STOPPED)
"""Where no picture stands beside them yet."""


class ChecksCard(Card):
    def __init__(self) -> None:
        super().__init__("portrait.checks", spacing=UNIT)
        self.checks = CheckList()
        self.chip = Chip("portrait.simulated", "info")
        self.note = Label("portrait.checks_idle", "caption", ink="muted")
        self.besides = Label("", "caption", strong=True)
        self._shown: tuple[LiveCheck, ...] = ()
        self.mark(self.chip)
        self.add(self.note)
        self.add(self.besides)
        scroll = QScrollArea()  # nothing scrolls at 1366 x 728, but a notice must not push the button out
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.checks)
        self.add(scroll, 1)

    def show_state(self, view: EnrollmentView | None, state: PortraitState) -> None:
        self.chip.setVisible(state.device is not None and state.device.simulated)
        self.tell(view, state, ())

    def tell(self, view: EnrollmentView | None, state: PortraitState, hints: Sequence[Hint]) -> None:
        """hints: as the running session has them."""
        told = besides(view, state, hints, details=self.checks.details)
        if told != self.besides.text():
            self.besides.plain(told)
        self.besides.setVisible(bool(told) and state.phase is not Phase.EXCEPTED)

    def show_checks(
        self, view: EnrollmentView | None, state: PortraitState, checks: tuple[LiveCheck, ...] | None = None
    ) -> None:
        """checks: None where they are those shown before."""
        self._shown = checks = self._shown if checks is None else checks
        items = check_items(checks, details=self.checks.details)
        if not items and self.checks.details and state.phase is Phase.ACCEPTED and state.portrait is not None:
            items = [score_item(score) for score in state.portrait.quality]
        self.checks.set_items(items)
        failed = failed_words(view, PORTRAIT, details=self.checks.details)
        kept = state.phase is Phase.ACCEPTED
        self.note.setVisible(kept if failed else (kept and not items) or (not items and state.phase in _TO_COME))
        if kept and failed:
            self.note.say("override.not_held", checks=failed)
        else:
            self.note.say("portrait.checks_held" if kept else "portrait.checks_idle")
