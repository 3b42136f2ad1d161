"""The end of a station takes its time: it comes on a thread of its own, so that the window is gone at once."""

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from station.domain.errors import Problem

if TYPE_CHECKING:
    from station.bootstrap import Station


def end_apart(
    station: "Station", post: Callable[[Callable[[], None]], None], ended: Callable[[Problem | None], None]
) -> None:
    """post: what brings a call back to the UI thread. ended: called there, with what went wrong on the way."""
    from station.services.door import answer_of  # numpy comes with it: not before the window is there

    def end() -> None:
        problem = answer_of(station.close) or station.work.ended_with
        post(lambda: ended(problem))

    Thread(target=end, name="closing").start()
