"""How often wrong PINs were typed for keys in files: counted, and known to be counted, before a PIN is tested.

One table for all keys of a station, under a code that only the machine's secret gives, in two places: with the keys and
with the machine's secret. It carries a number that grows with every try, and where there is a counter in hardware (a
TPM's NV memory) that one's number too. A table that is missing or older than it must be locks every key of the station
until each is released by somebody with the right to.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import FileTrouble, KeyGone, PinLocked, TryNotCounted
from crypto.files import write_private

MOST = 5
NAME = "tries.json"
_FORMAT = "enrollment-station PIN tries 1"
_MAX_BYTES = 256 * 1024


class Counter(Protocol):
    """A number in hardware that only grows."""

    def read(self) -> int:
        """Raises TryNotCounted where the hardware does not answer."""
        ...

    def increment(self) -> None:
        """By one, durably. Raises TryNotCounted."""
        ...


@dataclass(frozen=True)
class Table:
    """number: of tries ever, at any key. hardware: what the counter in hardware must show, 0 without one.

    used: wrong tries since the last right PIN, by key_id.
    """

    number: int = 0
    hardware: int = 0
    used: Mapping[str, int] = field(default_factory=dict)

    def encoded(self, machine_secret: bytes) -> bytes:
        body = json.dumps([_FORMAT, self.number, self.hardware, dict(sorted(self.used.items()))])
        return json.dumps({"table": body, "code": _code(machine_secret, body)}).encode()


def first_table(machine_secret: bytes, key_ids: Iterable[str]) -> bytes:
    """For keys that were never tried; to be written to both places."""
    return Table(used=dict.fromkeys(key_ids, 0)).encoded(machine_secret)


class Tries:
    """For one station; safe between programs. Every method raises TryNotCounted where the disk or the counter in
    hardware does not do its work, and KeyGone without the machine's secret."""

    def __init__(self, folder: Path, machine_secret: Path, counter: Counter | None = None) -> None:
        self._with_keys, self._apart = folder / NAME, machine_secret.parent / NAME
        self._machine_secret, self._counter = machine_secret, counter

    def count(self, key_id: str, before: int | None = None) -> int:
        """One more try at a key; returns how many that makes since the last right PIN.

        before: how many there were by the count of version 0.1.0, for a key that is in no table yet. It is on the disk,
        in both places, when this returns. Raises PinLocked where there were too many, or where nobody knows.
        """
        with self._alone():
            table = self._known()
            if table is None and before is not None and self._new_here():
                table = Table(hardware=self._read_counter())
            if table is None:
                raise PinLocked
            used = table.used.get(key_id, before)
            if used is None or used >= MOST:
                raise PinLocked
            self._step(table, {**table.used, key_id: used + 1})
            return used + 1

    def forgive(self, key_id: str) -> None:
        """After a right PIN. The table is older by no try for that, so its number stays."""
        with self._alone():
            table = self._known()
            if table is not None and table.used.get(key_id) != 0:
                self._write(replace(table, used={**table.used, key_id: 0}))

    def locked(self, key_id: str, before: int | None = None) -> bool:
        """Whether `count` would refuse, as far as that can be read."""
        try:
            table = self._known()
            new_here = table is None and self._new_here()
        except (OSError, FileTrouble) as error:
            raise _not_counted(error) from error
        if table is None:
            return not new_here or before is None or before >= MOST
        used = table.used.get(key_id, before)
        return used is None or used >= MOST

    def release(self, key_id: str) -> None:
        """All tries again, for a new key or by somebody's right. Where the table could not be believed, every other key
        stays locked until it is released too."""
        with self._alone():
            table = self._known()
            others = dict(table.used) if table is not None else {}
            found = (self._read(self._with_keys), self._read(self._apart))
            newest = max((each.number for each in found if each is not None), default=0)
            base = table or Table(number=newest, hardware=self._read_counter())
            self._step(base, {**others, key_id: 0})

    # --- inside ----------------------------------------------------------------------------------------------------

    def _known(self) -> Table | None:
        """The newest table, None where none is to be believed. A crash leaves what lies with the keys ahead by one, and
        the counter in hardware behind by one; nobody who puts back an old copy leaves that."""
        table, apart = self._read(self._with_keys), self._read(self._apart)
        if table is None or apart is None or table.number - apart.number not in (0, 1):
            return None
        shown = self._read_counter()
        if self._counter is None:
            return table if table.hardware == 0 else None
        return table if table.hardware - shown in (0, 1) else None

    def _new_here(self) -> bool:
        """No table was ever written: keys of version 0.1.0."""
        return not self._with_keys.exists() and not self._apart.exists()

    def _step(self, table: Table, used: Mapping[str, int]) -> None:
        hardware = table.hardware + 1 if self._counter is not None else 0
        self._write(Table(table.number + 1, hardware, used))
        if self._counter is not None:
            for _ in range(hardware - self._counter.read()):
                self._counter.increment()

    def _write(self, table: Table) -> None:
        encoded = table.encoded(self._secret())
        for path in (self._with_keys, self._apart):
            write_private(path, encoded)

    def _read(self, path: Path) -> Table | None:
        """None where it is missing or not ours."""
        try:
            data = path.read_bytes()[: _MAX_BYTES + 1]
        except FileNotFoundError:
            return None
        try:
            record = json.loads(data)
            body, code = record["table"], record["code"]
            if not hmac.compare_digest(_code(self._secret(), body), code):
                return None
            form, number, hardware, used = json.loads(body)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return Table(number, hardware, used) if form == _FORMAT else None

    def _read_counter(self) -> int:
        return self._counter.read() if self._counter is not None else 0

    def _secret(self) -> bytes:
        try:
            return self._machine_secret.read_bytes().strip()
        except FileNotFoundError:
            raise KeyGone from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One program at a time, and every fault of the disk under its name."""
        try:
            descriptor = os.open(self._with_keys.with_name(".tries.lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except (OSError, FileTrouble) as error:
            raise _not_counted(error) from error


def _not_counted(error: OSError | FileTrouble) -> TryNotCounted:
    named = str(error.params["file"]) if isinstance(error, FileTrouble) else error.filename
    return TryNotCounted(place=Path(named or NAME).name)


def _code(machine_secret: bytes, body: str) -> str:
    key = HKDF(SHA256(), 32, salt=None, info=b"enrollment-station PIN tries").derive(machine_secret)
    return hmac.new(key, body.encode(), sha256).hexdigest()
