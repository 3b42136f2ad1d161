"""Programs that crash with somebody's data in memory leave none of it: no core, no file."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from secrets import randbelow

import pytest

from station.settings import load_settings
from tests.support.left_behind import NO_INTAKE, Run, allow_cores, canary, drawn, marked, needles_of, run, unfinished
from tests.support.residue import cores

__all__ = ["run"]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="core files, signals and /dev/shm")]


@pytest.mark.skipif(
    Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core"
    or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0,
    reason="this machine writes no core files into the current folder",
)
def test_without_our_care_a_crash_would_leave_it(run: Run) -> None:
    fields = marked()
    code, current = f"import os; kept = {fields!r}; os.abort()", run.folder / "current"
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=current, preexec_fn=allow_cores, check=False, capture_output=True)
    assert cores([run.folder]) != []
    assert run.residue(needles_of(fields)) != []


def test_crashes_with_an_open_draft(run: Run) -> None:
    """Of a worker, and then of the station, in two ways."""
    run.settle(NO_INTAKE)
    seed, fields = randbelow(2**31), unfinished()
    needles = {**needles_of(fields), **drawn(seed)}
    which = ""
    for crash, number in (("abort", signal.SIGABRT), ("segv", signal.SIGSEGV)):
        with canary(run) as talk:
            if which:
                assert talk.ask("resume", which=which)["said"] == "ok"
            else:
                which = talk.ask("start", seed=seed)["id"]
                talk.ask("fields", values=fields)
                talk.ask("samples")
                assert talk.ask("crash_scorer")["said"] == str(-signal.SIGSEGV)
            talk.tell("fail")
            talk.ask("look")
            assert run.residue(needles) == [], crash
            talk.tell(crash)
            assert talk.process.wait(60) == -number
        assert run.residue(needles) == [], crash
    said = [file.read_text() for file in run.folder.glob("stderr-*")]
    assert len(said) == 2
    for text in said:
        assert "Fatal Python error" in text, "the fault handler's own words, which name functions and no values"
        assert "ValueError at canary_child.py" in text


def test_the_worker_guards_itself(run: Run) -> None:
    """Also where the program that started it did not: a crash over a print writes no core."""
    code = (
        "import numpy\n"
        "from station.quality.finger.nfiq2 import Nfiq2, ScorerCrashed\n"
        "scorer = Nfiq2(workers=1, program=('tests.support.broken_scorers', 'crashing'))\n"
        "stripes = numpy.repeat((128 + 80 * numpy.sin(2 * numpy.pi * numpy.mgrid[0:300, 0:1][0] / 9)), 300, axis=1)\n"
        "try: scorer.measure([stripes.astype(numpy.uint8)])\n"
        "except ScorerCrashed as error: print(error.params)\n"
        "scorer.close()\n"
    )
    (run.folder.parent / "asks.py").write_text(code)
    done = subprocess.run(
        [sys.executable, run.folder.parent / "asks.py"],
        cwd=run.folder / "current",
        env=run.environment(),
        preexec_fn=allow_cores,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "{'exit_code': -11}", done.stderr
    assert cores([run.folder]) == []


def test_the_window_and_the_intake_write_no_core(run: Run) -> None:
    environment = {**run.environment(), "QT_QPA_PLATFORM": "offscreen"}
    home = load_settings(run.home).intake_home
    for arguments in (["ui", "--home", str(run.home)], ["intake", "serve", "--home", str(home), "--port", "0"]):
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=run.folder / "current",
            env=environment,
            preexec_fn=allow_cores,
            stderr=subprocess.PIPE,
        )
        limits = Path(f"/proc/{process.pid}/limits")
        deadline_s = time.monotonic() + 60
        while not any(line.split()[4:6] == ["0", "0"] for line in limits.read_text().splitlines() if "core" in line):
            assert process.poll() is None
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        process.send_signal(signal.SIGSEGV)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGSEGV
        assert cores([run.folder]) == []
