"""One window a profile: the second brings the first to the front and ends; a dead one's socket hinders nobody."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from station.profile import held
from ui.shell.only_window import SOCKET, OnlyWindow, call_the_other

ROOT = Path(__file__).parents[2]
# The true program; each time its window is called to the front it says so, and ends when told to.
FIRST = """
import sys
from threading import Thread
import ui.shell.program as program

class Watched(program.Shell):
    def attach(self, station, memory):
        super().attach(station, memory)
        print("up", flush=True)
        Thread(target=self._until_told, daemon=True).start()
    def start_failed(self, problem):
        super().start_failed(problem)
        print(problem.code, flush=True)
        self.close()
    def come_forward(self):
        super().come_forward()
        print("forward", self.isVisible(), flush=True)
    def _until_told(self):
        sys.stdin.readline()
        self._bridge.post(self.close)

program.Shell = Watched
sys.exit(program.main(sys.argv[1:]))
"""
CALLER = """
import sys
from pathlib import Path
from ui.shell.only_window import call_the_other
sys.exit(0 if call_the_other(Path(sys.argv[1])) else 1)
"""


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FIRST, "--home", str(home), "--language", "en"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_window_brings_the_first_to_the_front_and_ends(demo_home: Path) -> None:
    with start(demo_home) as first:
        assert first.stdout is not None
        assert first.stdin is not None
        assert first.stdout.readline() == "up\n"
        for _ in range(2):
            with start(demo_home) as second:
                said, complained = second.communicate(timeout=60)
            assert (said, complained, second.returncode) == ("", "", 0)
            assert first.stdout.readline() == "forward True\n"
        first.stdin.write("end\n")
        first.stdin.close()
        assert first.wait(60) == 0
    assert not (demo_home / "data" / SOCKET).exists()


def test_two_windows_started_at_once_become_one(demo_home: Path) -> None:
    """Whichever has the profile comes up; the other hears that it is called for, and ends without a word of trouble."""
    with start(demo_home) as one, start(demo_home) as other:
        ended: list[subprocess.Popen[str]] = []
        waits = [Thread(target=lambda each=each: (each.wait(60), ended.append(each))) for each in (one, other)]
        for wait in waits:
            wait.start()
        assert one.stdout is not None
        assert other.stdout is not None
        lines = {one: one.stdout.readline(), other: other.stdout.readline()}
        assert sorted(lines.values()) == ["", "up\n"]
        first = next(each for each, line in lines.items() if line)
        assert first.stdout is not None
        assert first.stdin is not None
        assert first.stdout.readline() == "forward True\n"
        first.stdin.write("end\n")
        first.stdin.close()
        for wait in waits:
            wait.join()
    assert [each.returncode for each in (one, other)] == [0, 0]


def test_a_window_beside_a_command_says_who_works(demo_home: Path) -> None:
    with held(demo_home / "data", "stationctl enroll"), start(demo_home) as window:
        said, _ = window.communicate(timeout=60)
    assert said == "STN-160\n"


def test_a_stale_socket_hinders_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / SOCKET))
    assert not call_the_other(tmp_path)
    window = OnlyWindow(tmp_path)
    with qtbot.waitSignal(window.called, timeout=60_000):
        caller = subprocess.Popen([sys.executable, "-c", CALLER, str(tmp_path)], cwd=ROOT)
    assert caller.wait(60) == 0
    window.close()
    assert not call_the_other(tmp_path)


def test_only_the_owner_may_call(qtbot: QtBot, tmp_path: Path) -> None:
    window = OnlyWindow(tmp_path)
    assert (tmp_path / SOCKET).stat().st_mode & 0o077 == 0
    window.close()


@pytest.mark.filterwarnings("default")
def test_a_folder_too_deep_for_a_socket_is_no_failure(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    window = OnlyWindow(deep)
    assert "no socket" in caplog.text
    assert not call_the_other(deep)
    window.close()
