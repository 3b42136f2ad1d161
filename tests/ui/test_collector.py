"""Python's collector looks through everything while nobody has a hand on the window; threads hand on quickly."""

import gc
import sys
from collections.abc import Iterator
from weakref import ref

import pytest
from pytestqt.qtbot import QtBot

from ui.bridge import HAND_ON_S, Bridge
from ui.shell.collector import SELDOM, Collector

REST_MS = 200


class Ring:
    """Goes only when somebody looks for what holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    before = gc.get_threshold()
    made = Collector(REST_MS)
    yield made
    made.stop()
    gc.set_threshold(*before)


def lost() -> "ref[Ring]":
    ring = Ring()
    gc.collect(1)  # old by now: of the young ones it does not go
    return ref(ring)


def test_what_holds_itself_goes_once_nobody_has_a_hand_on_the_window(collector: Collector, qtbot: QtBot) -> None:
    gone = lost()
    collector.touched()
    qtbot.wait(REST_MS // 2)
    collector.touched()
    qtbot.wait(REST_MS // 2)
    assert gone() is not None, "somebody is at work"
    qtbot.waitUntil(lambda: gone() is None)
    later = lost()
    qtbot.wait(2 * REST_MS)
    assert later() is not None, "nothing was done since: nothing is looked for"


def test_by_itself_it_looks_through_everything_seldom(collector: Collector) -> None:
    young, middle, _ = gc.get_threshold()
    frozen = gc.get_freeze_count()
    collector.begin()
    assert gc.get_threshold() == (young, middle, SELDOM)
    assert gc.get_freeze_count() > frozen


def test_a_thread_that_computes_hands_on_soon() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        Bridge().close()
        assert sys.getswitchinterval() == pytest.approx(HAND_ON_S)
    finally:
        sys.setswitchinterval(before)
