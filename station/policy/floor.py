"""What may not be undone: the newest versions ever trusted here. And the latest that our own clock has ever said.

Kept apart from the policy itself, in the folder of settings: who puts back an old copy of the data folder, or the
clock, is noticed. A new root lowers the floor of the versions (that is how a stolen targets key is recovered from).
What our own clock once said is a reason to warn and no more, since it may have been wrong; dates are judged by what
others signed (`station.storage.signed_time`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from crypto import files
from station.policy.errors import PolicyRolledBack
from station.policy.proof import Verified
from station.policy.validity import last_moment
from station.storage.files import durable_folder, durable_write

TOLERANCE = timedelta(minutes=5)
_BEYOND = timedelta(days=1)  # past the end of the grace a later clock is no news
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Floor:
    """seen: the latest moment of our own clock. profiles: the highest version of each service that is described."""

    root: int = 0
    registry: int = 0
    rules: int = 0
    seen: Annotated[datetime, Meta(tz=True)] = _LONG_AGO
    trust: int = 0
    profiles: Mapping[str, int] = field(default_factory=dict)

    def demand(self, policy: Verified) -> None:
        """Raises PolicyRolledBack(part)."""
        if policy.root_version < self.root:
            raise PolicyRolledBack(part="root")
        if policy.root_version > self.root:
            return
        for part, version, least in (
            ("registry", policy.registry.version, self.registry),
            ("rules", policy.rules.version, self.rules),
            ("trust", policy.trust_version, self.trust),
        ):
            if version < least:
                raise PolicyRolledBack(part=part)
        versions = policy.profile_versions
        for service, least in self.profiles.items():
            if versions.get(service, 0) < least:
                raise PolicyRolledBack(part=service)

    def raised(self, policy: Verified) -> "Floor":
        return Floor(
            policy.root_version,
            policy.registry.version,
            policy.rules.version,
            self.seen,
            policy.trust_version,
            policy.profile_versions,
        )

    def joined(self, other: "Floor") -> "Floor":
        """The versions that two programs know together; the clock is one and the same."""
        newest = max(self, other, key=lambda floor: (floor.root, floor.registry, floor.rules, floor.trust))
        if self.root == other.root:
            newest = replace(
                newest,
                registry=max(self.registry, other.registry),
                rules=max(self.rules, other.rules),
                trust=max(self.trust, other.trust),
                profiles={
                    service: max(self.profiles.get(service, 0), other.profiles.get(service, 0))
                    for service in {**self.profiles, **other.profiles}
                },
            )
        return replace(newest, seen=self.seen)

    def at(self, now: datetime, least: datetime, policy: Verified | None) -> "Floor":
        """Remember that the clock said `now`. least: as others have signed.

        A clock that agrees with them is right, whatever it said before: a wrong one heals without anybody's doing.
        """
        if abs(now - least) <= TOLERANCE:
            return replace(self, seen=now)
        seen = max(self.seen, now)
        return replace(self, seen=min(seen, last_moment(policy) + _BEYOND) if policy is not None else seen)

    def behind(self, now: datetime, least: datetime) -> bool:
        """Whether the clock says a time that is over: by what others signed, or by what it said itself."""
        return max(self.seen, least) - now > TOLERANCE


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
