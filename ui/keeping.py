"""What was captured or typed and does not lie in the draft yet: one life-cycle for every page. No Qt.

    in hand ----> under way ----> settled: it lies in the draft, or the draft has no use for it
       (settle)      |   ^
                     v   | (settle)
                   unsaved: it could not be kept; it stays, with the problem that stood in the way

Held for each enrollment by itself: what was under way when its page was left still is when it is entered again, and a
late answer never lands on another person. A page does this:

* `open` with the enrollment in `enter`, and shows what it answers: something may be held from before;
* `keep` what was captured, or `hold` what is not finished yet (ink while the pen rests);
* `settle` in its own `settle`: the window asks for it before it locks, turns to another page or closes, so that what is
  in hand reaches the work thread before whatever comes next;
* `settle` and `close` in `leave`. What still cannot be kept is told (`failed`), and stays for the next time, as long as
  nobody else signs in: then the window has each page `forget`.

Typed text has the same life by the field, in `FieldSaver`: the newest text of each field wins, and what could not be
saved goes along with what is typed next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView, EnrollResult

if TYPE_CHECKING:
    from ui.live import Run  # numpy comes with it

C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)


class Stage(StrEnum):
    IN_HAND = "in_hand"
    UNDER_WAY = "under_way"
    UNSAVED = "unsaved"


@dataclass(frozen=True)
class Held(Generic[C]):
    """problem: why it could not be kept, where it is unsaved."""

    candidate: C
    stage: Stage
    problem: Problem | None = None


def most_pressing(*held: Held[Any] | None) -> Held[Any] | None:
    """Of a page with several keepers: what it waits for, else what could not be kept."""
    there = [each for each in held if each is not None]
    return next((each for each in there if each.stage is Stage.UNDER_WAY), next(iter(there), None))


class Kept(Protocol[C_contra]):
    def __call__(self, candidate: C_contra, view: EnrollmentView, *, newest: bool) -> None:
        """It lies in the draft, which is now as `view` says. newest: of the enrollment that is open, and nothing newer
        is held for it."""


class Failed(Protocol[C_contra]):
    def __call__(self, candidate: C_contra, problem: Problem, *, newest: bool) -> None:
        """It could not be kept. It stays, unless something newer took its place or the draft has no use for it."""


class Keeper(Generic[C]):
    """For one page. On the UI thread; never waits."""

    def __init__(
        self, run: "Run", keep: Callable[[EnrollmentId, C], EnrollResult], kept: Kept[C], failed: Failed[C]
    ) -> None:
        """keep: on the work thread. A problem that names a field is about the candidate: it is not kept again."""
        self._run, self._keep, self._kept, self._failed = run, keep, kept, failed
        self._open: EnrollmentId | None = None
        self._all: dict[EnrollmentId, Held[C]] = {}

    def open(self, enrollment_id: EnrollmentId) -> Held[C] | None:
        """This enrollment is shown now. What is held for it from before."""
        self._open = enrollment_id
        return self.held

    def close(self) -> None:
        """None is shown."""
        self._open = None

    @property
    def held(self) -> Held[C] | None:
        """What is held for the enrollment shown; None: all is settled."""
        return None if self._open is None else self._all.get(self._open)

    def hold(self, candidate: C) -> None:
        """Something newer is in hand. Raises LookupError where no enrollment is open."""
        if self._open is None:
            raise LookupError("no enrollment is open")
        self._all[self._open] = Held(candidate, Stage.IN_HAND)

    def keep(self, candidate: C) -> None:
        self.hold(candidate)
        self.settle()

    def settle(self) -> None:
        """Hand over what is in hand, or try once more what is unsaved."""
        held, which = self.held, self._open
        if held is None or which is None or held.stage is Stage.UNDER_WAY:
            return
        sent = self._all[which] = Held(held.candidate, Stage.UNDER_WAY)
        self._run(lambda: self._keep(which, sent.candidate), lambda answer: self._answered(which, sent, answer))

    def drop(self) -> None:
        """Somebody decided against what is held. What is under way comes into the draft all the same."""
        if self._open is not None:
            self._all.pop(self._open, None)

    def forget(self) -> None:
        """Somebody else signed in: what the one before had in hand is never kept in another's name."""
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
    """Of one enrollment: what waits, and the calls that are on their way, oldest first."""

    waiting: dict[str, str] = field(default_factory=dict)
    under_way: list[dict[str, str]] = field(default_factory=list)


class FieldSaver:
    """Carries typed text to the work thread: at most one call under way, the newest text of each field wins.

    What could not be saved waits on, and goes along with whatever is typed next for the same enrollment.
    """

    def __init__(
        self,
        run: "Run",
        save: Callable[[EnrollmentId, Mapping[str, str]], EnrollResult],
        on_saved: Callable[[EnrollResult], None],
    ) -> None:
        """save: on the work thread. on_saved: hears every answer, of enrollments that were left meanwhile too."""
        self._run, self._save, self._on_saved = run, save, on_saved
        self._open = EnrollmentId("")
        self._all: dict[EnrollmentId, _Typed] = {}

    def open(self, enrollment_id: EnrollmentId) -> None:
        """What is typed from now on is this enrollment's."""
        self._open = enrollment_id
        self._all = {which: typed for which, typed in self._all.items() if typed.waiting or typed.under_way}

    @property
    def idle(self) -> bool:
        """Everything typed is saved."""
        return not self.pending()

    def pending(self) -> Mapping[str, str]:
        """The newest text of each field, where it is not known to be saved."""
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
        """Somebody else signed in: what the one before typed is never saved in another's name."""
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
