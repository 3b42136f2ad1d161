"""What was captured or typed and does not lie in the draft yet: one life-cycle for every page. No Qt.

    in hand ----> under way ----> settled: it lies in the draft, or the draft has no use for it
       (settle)      |   ^
                     v   | (settle)
                   unsaved: it could not be kept; it stays, with the problem that stood in the way

Everything is held by enrollment: what is under way while its page is left is still there when the page is entered
again, and an answer that comes late is never shown for another person. The presenter of a page does this:

* in `enter` it calls `open` with the enrollment, and shows what that returns: something may be held from before;
* it calls `keep` with what was captured, or `hold` while that is not finished (a signature while the pen rests);
* in its own `settle` it calls `settle`: the window asks for that before it locks, turns to another page or closes, so
  that what is in hand reaches the work thread before whatever comes next;
* in `leave` it calls `settle` and `close`. What still cannot be kept is told (`failed`), and stays for the next time,
  as long as nobody else signs in: then the window has each page `forget`.

Typed text has the same life by the field, in `FieldSaver`: the newest text of each field wins, and what could not be
saved goes along with what is typed next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView, EnrollResult
from ui.threads import Run

C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)


class Keeps(Protocol):
    """The presenter of a page that holds such things, as `ui.pages.base.KeepingPage` asks it."""

    def enter(self, view: EnrollmentView, /) -> None: ...
    def refresh(self, view: EnrollmentView, /) -> None: ...
    def settle(self) -> None:
        """What could not be kept yet is tried once more, before whatever is asked next."""

    def leave(self) -> None:
        """Stop what runs, keep first."""

    def forget(self) -> None:
        """Somebody else signed in."""


class Stage(StrEnum):
    IN_HAND = "in_hand"
    UNDER_WAY = "under_way"
    UNSAVED = "unsaved"


@dataclass(frozen=True)
class Held(Generic[C]):
    """candidate: what was captured. problem: why it could not be put into the draft; only where it is unsaved."""

    candidate: C
    stage: Stage
    problem: Problem | None = None


def most_pressing(*held: Held[Any] | None) -> Held[Any] | None:
    """What a page with several keepers should show: first what is under way, else what is in hand or unsaved."""
    there = [each for each in held if each is not None]
    return next((each for each in there if each.stage is Stage.UNDER_WAY), next(iter(there), None))


class Kept(Protocol[C_contra]):
    def __call__(self, candidate: C_contra, view: EnrollmentView, *, newest: bool) -> None:
        """The candidate lies in the draft now; view: that draft. newest: whether the page still shows this enrollment
        and holds nothing newer for it."""


class Failed(Protocol[C_contra]):
    def __call__(self, candidate: C_contra, problem: Problem, *, newest: bool) -> None:
        """The candidate could not be put into the draft. It stays held, unless something newer took its place, or the
        problem names a field: then the candidate itself is at fault and is dropped."""


class Keeper(Generic[C]):
    """Holds what one page captured until it lies in the draft. On the UI thread; never waits."""

    def __init__(
        self, run: Run, keep: Callable[[EnrollmentId, C], EnrollResult], kept: Kept[C], failed: Failed[C]
    ) -> None:
        """keep: puts a candidate into the draft; runs on the work thread. A problem with a field means that the
        candidate itself is at fault: it is dropped, not tried again."""
        self._run, self._keep, self._kept, self._failed = run, keep, kept, failed
        self._open: EnrollmentId | None = None
        self._all: dict[EnrollmentId, Held[C]] = {}

    def open(self, enrollment_id: EnrollmentId) -> Held[C] | None:
        """The page shows this enrollment now. Returns what is still held for it."""
        self._open = enrollment_id
        return self.held

    def close(self) -> None:
        """The page shows no enrollment any more. What is held stays."""
        self._open = None

    @property
    def held(self) -> Held[C] | None:
        """What is held for the enrollment that is shown; None where everything is in the draft."""
        return None if self._open is None else self._all.get(self._open)

    def hold(self, candidate: C) -> None:
        """Takes something newer in hand, in place of what was held. Raises LookupError where no enrollment is open."""
        if self._open is None:
            raise LookupError("no enrollment is open")
        self._all[self._open] = Held(candidate, Stage.IN_HAND)

    def keep(self, candidate: C) -> None:
        self.hold(candidate)
        self.settle()

    def settle(self) -> None:
        """Sends what is in hand to the draft, or tries again what is unsaved. Nothing where something is under way."""
        held, which = self.held, self._open
        if held is None or which is None or held.stage is Stage.UNDER_WAY:
            return
        sent = self._all[which] = Held(held.candidate, Stage.UNDER_WAY)
        self._run(lambda: self._keep(which, sent.candidate), lambda answer: self._answered(which, sent, answer))

    def drop(self) -> None:
        """Lets go of what is held: the operator decided against it. What is under way is put into the draft all the
        same."""
        if self._open is not None:
            self._all.pop(self._open, None)

    def forget(self) -> None:
        """Lets go of everything, since somebody else signed in: what one operator captured is never kept as
        another's."""
        self._all.clear()

    def _answered(self, which: EnrollmentId, sent: Held[C], answer: EnrollResult) -> None:
        latest = self._all.get(which) is sent
        newest = latest and which == self._open
        if not isinstance(answer, Problem):
            if latest:
                del self._all[which]
            self._kept(sent.candidate, answer, newest=newest)
            return
        if latest and answer.field:
            del self._all[which]
        elif latest:
            self._all[which] = Held(sent.candidate, Stage.UNSAVED, answer)
        self._failed(sent.candidate, answer, newest=newest)


@dataclass
class _Typed:
    """Typed texts of one enrollment by field: those that wait, and those of each call under way, oldest call first."""

    waiting: dict[str, str] = field(default_factory=dict)
    under_way: list[dict[str, str]] = field(default_factory=list)


class FieldSaver:
    """Carries typed text to the work thread: at most one call under way, the newest text of each field wins.

    What could not be saved waits on, and goes along with whatever is typed next for the same enrollment.
    """

    def __init__(
        self,
        run: Run,
        save: Callable[[EnrollmentId, Mapping[str, str]], EnrollResult],
        on_saved: Callable[[EnrollResult], None],
    ) -> None:
        """save: runs on the work thread. on_saved: gets every answer, also for enrollments that were left meanwhile."""
        self._run, self._save, self._on_saved = run, save, on_saved
        self._open = EnrollmentId("")
        self._all: dict[EnrollmentId, _Typed] = {}

    def open(self, enrollment_id: EnrollmentId) -> None:
        """From now on `put` is about this enrollment."""
        self._open = enrollment_id
        self._all = {which: typed for which, typed in self._all.items() if typed.waiting or typed.under_way}

    @property
    def idle(self) -> bool:
        """Whether everything typed for the open enrollment is saved."""
        return not self.pending()

    def pending(self) -> Mapping[str, str]:
        """The newest text of each field of which no answer says yet that it is saved."""
        typed = self._all.get(self._open, _Typed())
        return {name: text for changes in (*typed.under_way, typed.waiting) for name, text in changes.items()}

    def put(self, changes: Mapping[str, str]) -> None:
        typed = self._all.setdefault(self._open, _Typed())
        typed.waiting.update(changes)
        if not typed.under_way:
            self._hand_over(self._open, typed)

    def flush(self) -> None:
        """Hand what waits to the work thread now, so that whatever is asked next comes after it."""
        self._hand_over(self._open, self._all.get(self._open, _Typed()))

    def forget(self) -> None:
        """Lets go of everything, since somebody else signed in: what one operator typed is never saved as another's."""
        for typed in self._all.values():
            typed.waiting.clear()
        self._all.clear()

    def _hand_over(self, which: EnrollmentId, typed: _Typed) -> None:
        if not typed.waiting:
            return
        changes, typed.waiting = typed.waiting, {}
        typed.under_way.append(changes)
        self._run(lambda: self._save(which, changes), lambda answer: self._answered(which, typed, answer))

    def _answered(self, which: EnrollmentId, typed: _Typed, answer: EnrollResult) -> None:
        changes = typed.under_way.pop(0)
        if isinstance(answer, Problem):
            newer = set(typed.waiting).union(*typed.under_way)  # typed since, and on its way already or soon
            typed.waiting |= {name: text for name, text in changes.items() if name not in newer}
        elif not typed.under_way:
            self._hand_over(which, typed)
        self._on_saved(answer)
