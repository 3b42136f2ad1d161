"""Each camera's zero of pitch: asked by captures on any thread, learnt from what is sealed, on the work thread."""

from collections.abc import Callable, Iterable, Mapping
from sqlite3 import Connection

from station.cases.case import Case
from station.domain.events import AuditEvent, EventKind
from station.domain.pitch import KEPT, PitchZero, learnt
from station.domain.sample import Portrait
from station.storage import camera_pitch
from station.storage.database import transaction

_DIGITS = 1  # a tenth of a degree: finer it would rather tell whose it was


class PitchZeros:
    """`of` and `offset` from any thread; what is known is replaced as a whole. The rest belongs to the work thread."""

    def __init__(self, db: Connection, audit: Callable[[AuditEvent], None]) -> None:
        """Raises DatabaseFailed."""
        self._db, self._audit = db, audit
        self._known: Mapping[str, tuple[float, ...]] = camera_pitch.of_all(db)

    def of(self, camera: str) -> PitchZero | None:
        """camera: the id of its device. None where no portrait of it was sealed."""
        return learnt(self._known.get(camera, ()))

    def offset(self, camera: str) -> float:
        """Degrees to be taken off what is measured; 0 while nothing is known."""
        zero = self.of(camera)
        return 0.0 if zero is None else zero.offset

    def sealed(self, case: Case) -> None:
        """Raises DatabaseFailed, DiskFull."""
        self.learn(each.samples.portrait for each in case.enrollments if each.samples.portrait is not None)

    def learn(self, portraits: Iterable[Portrait]) -> None:
        """Of a case that was sealed: one of each person. Raises DatabaseFailed, DiskFull."""
        for portrait in portraits:
            if portrait.pitch is None:
                continue
            camera, degrees = portrait.device.device_id, round(portrait.pitch.measured, _DIGITS)
            camera_pitch.add(self._db, camera, degrees)
            self._known = {**self._known, camera: (*self._known.get(camera, ()), degrees)[-KEPT:]}

    def forget(self, camera: str) -> int:
        """Of one that was moved: all that is known of it, written into the log in the same commit. How many portraits
        that were; of none nothing is written. Raises DatabaseFailed, DiskFull."""
        with transaction(self._db):
            count = camera_pitch.forget(self._db, camera)
            if count:
                event = AuditEvent(EventKind.CAMERA_ZERO_FORGOTTEN, subject=camera, details={"portraits": count})
                self._audit(event)
        self._known = {name: degrees for name, degrees in self._known.items() if name != camera}
        return count
