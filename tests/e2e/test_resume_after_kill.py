"""kill -9 after the steps of an enrollment, and in the middle of typing: the next start finds the draft as it was left.

A short run kills after some of them, drawn; `--long` after each.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from station.domain.outbox import OutboxState
from station.outbox.store import OutboxStore
from station.settings import load_settings
from station.storage.database import connect
from tests.support.enrolling import ACTIONS

ROOT = Path(__file__).parents[2]
KILLS = 6  # of a short run, beside the first and the last
TYPED = (1, 7, 20, 55)  # texts that were answered before the station is killed
pytestmark = pytest.mark.slow


class Stations:
    """Processes of tests/support/desk_child.py, one after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin
        assert process.stdout
        self._orders, self._told = process.stdin, process.stdout

    @contextmanager
    def child(self, home: Path, actions: Sequence[str], which: str = "") -> Iterator[None]:
        """One of them; killed without warning at the end."""
        self._orders.write(json.dumps([str(home), actions, which]) + "\n")
        self._orders.flush()
        number = self.said()
        yield
        os.kill(number, signal.SIGKILL)
        while self.said() is not None:
            pass  # what it still said before it was killed

    def said(self) -> Any:
        return json.loads(self._told.readline())


@pytest.fixture
def stations() -> Iterator[Stations]:
    command = [sys.executable, "-m", "tests.support.desk_child"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Stations(process)
        process.kill()


def lives(chance: Random, long: bool) -> Iterator[list[str]]:
    """All actions in their order, cut where the station is killed: after the first and the last in any case."""
    actions = list(ACTIONS)
    inner = range(2, len(actions))
    ends = [1, *sorted(inner if long else chance.sample(inner, KILLS)), len(actions)]
    for start, end in pairwise([0, *ends]):
        yield actions[start:end]


def test_killed_after_a_step_nothing_is_lost(demo_home: Path, stations: Stations, chance: Random, long: bool) -> None:
    which, before = "", None
    for actions in lives(chance, long):
        with stations.child(demo_home, actions, which):
            if which:
                assert stations.said() == before, actions
            for action in actions:
                after = stations.said()
                assert "problem" not in after, (action, after)
                which, before = which or after["id"], after
    settings = load_settings(demo_home)
    assert not (settings.drafts / which).exists()
    rows = OutboxStore(connect(settings.database), settings.outbox).rows()
    assert [(row.enrollment_id, row.packet_id) for row in rows] == [(which, before and before["packet"])]
    assert rows[0].state in (OutboxState.PENDING, OutboxState.SENDING, OutboxState.WAITING)


def test_killed_while_typing_every_answered_text_is_there(
    demo_home: Path, stations: Stations, chance: Random, long: bool
) -> None:
    with stations.child(demo_home, ["start"]):
        which = stations.said()["id"]
    for killed_after in TYPED if long else chance.sample(TYPED, 2):
        with stations.child(demo_home, ["keep typing"], which):
            assert "digest" in stations.said()
            for number in range(killed_after):
                assert stations.said() == number
        with stations.child(demo_home, ["to request"], which):
            resumed = stations.said()
            assert resumed["step"] == "document"
            assert int(resumed["address"]) >= killed_after - 1
            assert stations.said() == {"problem": "STN-431"}
