"""Proving a policy from bytes alone, without any source: root after root, then timestamp, snapshot, targets, files.

The same chain that the TUF client walks online (TUF specification 5.3 to 5.7), but an expired link is still proof of
who said it: what it is worth after its end is decided in `validity`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from re import fullmatch

import msgspec
from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from station.policy import registry, rules, trusted
from station.policy.errors import (
    PolicyAltered,
    PolicyFrozen,
    PolicyNotSigned,
    PolicyRolledBack,
    PolicyTooBig,
    PolicyUnreachable,
    PolicyUnreadable,
)
from station.policy.registry import Registry, parse_registry
from station.policy.rules import Rules, parse_rules
from station.policy.trusted import ROOTS, Trusted, parse_roots, parse_trusted
from station.storage.files import disk_error
from station.toml import MOST_BYTES

LIMITS: Mapping[str, int] = {
    registry.PART: registry.MOST_BYTES,
    rules.PART: rules.MOST_BYTES,
    trusted.PART: trusted.MOST_BYTES,
}
"""The files of a policy, and how many bytes each may have."""
MAY_LACK = frozenset({trusted.PART})
SERVICES = "profiles/"
"""Before the names of targets that describe services, one file a version: `profiles/id_card@2.toml`."""
_MOST_SERVICES = 500


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One whole state of a repository. roots: those after the installed one, in order."""

    roots: list[bytes]
    timestamp: bytes
    snapshot: bytes
    targets: bytes
    files: dict[str, bytes]


@dataclass(frozen=True)
class Verified:
    """A proven policy. until: when the first of its links expires. trusted: None where the State publishes no such
    file. roots: PEM by purpose, as the TUF root names them. profiles: what describes services, by name of file; none
    where none is published, or the bundle was kept by a version of this program that did not know them."""

    registry: Registry
    rules: Rules
    until: datetime
    root_version: int
    trusted: Trusted | None = None
    roots: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def trust_version(self) -> int:
        """0 where there is no such file."""
        return self.trusted.version if self.trusted is not None else 0

    @property
    def profile_versions(self) -> dict[str, int]:
        """The highest of each service, as the names of the files say; what has another name is nobody's."""
        found: dict[str, int] = {}
        for name in self.profiles:
            named = fullmatch(r"([a-z][a-z0-9_]*)@([1-9][0-9]{0,3})\.toml", name)
            if named is not None:
                found[named[1]] = max(found.get(named[1], 0), int(named[2]))
        return found

    @property
    def versions(self) -> dict[str, str]:
        """For the packet: under which policy it was made."""
        return {
            "policyRoot": str(self.root_version),
            "registry": str(self.registry.version),
            "rules": str(self.rules.version),
            **({"trust": str(self.trust_version)} if self.trusted is not None else {}),
        }

    @property
    def issued(self) -> datetime:
        """The newest moment the policy itself speaks of; no honest clock is behind it."""
        parts = (self.registry, self.rules, self.trusted)
        return max(part.issued for part in parts if part is not None)


def prove(bundle: Bundle, installed_root: bytes) -> Verified:
    """Raises what `typed` names, PolicyTooBig, PolicyWrong."""
    with typed():
        root = _root(installed_root, bundle.roots)
        timestamp = Metadata[Timestamp].from_bytes(bundle.timestamp)
        root.verify_delegate(Timestamp.type, timestamp.signed_bytes, timestamp.signatures)
        timestamp.signed.snapshot_meta.verify_length_and_hashes(bundle.snapshot)
        snapshot = Metadata[Snapshot].from_bytes(bundle.snapshot)
        root.verify_delegate(Snapshot.type, snapshot.signed_bytes, snapshot.signatures)
        _same(snapshot.signed.version, timestamp.signed.snapshot_meta.version)
        meta = snapshot.signed.meta.get("targets.json")
        if meta is None:
            raise PolicyUnreadable
        meta.verify_length_and_hashes(bundle.targets)
        targets = Metadata[Targets].from_bytes(bundle.targets)
        root.verify_delegate(Targets.type, targets.signed_bytes, targets.signatures)
        _same(targets.signed.version, meta.version)
        for name, most_bytes in LIMITS.items():
            target = targets.signed.targets.get(name)
            if name in MAY_LACK and name not in bundle.files:
                continue  # not published, or kept by a version that did not know it; the floor notices one taken away
            if target is None or name not in bundle.files:
                raise PolicyUnreadable
            if target.length > most_bytes:
                raise PolicyTooBig(part=name)
            target.verify_length_and_hashes(bundle.files[name])
        profiles = _profiles(targets.signed, bundle.files)
    links = (root, timestamp.signed, snapshot.signed, targets.signed)
    return Verified(
        parse_registry(bundle.files[registry.PART]),
        parse_rules(bundle.files[rules.PART]),
        min(link.expires for link in links),
        root.version,
        parse_trusted(bundle.files[trusted.PART]) if trusted.PART in bundle.files else None,
        parse_roots(root.unrecognized_fields.get(ROOTS, {})),
        profiles,
    )


def published_profiles(targets: Targets) -> tuple[str, ...]:
    """Names of the targets that describe services. Raises PolicyTooBig where one is, or all of them are."""
    named = tuple(name for name in targets.targets if name.startswith(SERVICES))
    if len(named) > _MOST_SERVICES or any(targets.targets[name].length > MOST_BYTES for name in named):
        raise PolicyTooBig(part=SERVICES)
    return named


def _profiles(targets: Targets, files: Mapping[str, bytes]) -> dict[str, bytes]:
    named = published_profiles(targets)
    if not any(name in files for name in named):
        return {}  # none, or kept by a version that did not know them; the floor notices those taken away
    if not all(name in files for name in named):
        raise PolicyUnreadable
    for name in named:
        targets.targets[name].verify_length_and_hashes(files[name])
    return {name.removeprefix(SERVICES): files[name] for name in named}


@contextmanager
def typed() -> Iterator[None]:
    """What the library and the disk raise, as the station's own errors."""
    try:
        yield
    except exceptions.UnsignedMetadataError:
        raise PolicyNotSigned from None
    except exceptions.ExpiredMetadataError:
        raise PolicyFrozen from None
    except exceptions.BadVersionNumberError:
        raise PolicyRolledBack from None
    except exceptions.LengthOrHashMismatchError:
        raise PolicyAltered from None
    except exceptions.RepositoryError:
        raise PolicyUnreadable from None
    except exceptions.DownloadLengthMismatchError:
        raise PolicyTooBig(part="download") from None
    except exceptions.DownloadError:
        raise PolicyUnreachable from None
    except OSError as error:
        raise disk_error(error) from None


def _root(installed: bytes, later: list[bytes]) -> Root:
    """The newest root, each one signed by the one before and by itself (TUF 5.3.4, 5.3.5)."""
    metadata = Metadata[Root].from_bytes(installed)
    metadata.signed.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
    root = metadata.signed
    for data in later:
        metadata = Metadata[Root].from_bytes(data)
        if metadata.signed.version <= root.version:
            continue  # a newer root was installed meanwhile
        root.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
        metadata.signed.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
        _same(metadata.signed.version, root.version + 1)
        root = metadata.signed
    return root


def _same(version: int, expected: int) -> None:
    if version != expected:
        raise PolicyAltered
