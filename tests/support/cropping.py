"""A service of crops that answers from one picture."""

from dataclasses import replace

import numpy as np

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.face_facts import AS_RULED, Adjusted, Adjustment
from station.domain.leeway import EVERYTHING, Leeway
from station.quality.face.geometry import portrait_geometry
from station.services.crops import Cropping
from station.services.views import EnrollmentView
from tests.support.capture_fakes import FakeEnroll, view
from tests.support.faces import GOOD

FACE = replace(
    GOOD, frame_size=(2560, 1440), pupils=((1164.0, 640.0), (1396.0, 650.0)), chin=(1275.0, 1060.0),
    box=(1010.0, 440.0, 540.0, 580.0),
)  # fmt: skip


class FakeCrops:
    """problem: refuses the next call. asked: what was to be kept."""

    def __init__(self, enroll: FakeEnroll, now: Adjustment = AS_RULED) -> None:
        self._enroll = enroll
        self.problem: Problem | None = None
        self.asked: list[Adjustment] = []
        self.cropping = Cropping(
            np.zeros((1440, 2560, 3), np.uint8), FACE.head, portrait_geometry(FACE.pupils, FACE.chin).to_frame, now
        )

    def look(self, _: EnrollmentId) -> Cropping | Problem:
        return self._refused() or self.cropping

    def adjust(self, _: EnrollmentId, how: Adjustment, leeway: Leeway = EVERYTHING) -> EnrollmentView | Problem:
        self.asked.append(how)
        return self._refused() or view(self._moved(how))

    def _refused(self) -> Problem | None:
        problem, self.problem = self.problem, None
        return problem

    def _moved(self, how: Adjustment) -> Enrollment:
        portrait = self._enroll.enrollment.samples.portrait
        assert portrait is not None
        self._enroll.enrollment = self._enroll.enrollment.with_portrait(replace(portrait, adjusted=Adjusted(how, "op")))
        return self._enroll.enrollment
