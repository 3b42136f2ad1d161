"""A still beside the stream: wanted by the session's thread, taken by the lane between two frames; and whether it shows
whom the chosen frame shows."""

from collections.abc import Iterator
from concurrent.futures import Future
from threading import Lock
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from devices.api import CancelScope, DeviceError, DeviceTimeout, Frame, StillCamera
from station.capture.lending import refuse_unfit
from station.domain.face_facts import Still

STILL_S = 4.0
"""So long a still may take: two changes of a camera's mode, and frames until its exposure has settled."""

GRACE_S = 1.0
"""The lane is given so much longer before it counts as hanging."""

Taken: TypeAlias = Frame | Still
"""The still, or why there is none."""


class Stills:
    """Of one session. `frames` belongs to the lane, `take` to the session's thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted: Future[Taken] | None = None
        self._over = False

    def frames(self, camera: StillCamera, scope: CancelScope) -> Iterator[Frame]:
        """The camera's frames; between two of them the still that is wanted."""
        try:
            for frame in camera.frames(scope):
                yield frame
                wanted = self._taken_out()
                if wanted is not None:
                    _fulfil(wanted, camera, scope)
        finally:
            with self._lock:
                self._over = True
            left = self._taken_out()
            if left is not None:
                left.set_result(Still.FAILED)

    def take(self) -> Taken:
        """Waits for the lane, never longer than the still may take and its grace."""
        wanted: Future[Taken] = Future()
        with self._lock:
            if self._over:
                return Still.FAILED
            self._wanted = wanted
        try:
            return wanted.result(STILL_S + GRACE_S)
        except TimeoutError:
            self._taken_out()  # nobody waits for it any more: a stream that comes back late is not stopped for it
            return Still.LATE

    def _taken_out(self) -> Future[Taken] | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
        return wanted


def _fulfil(wanted: Future[Taken], camera: StillCamera, scope: CancelScope) -> None:
    try:
        wanted.set_result(_taken(camera, scope))
    finally:
        if not wanted.done():  # cancelled, or what an adapter should not raise: the session ends by it, and at once
            wanted.set_result(Still.FAILED)


def _taken(camera: StillCamera, scope: CancelScope) -> Taken:
    """What keeps a camera from a still keeps nobody from the frame there is: if it is gone, its next frame says so."""
    try:
        still = camera.still(scope.within(STILL_S))
        refuse_unfit(still.pixels, (3,), camera.info.device_id)
    except DeviceTimeout:
        return Still.LATE
    except DeviceError:
        return Still.FAILED
    return still


SAME_FACE = 0.91
"""Of 153 London faces moved, turned and relit a little the least is 0.918, of 1,275 pairs of people the most 0.903."""
_INNER = (slice(40, 103), slice(26, 77))  # rows and columns of brows to mouth in a crop of 132 x 103
_SIZE = (103, 132)


def likeness(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """-1..1: correlation of the inner faces of two crops of the document's geometry, whatever their light. Tells one
    person within a moment from another; it knows nobody again."""
    first, second = (_inner(crop) for crop in (one, other))
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / spread if spread else 0.0


def _inner(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    from station.quality.cv import cv2  # here: a session begins without it

    small = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), _SIZE, interpolation=cv2.INTER_AREA)
    face = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.0)[_INNER]
    return np.asarray(face - face.mean(), np.float32)
