"""The picture of the attempt that counts, brought from the vault."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import Problem
from station.services.views import EnrollmentView, SlapView
from ui.pages.fingerprints.state import Enroll, FingerprintsView
from ui.pictures import fetch
from ui.threads import Run


def show_best(
    of: EnrollmentView | None,
    slap: SlapView,
    enroll: Enroll,
    run: Run,
    view: FingerprintsView,
    still: Callable[[], bool],
) -> None:
    """still: whether the page shows that placement when the picture is there."""
    made = () if of is None else of.enrollment.samples.slaps
    best = next((item for item in made if (item.slap, item.attempt) == (slap.slap, slap.best_attempt)), None)
    if of is None or best is None:
        view.clear_frame()
        return

    def loaded(answer: NDArray[np.uint8] | Problem) -> None:
        if isinstance(answer, Problem):
            view.tell(answer)
        elif still():
            view.show_frame(answer, ())

    run(lambda: fetch(enroll.image, of.enrollment.enrollment_id, best.source.digest), loaded)
