"""The applicant's window on a real second screen, plugged in, out and in again; one program tells all moments
(tests/support/second_screen_child.py)."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.display import x_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="RandR of an X server")
SECOND, DESK = [1366, 0, 1024, 600], "desk"


@pytest.fixture(scope="module")
def moments() -> Mapping[str, Mapping[str, Any]]:
    with x_server("2390x768x24") as display:
        told = subprocess.run(
            [sys.executable, "-m", "tests.support.second_screen_child"],
            env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert told.returncode == 0, told.stderr[-2000:]
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    return {line["what"]: line for line in lines}


def test_with_one_screen_there_is_none(moments: Mapping[str, Mapping[str, Any]]) -> None:
    assert (moments["one screen"]["screen"], moments["one screen"]["shows"]) == ("", "")


@pytest.mark.parametrize("moment", ["plugged", "again", "the operator went back"])
def test_it_fills_the_second_screen_whenever_it_comes(moments: Mapping[str, Mapping[str, Any]], moment: str) -> None:
    told = moments[moment]
    assert (told["screen"], told["at"]) == ("applicant", SECOND)
    assert told["shows"] == "wait", "whom it shows did not change meanwhile"
    assert not told["takes_keys"], "the keyboard is the operator's"


def test_unplugged_it_is_shown_nowhere(moments: Mapping[str, Mapping[str, Any]]) -> None:
    """Not on the operator's screen either, where a window system moves what has lost its own."""
    assert moments["unplugged"]["screen"] == ""


def test_it_is_never_on_the_screen_on_which_the_operator_works(moments: Mapping[str, Mapping[str, Any]]) -> None:
    assert moments["the operator took it"]["screen"] == DESK
    assert moments["kept for the operator"]["screen"] == ""


def test_over_the_operators_window_it_goes_to_a_screen_that_comes(moments: Mapping[str, Mapping[str, Any]]) -> None:
    assert moments["over the operator's window"]["screen"] == DESK
    assert moments["plugged while it stood there"]["screen"] == "applicant"
