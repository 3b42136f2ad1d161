"""Logs that this station kept before: when its database was rebuilt or restored, another log began (ADR 80).

<data>/logs/<digits>/log.key        its public key; digits: the end of its name
<data>/logs/<digits>/last.note      the last of its checkpoints that anybody witnessed: where the next log took over
<data>/logs/<digits>/station.db     the database it was written in, as far as that could be read
<keys>/log-<digits>.sealed          its secrets, where this is the machine that wrote it
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import connect as sqlite_connect

from crypto.errors import CryptoError
from crypto.keys.log import load_log_keys
from station.formats.note import Verifier, read_verifier
from station.storage.database import typed_errors
from station.storage.files import disk_error

KEY, LAST, DATABASE = "log.key", "last.note", "station.db"
_MOST_KEY_BYTES = 1024


@dataclass(frozen=True)
class FormerLog:
    """folder: as above. salt_key: None where its secrets are gone."""

    verifier: Verifier
    folder: Path
    salt_key: bytes | None

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def last(self) -> Path:
        return self.folder / LAST


def digits_of(verifier: Verifier) -> str:
    """What of a log's name is its own."""
    return verifier.name.rpartition("/")[2]


def former_logs(logs: Path, keys: Path, secret: Path) -> tuple[FormerLog, ...]:
    """All of them, in no particular order; a key that can't be read stands for none. Raises DiskFailed."""
    found = []
    for file in sorted(logs.glob(f"*/{KEY}")):
        try:
            verifier = read_verifier(file.read_bytes()[:_MOST_KEY_BYTES].decode().strip())
        except OSError as error:
            raise disk_error(error) from error
        except ValueError:
            continue
        try:
            salt_key = load_log_keys(keys, secret, digits_of(verifier)).salt_key
        except CryptoError:
            salt_key = None
        found.append(FormerLog(verifier, file.parent, salt_key))
    return tuple(found)


@contextmanager
def former_database(file: Path) -> Iterator[Connection]:
    """To look into, whatever version wrote it. Raises DatabaseFailed."""
    with typed_errors():
        db = sqlite_connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    with closing(db), typed_errors():
        yield db
