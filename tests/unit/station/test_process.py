"""What a process leaves when it dies: no core file, and no message of an exception on its standard error."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOKEN = "Hovhannisyan-6506901230"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="core files and /proc")
BEGIN = "import sys; from station import process; process.begin('%(name)s %(message)s');"


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A process that could dump core, started in `folder`."""

    def allow() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    command = [sys.executable, "-X", "faulthandler", "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, preexec_fn=allow, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV])
def test_no_core_is_written_after_begin(tmp_path: Path, number: signal.Signals) -> None:
    crash = f"token = '{TOKEN}'; import os; os.kill(os.getpid(), {int(number)})"
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if pattern == "core" and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0:
        assert run(crash, tmp_path).returncode == -number
        assert list(tmp_path.iterdir()) != [], "this machine writes cores, else the test shows nothing"
        for file in tmp_path.iterdir():
            file.unlink()
    done = run(BEGIN + crash, tmp_path)
    assert done.returncode == -number
    assert list(tmp_path.iterdir()) == []
    assert TOKEN not in done.stderr


def test_the_limit_holds_for_children_and_the_process_is_not_dumpable(tmp_path: Path) -> None:
    code = "import resource, ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"
    assert run(BEGIN + code, tmp_path).stdout.strip() == "(0, 0) 0"
    child = f"import subprocess; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    assert run(BEGIN + child, tmp_path).stdout.strip() == "(0, 0) 1"  # that mark a program sets for itself


@pytest.mark.parametrize(
    "raising",
    [
        f"raise ValueError('{TOKEN}')",
        f"""
try:
    int('{TOKEN}')
except ValueError as error:
    raise KeyError('{TOKEN}') from error""",
        f"""
import threading
def fail(): raise ValueError('{TOKEN}')
thread = threading.Thread(target=fail); thread.start(); thread.join()""",
        f"""
class Ending:
    def __del__(self): raise ValueError('{TOKEN}')
Ending()""",
        f"""
import logging
try:
    int('{TOKEN}')
except ValueError:
    logging.getLogger('some').exception('did not work')""",
    ],
)
def test_an_exception_says_its_type_and_place_and_not_its_message(tmp_path: Path, raising: str) -> None:
    done = run(BEGIN + "\n" + raising, tmp_path)
    assert TOKEN not in done.stderr + done.stdout
    assert "ValueError at <string>:" in done.stderr


def test_what_an_exception_came_from_is_told_and_a_circle_ends(tmp_path: Path) -> None:
    code = """
first, second = ValueError('a'), KeyError('b')
first.__context__, second.__context__ = second, first
print(process.places(first))"""
    assert run(BEGIN + code, tmp_path).stdout == "ValueError at unknown; from KeyError at unknown\n"


def test_ctrl_c_is_no_report(tmp_path: Path) -> None:
    done = run(BEGIN + "raise KeyboardInterrupt", tmp_path)
    assert done.stderr == ""
    assert done.returncode != 0


def test_a_thread_that_ends_itself_is_no_report(tmp_path: Path) -> None:
    done = run(BEGIN + "import threading; thread = threading.Thread(target=sys.exit); thread.start()", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["koi8-r", "latin-1", "ascii", "utf-8"])
def test_names_are_printed_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    says = "print('Հ Я'); print('Հ', file=sys.stderr); print('after')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + says], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said, after = done.stdout.decode(encoding).splitlines()
    assert said == {"koi8-r": "\\u0540 Я", "utf-8": "Հ Я"}.get(encoding, "\\u0540 \\u042f")
    assert after == "after"


def test_a_program_without_a_terminal_begins_all_the_same(tmp_path: Path) -> None:
    code = "import sys; sys.stdout = sys.stderr = None; from station import process; process.begin('%(message)s')"
    assert run(code, tmp_path).returncode == 0
