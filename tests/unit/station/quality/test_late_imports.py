"""The station's start does not pay for OpenCV, and OpenCV does not break Qt."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_engine_and_session_load_without_opencv() -> None:
    run(
        "import sys, station.capture.portrait, station.quality.face.engine as e; e.FaceEngine();"
        "assert not {'cv2', 'PIL'} & set(sys.modules)"
    )


def test_opencv_leaves_no_qt_settings_behind() -> None:
    run(
        "import os; from station.quality.cv import cv2;"
        "assert not {'QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR'} & set(os.environ)"
    )


def test_the_help_of_stationctl_pays_for_what_it_says_alone() -> None:
    """Neither for workers, nor for what an enrollment is."""
    run(
        "import sys, station.process, station.__main__ as program; program.parser().format_help();"
        "late = {'subprocess', 'dataclasses', 'inspect', 'workers.worker', 'station.domain.sample'};"
        "assert not late & set(sys.modules), late & set(sys.modules)"
    )
