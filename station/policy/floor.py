"""What may not be undone: the newest versions ever trusted here and the latest moment ever seen.

Kept apart from the policy itself, in the folder of settings: who puts back an old copy of the data folder, or the
clock, is noticed. A new root lowers the floor of the versions (that is how a stolen targets key is recovered from).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from crypto import files
from station.policy.errors import PolicyRolledBack
from station.policy.proof import Verified
from station.policy.standing import last_moment
from station.storage.files import durable_folder, durable_write

TOLERANCE = timedelta(minutes=5)
_BEYOND = timedelta(days=1)  # past the end of the grace time says nothing new
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Floor:
    root: int = 0
    registry: int = 0
    rules: int = 0
    seen: Annotated[datetime, Meta(tz=True)] = _LONG_AGO

    def demand(self, policy: Verified) -> None:
        """Raises PolicyRolledBack(part)."""
        if policy.root_version < self.root:
            raise PolicyRolledBack(part="root")
        if policy.root_version > self.root:
            return
        for part, version, least in (
            ("registry", policy.registry.version, self.registry),
            ("rules", policy.rules.version, self.rules),
        ):
            if version < least:
                raise PolicyRolledBack(part=part)

    def raised(self, policy: Verified) -> "Floor":
        return Floor(policy.root_version, policy.registry.version, policy.rules.version, max(self.seen, policy.issued))

    def joined(self, other: "Floor") -> "Floor":
        """What two who watched know together."""
        newest = max(self, other, key=lambda floor: (floor.root, floor.registry, floor.rules))
        if self.root == other.root:
            newest = replace(newest, registry=max(self.registry, other.registry), rules=max(self.rules, other.rules))
        return replace(newest, seen=max(self.seen, other.seen))

    def at(self, now: datetime, policy: Verified | None) -> "Floor":
        """Remember that it was `now`, but no later than it makes a difference: a clock that once ran years ahead must
        not shut the station for years."""
        if policy is not None:
            now = min(now, last_moment(policy) + _BEYOND)
        return replace(self, seen=max(self.seen, now))

    def behind(self, now: datetime) -> bool:
        """Whether the clock says a time that is over."""
        return self.seen - now > TOLERANCE


def read_floor(file: Path) -> Floor:
    """A file that is damaged counts as none: the policy then has to be proven fresh by its dates alone.

    One that is there and cannot be read is no such file: raises FileTrouble.
    """
    try:
        return msgspec.json.decode(files.read(file), type=Floor)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Floor()


def write_floor(file: Path, floor: Floor) -> None:
    """Raises DiskFull, DiskFailed."""
    durable_folder(file.parent)
    durable_write(file, msgspec.json.encode(floor))
