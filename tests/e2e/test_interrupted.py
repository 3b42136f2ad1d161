"""Ctrl+C in the middle of an enrollment: a sentence, a status, and a draft that goes on."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from station.__main__ import main
from station.commands import outbox
from station.services.views import EnrollmentView
from station.settings import load_settings
from tests.support.desk import OPERATOR, open_desk

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "enroll.toml"


def test_a_capture_is_interrupted(demo_home: Path) -> None:
    # What was started in the background of a shell ignores Ctrl+C and hands that down: here it must not.
    command = ["env", "--default-signal=INT", sys.executable, "-W", "error", "-m", "station"]
    command += ["--home", str(demo_home), "enroll"]
    command += ["--script", str(EXAMPLE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        started = ""
        for line in process.stdout:
            if found := re.fullmatch(r"Enrollment ([0-9a-f-]{36})\n", line):
                started = found[1]
                break
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert started
    assert process.returncode == 130, said
    assert said.count("\n") == 1, "one sentence and no trace"
    assert started in said
    desk = open_desk(load_settings(demo_home))
    desk.sign_in_as(OPERATOR)
    drafts = desk.enroll.drafts()
    assert isinstance(drafts, tuple)
    assert [draft.enrollment_id for draft in drafts] == [started]
    answer = desk.enroll.resume(drafts[0].enrollment_id)
    assert isinstance(answer, EnrollmentView)


def test_any_other_command_is_interrupted_too(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "run", interrupted)
    assert main(["--home", str(demo_home), "outbox"]) == 130
    said = capsys.readouterr().err
    assert "CLI-INTERRUPTED" in said
    assert said.count("\n") == 1
