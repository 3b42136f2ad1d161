"""Makes what will be shown, in turns in which nothing else is asked of the window: one part a turn.

Modules, words and texts are read on the work thread first, one after another, so that whoever signs in meanwhile waits
for one of them at most.
"""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, QTimer

from station.domain.errors import Problem
from ui.making import Making
from ui.messages import languages, read_words
from ui.pages import PAGES
from ui.shell.page_stack import PageStack
from ui.threads import Run

_SETTLED_MS = 1000  # by then the window shows who can sign in


class Ahead(QObject):
    """On the UI thread."""

    def __init__(self, pages: PageStack, run: Run, loaded: Callable[[], object] = lambda: None) -> None:
        """loaded: called once all is read that the pages need."""
        super().__init__()
        self._pages, self._run, self._loaded = pages, run, loaded
        self._to_read: deque[Callable[[], object]] = deque(partial(read_words, tag) for tag in languages())
        self._to_read.extend(partial(import_module, name.rpartition(".")[0]) for name in PAGES.values())
        self._to_make: deque[Making[Any]] = deque()
        self._over = False
        self._turns = QTimer(self, interval=0)  # comes when the window has nothing else to do
        self._turns.timeout.connect(self._turn)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._read)

    def begin(self) -> None:
        """Soon: what shows the window comes first."""
        self._settled.start()

    def make(self, makings: Iterable[Making[Any]]) -> None:
        """These as well, before what waits: somebody is on the way to them."""
        if self._over:
            return
        wanted = [making for making in makings if making not in self._to_make]
        self._to_make.extendleft(reversed(wanted))
        if self._to_make:
            self._turns.start()

    def stop(self) -> None:
        """For good, also where the answer to what was being read comes later. Whoever still needs something makes it
        then."""
        self._over = True
        self._settled.stop()
        self._turns.stop()
        self._to_read.clear()
        self._to_make.clear()

    def _read(self) -> None:
        if self._to_read:
            self._run(self._to_read.popleft(), self._was_read)

    def _was_read(self, answer: object | Problem) -> None:
        """A Problem is a bug, and was logged as one: the page that cannot be read says so when it is asked for."""
        if isinstance(answer, Problem):
            self.stop()
        elif self._to_read:
            self._read()
        else:
            self._loaded()
            self.make(self._pages.making(page_id) for page_id in PAGES)

    def _turn(self) -> None:
        """A bug in a part is told once: whoever needs that page begins it anew."""
        if self._pages.moving:
            return  # somebody waits for that one
        if not self._to_make:
            self._turns.stop()
            return
        making = self._to_make.popleft()
        if making.part():
            self._to_make.appendleft(making)
