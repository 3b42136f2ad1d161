"""What the desktop draws larger is to the window a smaller screen and nothing else: the sizes that every page is held
against stand for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.support.scaled_child import placed

ROOT = Path(__file__).parents[2]
ROUNDING = 3  # px: of letters that are measured in other dots


def test_a_window_that_is_drawn_larger_is_laid_out_as_one_of_that_size(dressed: QApplication) -> None:
    larger = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1.5"}
    command = [sys.executable, "-m", "tests.support.scaled_child"]
    said = subprocess.run(command, cwd=ROOT, env=larger, capture_output=True, text=True, check=True, timeout=120).stdout
    ratio, scaled = json.loads(said)
    plain = placed(dressed)
    assert ratio == 1.5
    assert len(scaled) == len(plain) > 6
    for one, other in zip(plain, scaled, strict=True):
        assert all(abs(a - b) <= ROUNDING for a, b in zip(one, other, strict=True)), (one, other)
