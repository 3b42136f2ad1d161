"""Registration ids: centre, machine, a counter of the machine, and the second in which it was given.

    10001 10077 10069 20220128223618       5 + 5 + 5 + 14 digits

The counter runs to 99999 and then begins again; with the second the id stays unique.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from re import fullmatch

from station.receivers.mosip.errors import SequenceDamaged
from station.storage.files import durable_folder, durable_write

LAST = 99999


@dataclass(frozen=True)
class Rid:
    centre: str
    machine: str
    sequence: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.centre}{self.machine}{self.sequence:05}{_second(self.at)}"

    def packet_id(self, made_at: datetime) -> str:
        """How the packet is called, from the moment it was made."""
        return f"{self}-{self.centre}_{self.machine}-{_second(made_at)}"


class RidCounter:
    """The machine's counter, in a file. For one thread. A number once given is never given again before the wrap."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def next(self) -> int:
        """1 for the first. Raises SequenceDamaged, DiskFull, DiskFailed."""
        number = self._last() % LAST + 1
        durable_folder(self._file.parent)
        durable_write(self._file, f"{number}\n".encode())
        return number

    def last_or_none(self) -> int | None:
        """The number given last; None where no file says it, or not in its form."""
        try:
            return self._last() or None
        except SequenceDamaged:
            return None

    def go_on_after(self, number: int) -> None:
        """Give `number` and those before it no more. Raises DiskFull, DiskFailed."""
        durable_folder(self._file.parent)
        durable_write(self._file, f"{number}\n".encode())

    def _last(self) -> int:
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError):
            raise SequenceDamaged from None
        if not fullmatch(r"[0-9]{1,5}", text):
            raise SequenceDamaged
        return int(text)


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
