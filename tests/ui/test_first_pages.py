"""What each role is shown first, as the pictures walk it: each has a picture, and the keyboard is seen in each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from station.domain.operator import Role
from tests.support.window_lint import seen_with_the_keyboard
from ui.messages import say
from ui.pages.home.view import HomePage
from ui.screenshots.first_pages import first_pages
from ui.shell.window import Shell


class Looks:
    """In the place of an album: draws nothing."""

    def __init__(self) -> None:
        self.at: dict[str, str] = {}
        self.why: dict[str, str | None] = {}

    def shoot(self, window: Shell, page: str, state: str, say: Callable[[], None] = lambda: None) -> None:
        for _ in range(8):
            QApplication.processEvents()
        self.at[f"{page}-{state}"] = seen_with_the_keyboard(window)
        if isinstance(window.page, HomePage):
            self.why[state] = window.page.primary_reason()


@pytest.mark.slow
def test_every_role_has_a_picture_with_the_keyboard_in_sight(tmp_path: Path, dressed: QApplication) -> None:
    looks: Any = Looks()
    first_pages(tmp_path, looks)
    new, day = say("home.new"), say("day.open")
    begins = {Role.VOLUNTEER, Role.OPERATOR, Role.OFFICER}
    pages = {f"first-{role.value}": new if role in begins else day for role in Role}
    assert looks.at == pages | dict.fromkeys(("failed-attention", "ended-attention"), say("shell.close"))
    assert {role for role in Role if looks.why[role.value] is None} == begins
    assert say("home.working") not in looks.why.values()
