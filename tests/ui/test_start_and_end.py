"""The program from start to end in its own process: it comes up, says why it cannot, leaves nothing running."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Runs the true program and does one thing at one moment; what stands on the screen is printed at the end.
DRIVER = """
import sys
from PySide6.QtCore import QTimer
import ui.shell.program as program

class Watched(program.Shell):
    def _say(self, word):
        print(word, self.frame.banner.accessibleName(), flush=True)
        self.close()
    def show(self):
        super().show()
        if sys.argv[1] == "close-at-once":
            QTimer.singleShot(0, self.close)
    def attach(self, station, memory):
        super().attach(station, memory)
        if sys.argv[1] == "type-and-die":
            from tests.support.killed_while_typing import live
            live(self)
        elif self.isVisible():
            QTimer.singleShot(300, lambda: self._say("up"))
    def start_failed(self, problem):
        super().start_failed(problem)
        QTimer.singleShot(0, lambda: self._say(problem.code))
    def tell_incident(self, number):
        super().tell_incident(number)
        QTimer.singleShot(0, lambda: self._say("incident"))

program.Shell = Watched
sys.exit(program.main(sys.argv[2:]))
"""


def run(home: Path, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DRIVER, what, "--home", str(home), "--language", "en"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def still_running(home: Path) -> list[str]:
    """Processes that have this home in their arguments."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if str(home) in words:
            found.append(words.replace("\0", " "))
    return found


@pytest.fixture
def demo(keys_made_once: Path, tmp_path: Path) -> Path:
    """A home with keys, and with the embedded intake as a child of the program."""
    import shutil

    return Path(shutil.copytree(keys_made_once, tmp_path / "demo"))


def test_it_comes_up_and_ends_with_everything_behind_it(demo: Path) -> None:
    done = run(demo, "close-later")
    assert done.stdout.split() == ["up"]
    assert done.returncode == 0, done.stderr
    assert still_running(demo) == []


def test_closing_while_it_starts_ends_it_too(demo: Path) -> None:
    done = run(demo, "close-at-once")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert still_running(demo) == []


def test_wrong_settings_are_told_in_the_window(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "station.toml").write_text('mode = "holiday"', encoding="utf-8")
    done = run(tmp_path, "close-later")
    assert done.returncode == 0, done.stderr
    code, _, words = done.stdout.strip().partition(" ")
    assert code == "STN-601"
    assert len(words) > 10


def test_a_bug_while_starting_gives_an_incident_number(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    done = run(tmp_path, "close-later")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(("incident", "STN-")), done.stdout
    assert "Traceback" not in done.stderr


def test_killed_while_typing_nothing_typed_is_lost_and_the_page_comes_back(demo: Path) -> None:
    done = run(demo, "type-and-die")
    assert done.returncode == -9, done.stderr
    again = run(demo, "type-and-die")
    assert "\n".join(again.stdout.split("\n")[:1]) == "applicant Հակոբյան HAKOBYAN", again.stderr
