"""The mailbox of one, and one live capture after another."""

from threading import Thread

import pytest

from station.domain.capture import CaptureFailed, CaptureStopped, PortraitEvent, PreviewFrame
from station.domain.errors import Problem
from tests.support.capture_fakes import FakeCapture, FakeDevices, Inbox, grey
from ui.live import LiveCapture, Newest

GONE = Problem("DEV-010")


def frame(at_s: float) -> PreviewFrame:
    return PreviewFrame(grey(), at_s)


def test_newest_wins_and_posts_once() -> None:
    inbox, taken = Inbox(), list[int]()
    mailbox = Newest(inbox, taken.append)
    for number in range(50):
        mailbox.put(number)
    assert len(inbox.calls) == 1
    inbox.run()
    assert taken == [49]
    mailbox.put(50)
    inbox.run()
    assert taken == [49, 50]


def test_newest_from_many_threads_never_queues_up() -> None:
    inbox, taken = Inbox(), list[int]()
    mailbox = Newest(inbox, taken.append)
    threads = [Thread(target=lambda start=start: [mailbox.put(start + n) for n in range(200)]) for start in (0, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inbox.run() == 1
    assert taken[0] in (199, 1199)


class Bench:
    def __init__(self) -> None:
        self.inbox, self.devices, self.capture = Inbox(), FakeDevices(), FakeCapture()
        self.heard: list[PortraitEvent] = []
        self.problems: list[Problem] = []
        self.back = self.changes = 0
        self.live: LiveCapture[PortraitEvent] = LiveCapture(
            "camera", self.devices, self.inbox, self.heard.append, self.problems.append, self._back, self._change
        )
        self.live.watch()

    def _change(self) -> None:
        self.changes += 1

    def _back(self) -> None:
        self.back += 1

    def begin(self) -> None:
        self.live.begin(self.capture.portrait)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_ended_session_is_not_heard(bench: Bench) -> None:
    bench.begin()
    bench.capture.say(frame(1))
    bench.capture.say(CaptureStopped())
    bench.live.end()
    bench.inbox.run()
    assert bench.heard == []
    assert bench.capture.sessions[0].stopped


def test_beginning_again_stops_the_one_before(bench: Bench) -> None:
    bench.begin()
    bench.capture.say(frame(1))
    bench.begin()
    assert [session.stopped for session in bench.capture.sessions] == [True]
    bench.inbox.run()  # the last word of the first: only now its camera is free for the second
    assert [session.stopped for session in bench.capture.sessions] == [True, False]
    bench.capture.say(frame(2))
    bench.inbox.run()
    assert [item.captured_at_s for item in bench.heard if isinstance(item, PreviewFrame)] == [2]


def test_ending_before_the_device_is_free_starts_nothing(bench: Bench) -> None:
    bench.begin()
    bench.begin()
    bench.live.end()
    bench.inbox.run()
    assert len(bench.capture.sessions) == 1
    bench.begin()
    assert len(bench.capture.sessions) == 2


def test_a_start_that_had_to_wait_tells_its_failure(bench: Bench) -> None:
    bench.begin()
    bench.begin()
    bench.capture.problem = Problem("DEV-011")
    bench.inbox.run()
    assert bench.problems == [Problem("DEV-011")]


def test_an_end_stops_the_session_before_it_is_heard(bench: Bench) -> None:
    bench.begin()
    bench.capture.say(CaptureFailed(GONE))
    bench.inbox.run()
    assert bench.heard == []
    assert bench.problems == [GONE]
    assert bench.capture.sessions[0].stopped


def test_a_device_that_was_away_and_is_back_is_told_once(bench: Bench) -> None:
    bench.begin()
    bench.capture.say(CaptureFailed(GONE))
    bench.inbox.run()
    bench.devices.set_state("camera", "gone")
    bench.inbox.run()
    assert bench.back == 0
    bench.devices.set_state("camera", "ready")
    bench.devices.set_state("camera", "ready")
    bench.inbox.run()
    assert bench.back == 1


def test_a_broken_device_that_stays_is_not_tried_for_ever(bench: Bench) -> None:
    bench.begin()
    bench.devices.set_state("camera", "in_use")
    bench.capture.say(CaptureFailed(Problem("DEV-030")))
    bench.inbox.run()
    bench.devices.set_state("camera", "ready")
    bench.inbox.run()
    assert bench.back == 0


def test_missing_from_the_start_and_then_plugged_in(bench: Bench) -> None:
    bench.devices.set_state("camera", "gone")
    bench.capture.problem = Problem("DEV-040")
    bench.begin()
    assert bench.problems == [Problem("DEV-040")]
    bench.devices.set_state("camera", "ready")
    bench.inbox.run()
    assert bench.back == 1


def test_each_change_is_told(bench: Bench) -> None:
    bench.devices.set_state("fingerprint", "gone")
    bench.devices.set_state("camera", "faulted")
    bench.inbox.run()
    assert (bench.changes, bench.back) == (2, 0)


def test_after_unwatch_nothing_is_told(bench: Bench) -> None:
    bench.devices.set_state("camera", "gone")
    bench.capture.problem = Problem("DEV-040")
    bench.begin()
    bench.devices.set_state("camera", "ready")
    bench.live.unwatch()
    bench.inbox.run()
    assert bench.back == 0
    assert bench.devices.hearers == []


def test_the_device_in_use_is_named_before_a_ready_one(bench: Bench) -> None:
    first = bench.live.device()
    assert first is not None
    assert first.device_id == "sim:camera"
    assert bench.live.device() == bench.devices.views[0]


def test_a_session_that_cannot_even_begin_is_told_and_the_next_may(bench: Bench) -> None:
    """Else the page waits for ever for the last word of a session that never was."""
    bench.live.begin(lambda hear: 1 / 0)  # type: ignore[arg-type,return-value]
    assert [problem.code for problem in bench.problems] == ["STN-150"]
    bench.begin()
    assert len(bench.capture.sessions) == 1
