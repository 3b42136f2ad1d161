"""kill -9 after every step, and in the middle of typing: the next start finds the draft as it was left."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from station.domain.outbox import OutboxState
from station.outbox.store import OutboxStore
from station.settings import load_settings
from station.storage.database import connect
from tests.support.desk_child import ACTIONS

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@contextmanager
def child(home: Path, action: str, which: str = "") -> Iterator["subprocess.Popen[str]"]:
    """A station process; killed without warning at the end."""
    command = [sys.executable, "-m", "tests.support.desk_child", str(home), action, *([which] if which else [])]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def said(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def test_killed_after_each_step_nothing_is_lost(demo_home: Path) -> None:
    which, before = "", None
    for action in ACTIONS:
        with child(demo_home, action, which) as process:
            if which:
                assert said(process) == before, action
            after = said(process)
            assert "problem" not in after, (action, after)
            which, before = which or after["id"], after
    settings = load_settings(demo_home)
    assert not (settings.drafts / which).exists()
    rows = OutboxStore(connect(settings.database), settings.outbox).rows()
    assert [(row.enrollment_id, row.packet_id) for row in rows] == [(which, before and before["packet"])]
    assert rows[0].state in (OutboxState.PENDING, OutboxState.SENDING, OutboxState.WAITING)


def test_killed_while_typing_every_answered_text_is_there(demo_home: Path) -> None:
    with child(demo_home, "start") as process:
        which = said(process)["id"]
    for killed_after in (1, 7, 20, 55):
        with child(demo_home, "keep typing", which) as process:
            assert "digest" in said(process)
            for number in range(killed_after):
                assert said(process) == number
        with child(demo_home, "to document", which) as process:
            resumed = said(process)
            assert resumed["step"] == "applicant"
            assert int(resumed["address"]) >= killed_after - 1
            assert said(process) == {"problem": "STN-431"}
