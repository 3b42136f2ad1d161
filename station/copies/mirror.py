"""One look at all drafts: what changed here is copied to the second place; what ended here goes there.

Works on sealed files alone and holds no key. A draft that ended is known from the database only: one that is nowhere to
be seen may be what somebody is going to recover.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from station.copies.copied import Copied, behind, drafts_in, encode_copied, read_copied
from station.copies.errors import CopyDamaged, PlaceAway, PlaceFull, PlaceNotApart, PlaceRefuses
from station.copies.place import Place
from station.copies.state import DRAFT_FILE, ENCLOSED, MOST_NUMBER, Part, State
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.storage.files import disk_error, durable_write
from station.storage.vault import OWN_KEY, SEALED

_OF_THE_PLACE = (PlaceAway, PlaceFull, PlaceNotApart, PlaceRefuses)
Ended = Callable[[EnrollmentId], bool]


@dataclass
class Mirror:
    """For one thread. station: under which name the copies lie; record: see `copied`."""

    place: Place
    station: str
    drafts: Path
    record: Path
    clock: Clock
    _digests: dict[Path, Part] = field(default_factory=dict)

    def look(self, ended: Ended, elsewhere: Iterable[tuple[EnrollmentId, str]], wanted: bool) -> int:
        """Bring the place up to date. Returns how many copies there should be gone and are not.

        ended: whether nothing of a draft is needed any more. elsewhere: drafts recovered here, with the station under
        whose name they lay. wanted: whether copies are made; what ended goes all the same. One draft that fails stops
        no other. Raises PlaceAway, PlaceRefuses, PlaceFull, PlaceNotApart, DiskFailed, ...
        """
        self.place.require()
        copied = read_copied(self.record)
        before = encode_copied(copied)
        errors: list[StationError] = []
        left = self._tidy(ended, elsewhere, copied, errors)
        try:
            for enrollment_id in drafts_in(self.drafts) if wanted else ():
                if not ended(enrollment_id):
                    try:
                        self._refresh(enrollment_id, copied)
                    except _OF_THE_PLACE:
                        raise
                    except StationError as error:
                        errors.append(error)
        finally:
            self._digests = {path: part for path, part in self._digests.items() if path.parent.name in copied.drafts}
            if encode_copied(copied) != before:
                durable_write(self.record, encode_copied(copied))
        if errors:
            raise errors[0]
        return left

    def behind(self, ended: Ended) -> tuple[int, datetime | None]:
        """How many drafts are further than their copies, and when the newest copy was made; without the place."""
        copied = read_copied(self.record)
        return behind(self.drafts, copied, ended), copied.newest

    def _tidy(
        self,
        ended: Ended,
        elsewhere: Iterable[tuple[EnrollmentId, str]],
        copied: Copied,
        errors: list[StationError],
    ) -> int:
        """First, for it makes room."""
        own = ((enrollment_id, self.station) for enrollment_id in self.place.enrollments(self.station))
        left = 0
        for enrollment_id, station in (*own, *elsewhere):
            if ended(enrollment_id):
                try:
                    self.place.remove(station, enrollment_id)
                except PlaceAway:
                    raise
                except StationError as error:  # said, and tried again
                    errors.append(error)
                    left += 1
        for enrollment_id in tuple(copied.drafts):
            if ended(enrollment_id):
                del copied.drafts[enrollment_id]
        return left

    def _refresh(self, enrollment_id: EnrollmentId, copied: Copied) -> None:
        folder = self.drafts / enrollment_id
        try:
            draft, files = self._files(folder)
        except FileNotFoundError:
            return  # wiped meanwhile
        except OSError as error:
            raise disk_error(error) from error
        if not any(name.endswith(ENCLOSED) for name in files):
            return  # counted as behind until somebody opens it
        states = self.place.states(self.station, enrollment_id)
        if not states or states[0].files != files or not self.place.holds(self.station, states[0]):
            number = states[0].number % MOST_NUMBER + 1 if states else 1
            state = State(enrollment_id, number, self.clock.now(), files)
            with suppress(CopyDamaged):  # it goes on changing: the next look, which it asked for, takes it
                self.place.write(
                    self.station, state, lambda name: draft if name == DRAFT_FILE else _bytes(folder / name)
                )
                copied.newest, copied.drafts[enrollment_id] = state.at, files[DRAFT_FILE].sha256
            return
        copied.drafts[enrollment_id] = files[DRAFT_FILE].sha256
        copied.newest = max(filter(None, (copied.newest, states[0].at)))

    def _files(self, folder: Path) -> tuple[bytes, dict[str, Part]]:
        """The draft's bytes first: what it names was kept before it, and is kept until it is wiped."""
        draft = (folder / DRAFT_FILE).read_bytes()
        files = {DRAFT_FILE: Part(sha256(draft).hexdigest(), len(draft))}
        enclosed = sorted(folder.glob(f"*{ENCLOSED}"), key=lambda path: path.stat().st_mtime_ns)
        for path in (*folder.glob(f"*{SEALED}"), *enclosed[-1:]):
            if path.name not in (DRAFT_FILE, f"{OWN_KEY}{SEALED}"):
                files[path.name] = self._part(path)
        return draft, files

    def _part(self, path: Path) -> Part:
        """Such files are written once."""
        if path not in self._digests:
            data = path.read_bytes()
            self._digests[path] = Part(sha256(data).hexdigest(), len(data))
        return self._digests[path]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CopyDamaged(reason="changed") from None
    except OSError as error:
        raise disk_error(error) from error
