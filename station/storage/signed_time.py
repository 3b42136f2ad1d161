"""How late it is at least, whatever the clock says: the latest moment that others signed, and what has gone by since.

The centre's receipts, signed policy, revocation lists and witnesses name moments that nobody at the station can put
back. Between two of them the computer's own count goes on, as long as it is not started anew. The file lies in the
folder of settings, apart from the data: who puts back an old copy of the data does not put back the time.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Annotated

import msgspec
from msgspec import Meta

from station.domain.clock import Clock
from station.domain.errors import StationError
from station.storage.files import disk_error, durable_folder, durable_write

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WORTH_WRITING = timedelta(minutes=1)  # a restart of the computer forgets no more than that
_log = logging.getLogger(__name__)

_Moment = Annotated[datetime, Meta(tz=True)]


class Source(StrEnum):
    """Who signed the moment."""

    POLICY = "policy"
    RECEIPT = "receipt"
    LIST = "list"
    WITNESS = "witness"


class _Mark(msgspec.Struct, frozen=True):
    """signed: the latest moment. least: how late it was at least when the computer's count stood at `passed_s`."""

    signed: _Moment
    least: _Moment
    boot: str
    passed_s: float


class SignedTime:
    """From any thread; several, also of several programs, may share the file."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._marks: dict[str, _Mark] = {}

    def least(self, *, without: Source | None = None) -> datetime:
        """It is this late or later. `LONG_AGO` where nobody has said anything yet. without: leave that source out."""
        with self._lock:
            self._look()
            counted = (mark for source, mark in self._marks.items() if source != without)
            return max(map(self._grown, counted), default=LONG_AGO)

    def knows(self, source: Source) -> bool:
        """Whether that source has ever said anything here."""
        with self._lock:
            self._look()
            return source in self._marks

    def learn(self, source: Source, at: datetime, *, anew: bool = False) -> None:
        """Somebody else signed that it was `at`; the caller has verified it. anew: what this source said before no
        longer counts (its keys were replaced). A disk that fails is logged: until the end of the program it counts all
        the same."""
        with self._lock:
            self._look()
            known = None if anew else self._marks.get(source)
            if known is not None and at <= known.signed:
                return
            least = at if known is None else max(at, self._grown(known))
            mark = _Mark(at, least, self._clock.boot(), self._clock.monotonic_s())
            self._marks[source] = mark
            if known is None or at - known.signed >= _WORTH_WRITING:
                try:
                    self._write(source, mark)
                except StationError as error:
                    _log.error("%s cannot be written: %s", self._file.name, error)

    # --- inside ------------------------------------------------------------------------------------------------

    def _grown(self, mark: _Mark) -> datetime:
        if mark.boot != self._clock.boot():
            return mark.signed
        return max(mark.signed, mark.least + timedelta(seconds=self._clock.monotonic_s() - mark.passed_s))

    def _look(self) -> None:
        """Another program of this station may know more."""
        try:
            stat = self._file.stat()
        except OSError:
            return  # nothing was ever written, or it was removed meanwhile: what is known here stays known
        seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if seen != self._seen:
            self._seen = seen
            for source, mark in self._read().items():
                known = self._marks.get(source)
                if known is None or mark.signed > known.signed:
                    self._marks[source] = mark

    def _read(self) -> dict[str, _Mark]:
        """A file that is damaged counts as none, but not silently."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, _Mark])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.error("%s cannot be read: %s", self._file.name, type(error).__name__)
            return {}

    def _write(self, source: Source, mark: _Mark) -> None:
        durable_folder(self._file.parent)
        with self._alone():
            durable_write(self._file, msgspec.json.encode({**self._read(), source.value: mark}))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            descriptor = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise disk_error(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
