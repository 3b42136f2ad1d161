"""What is decided about prints beside taking them: their fingers one by one, or that what counts does not. No Qt."""

from collections.abc import Callable
from typing import Protocol

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Slap, VetoReason
from station.services.views import EnrollmentView, EnrollResult, SlapView
from ui.pages.fingerprints.state import Enroll, FingerprintsState, Phase
from ui.threads import Run

_BUSY = (Phase.EXEMPT, Phase.SAVING, Phase.UNSAVED)


class Page(Protocol):
    """What it asks of the presenter of fingerprints."""

    enrollment: EnrollmentView | None
    state: FingerprintsState

    def pause(self) -> None:
        """Stop what runs: nothing of it comes any more."""

    def decided(self, view: EnrollmentView, slap: Slap) -> None:
        """The enrollment as it is now; slap: where the page turns to."""

    def refused(self, problem: Problem) -> None: ...


class Deciding:
    def __init__(self, page: Page, enroll: Enroll, run: Run) -> None:
        self._page, self._enroll, self._run = page, enroll, run

    @property
    def of_fingers(self) -> SlapView | None:
        """The slap that is shown, where its fingers may be taken one by one."""
        shown = self._page.state.slap
        return shown if shown is not None and self.may_singly(shown) else None

    @property
    def of_veto(self) -> SlapView | None:
        """What could be left out: at the placement that is shown, or, where nothing was taken there, the last one."""
        view = self._page.enrollment
        if view is None or self._busy:
            return None
        shown = self._page.state.slap
        if shown is not None and shown.best_attempt is not None:
            return shown if shown.may_veto else None
        made = [each.slap for each in view.enrollment.samples.slaps if each.veto is None]
        last = self._shown(made[-1]) if made else None
        return last if last is not None and last.may_veto else None

    def may_singly(self, slap: SlapView) -> bool:
        return slap.may_singly and not self._busy

    def take_singly(self, slap: SlapView | None = None) -> None:
        """Of that slap; None: of the one that is shown."""
        slap = slap or self.of_fingers
        if slap is not None:
            self._do(slap.slap, lambda which: self._enroll.take_singly(which, slap.slap))

    def veto(self, reason: VetoReason) -> None:
        slap = self.of_veto
        if slap is not None:
            self._do(slap.slap, lambda which: self._enroll.veto(which, slap.slap, reason))

    def _do(self, slap: Slap, call: Callable[[EnrollmentId], EnrollResult]) -> None:
        view = self._page.enrollment
        if view is None:
            return
        which = view.enrollment.enrollment_id
        self._page.pause()

        def answered(answer: EnrollResult) -> None:
            if isinstance(answer, Problem):
                self._page.refused(answer)
            else:
                self._page.decided(answer, slap)

        self._run(lambda: call(which), answered)

    @property
    def _busy(self) -> bool:
        return self._page.state.phase in _BUSY

    def _shown(self, slap: Slap | None) -> SlapView | None:
        view = self._page.enrollment
        return None if view is None else next((each for each in view.slaps if each.slap is slap), None)
