"""How the window's thread and others meet, without Qt. Light: it is on the way to the first window."""

from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

from station.domain.errors import Problem

T = TypeVar("T")

Post: TypeAlias = Callable[[Callable[[], None]], None]
"""Runs a callable on the UI thread, soon; may be called from any thread."""

After: TypeAlias = Callable[[float, Callable[[], None]], None]
"""Runs a callable on the UI thread after so many seconds; called on the UI thread."""


class Run(Protocol):
    """Runs `call` on the work thread, then `done` with its answer on the UI thread; called on the UI thread.

    What `call` raises, a bug too, comes as a Problem: nobody waits for an answer that never comes.
    """

    def __call__(self, call: Callable[[], T], done: Callable[[T | Problem], None], /) -> None: ...
