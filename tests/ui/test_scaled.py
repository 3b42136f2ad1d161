"""What the desktop draws larger is to the window a smaller screen and nothing else: the sizes that every page is held
against stand for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from tests.support.display import x_resources, x_server
from tests.support.scaled_child import placed
from ui.theme.active import active, use

ROOT = Path(__file__).parents[2]
ROUNDING = 3  # px: of letters that are measured in other dots


def child(**environment: str) -> tuple[float, list[list[int]]]:
    """Its ratio of dots, and where its labels stand."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    command = [sys.executable, "-m", "tests.support.scaled_child"]
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=120).stdout
    ratio, scaled = json.loads(said)
    return ratio, scaled


def same(one: list[list[int]], other: list[list[int]]) -> bool:
    near = [all(abs(a - b) <= ROUNDING for a, b in zip(*pair, strict=True)) for pair in zip(one, other, strict=True)]
    return len(near) > 6 and all(near)


@pytest.mark.parametrize("asked", [{"QT_SCALE_FACTOR": "1.5"}, {"QT_FONT_DPI": "144"}], ids=["everything", "letters"])
def test_a_window_that_is_drawn_larger_is_laid_out_as_one_of_that_size(
    asked: dict[str, str], dressed: QApplication
) -> None:
    """Larger letters alone are no other case: Qt makes everything larger by the desktop's dots an inch of letters."""
    ratio, scaled = child(**asked)
    assert ratio == 1.5
    assert same(placed(dressed), scaled)


def test_letters_of_150_percent_on_an_x_desktop_draw_the_whole_window_larger() -> None:
    """What GNOME, KDE and Xfce set there for it."""
    with x_server() as display:
        x_resources(display, "Xft.dpi:\t144\n")
        ratio, _ = child(QT_QPA_PLATFORM="xcb", DISPLAY=display)
    assert ratio == 1.5


def test_another_font_of_the_system_changes_nothing(dressed: QApplication) -> None:
    """A theme of the desktop may give Qt a font for all, and others for its menus and lists: ours has sizes of its own,
    and what wants larger letters is the size in the window (F12)."""
    before, large = placed(dressed), QFont("Noto Sans", 24)
    kinds = ("QWidget", "QLabel", "QPushButton", "QComboBox", "QLineEdit", "QMenu", "QToolTip", "QListView")
    try:
        for kind in kinds:
            QApplication.setFont(large, kind)
        assert same(before, placed(dressed))
    finally:
        for kind in kinds:
            QApplication.setFont(QFont(), kind)
        use(dressed, active())
