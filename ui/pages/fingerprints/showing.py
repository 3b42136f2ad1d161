"""What the fingerprints page shows: its state, the moving picture, and the attempt that counts. No Qt."""

from collections.abc import Callable

from station.domain.capture import PreviewFrame, SlapCandidate, SlapGuidance
from station.domain.errors import Problem
from station.domain.sample import Slap
from station.services.views import DeviceView, EnrollmentView, SlapView
from ui.pages.fingerprints.best import show_best
from ui.pages.fingerprints.state import Enroll, FingerprintsState, FingerprintsView, Phase
from ui.threads import Run


class Showing:
    """Of a presenter, which says what."""

    def __init__(
        self, view: FingerprintsView, enroll: Enroll, run: Run, device: Callable[[], DeviceView | None]
    ) -> None:
        """device: the scanner in use."""
        self._view, self._enroll, self._run, self._device = view, enroll, run, device
        self.enrollment: EnrollmentView | None = None
        self._slap: Slap | None = None
        self._turn = 0  # counts what the page turned to; a pause that ends after it does nothing
        self.state = FingerprintsState(Phase.STOPPED)

    def _slap_view(self, slap: Slap | None) -> SlapView | None:
        if self.enrollment is None or slap is None:
            return None
        return next((item for item in self.enrollment.slaps if item.slap is slap), None)

    def _moving(self, event: PreviewFrame | SlapGuidance) -> None:
        if self.state.phase is Phase.OPENING:
            self._show(Phase.LIVE)
        if isinstance(event, PreviewFrame):
            self._view.show_frame(event.pixels, None)
        else:
            self._view.show_guidance(event)

    def _show_candidate(self, candidate: SlapCandidate) -> None:
        self._view.show_frame(candidate.source, tuple(item.box for item in candidate.fingers))

    def _show_best(self, slap: SlapView) -> None:
        turn = self._turn
        show_best(self.enrollment, slap, self._enroll, self._run, self._view, lambda: turn == self._turn)

    def _show(self, phase: Phase, problem: Problem | None = None, *, goes_on: bool = False) -> None:
        self.state = FingerprintsState(phase, self._slap_view(self._slap), problem, self._device(), goes_on)
        self._view.show_state(self.state)

    def _show_again(self) -> None:
        """Devices changed: the page names the one in use."""
        if self._device() != self.state.device:
            self._show(self.state.phase, self.state.problem, goes_on=self.state.goes_on)
