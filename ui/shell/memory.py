"""What the window remembers between starts: the language and which draft lay open. No personal data."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ui.messages import languages

_log = logging.getLogger("ui.memory")


@dataclass(frozen=True)
class Remembered:
    language: str = ""
    enrollment_id: str = ""


class Memory:
    """Kept in one small file. Nothing depends on it but comfort, so an unreadable file is treated as a missing one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._defer: Callable[[Callable[[], None]], object] | None = None
        self._now = _read(path)

    def write_with(self, defer: Callable[[Callable[[], None]], object]) -> None:
        """defer: runs a call on another thread than the window's; all writing is done by it. Before this is called,
        nothing is written."""
        self._defer = defer

    @property
    def now(self) -> Remembered:
        return self._now

    def language(self, tag: str) -> None:
        self._change(replace(self._now, language=tag))

    def opened(self, enrollment_id: str) -> None:
        self._change(replace(self._now, enrollment_id=enrollment_id))

    def closed(self) -> None:
        self._change(replace(self._now, enrollment_id=""))

    def _change(self, new: Remembered) -> None:
        if new == self._now:
            return
        self._now = new
        if self._defer is not None:
            self._defer(lambda: _write(self._path, new))


def _read(path: Path) -> Remembered:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        language, enrollment_id = str(found["language"]), str(found["enrollment_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return Remembered()
    return Remembered(language if language in languages() else "", enrollment_id)


def _write(path: Path, remembered: Remembered) -> None:
    draft = path.with_suffix(".tmp")
    try:
        draft.write_text(json.dumps(asdict(remembered)), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        _log.warning("the window's memory cannot be written: errno %s", error.errno)
