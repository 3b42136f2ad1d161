"""Python's collector looks through everything while nobody has a hand on the window, and on the UI thread alone;
threads hand on quickly."""

import gc
import sys
from collections.abc import Iterator
from threading import Thread, get_ident
from weakref import finalize, ref

import pytest
from pytestqt.qtbot import QtBot

from ui.bridge import HAND_ON_S, Bridge
from ui.shell import collector as looks
from ui.shell.collector import Collector

REST_MS, LOOK_MS = 200, 20
MANY = 50_000


class Ring:
    """Goes only when somebody looks for what holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector(REST_MS, LOOK_MS)
    yield made
    made.stop()


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


def test_what_other_threads_make_goes_on_the_ui_thread(collector: Collector, qtbot: QtBot) -> None:
    """An object of Qt's that goes on another thread can hold the window for ever."""
    assert not gc.isenabled()
    where: list[int] = []

    def work() -> None:
        for _ in range(MANY):
            finalize(Ring(), lambda: where.append(get_ident()))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(where) == MANY)
    assert set(where) == {get_ident()}
    collector.stop()
    assert not gc.isenabled(), "also while the window goes"


def test_where_nobody_rests_it_looks_through_everything_at_last(
    collector: Collector, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = lost()
    monkeypatch.setattr(looks, "SELDOM", -1)
    qtbot.waitUntil(lambda: gone() is None)


def test_what_stays_for_good_is_not_looked_through_again(collector: Collector) -> None:
    frozen = gc.get_freeze_count()
    collector.begin()
    assert gc.get_freeze_count() > frozen


def test_a_thread_that_computes_hands_on_soon() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        Bridge().close()
        assert sys.getswitchinterval() == pytest.approx(HAND_ON_S)
    finally:
        sys.setswitchinterval(before)
