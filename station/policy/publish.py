"""The publisher's side: a TUF repository in a folder, made and signed. Runs at the State's office, never at a desk.

    metadata/N.root.json, N.targets.json, N.snapshot.json, timestamp.json
    targets/<sha256>.registry.json, <sha256>.rules.json, and <sha256>.trust.json where there is one
    targets/profiles/<sha256>.<service>@<version>.toml, where services are described

Consistent snapshots (TUF 6.2): only timestamp.json is ever overwritten, and it is written last: whoever copies or
reads the folder meanwhile sees the old state or the new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from securesystemslib.signer import Key, Signer
from tuf.api.exceptions import LengthOrHashMismatchError, UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from station.policy.publishable import PublicationWrong, demand_publishable
from station.policy.trusted import ROOTS, parse_roots
from station.storage.files import durable_folder, durable_write

ROOT_THRESHOLD = 2
_ONLINE = (Snapshot.type, Timestamp.type)

T = TypeVar("T", Root, Targets, Snapshot, Timestamp)


@dataclass(frozen=True)
class Keys:
    """Public halves. Of `root` two must sign, of `targets` so many as `targets_threshold` says, 0 for all; snapshot and
    timestamp are signed by one key each."""

    root: Sequence[Key]
    targets: Sequence[Key]
    snapshot: Key
    timestamp: Key
    targets_threshold: int = 0


@dataclass(frozen=True)
class Lifetimes:
    """How long each signature is good for."""

    root: timedelta = timedelta(days=3650)
    targets: timedelta = timedelta(days=365)
    snapshot: timedelta = timedelta(days=365)
    timestamp: timedelta = timedelta(days=14)


class Repository:
    def __init__(self, folder: Path, lifetimes: Lifetimes | None = None) -> None:
        self.folder = folder
        self.lifetimes = lifetimes or Lifetimes()
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"

    def create(
        self, keys: Keys, signers: Sequence[Signer], at: datetime, trust_roots: Mapping[str, str] | None = None
    ) -> bytes:
        """A new repository; returns its first root, which stations get at set-up. trust_roots: PEM by purpose, whom
        stations believe. Raises PublicationWrong, PolicyWrong."""
        if self._version("root") > 0:
            raise PublicationWrong("PUBLISH-THERE")
        for folder in (self.folder, self._metadata, self._targets):
            durable_folder(folder)
        fields = _named(trust_roots or {})
        root = Root(version=1, expires=_until(at, self.lifetimes.root), unrecognized_fields=fields)
        return self._write_root(root, keys, signers)

    def rotate(
        self, keys: Keys, signers: Sequence[Signer], at: datetime, trust_roots: Mapping[str, str] | None = None
    ) -> bytes:
        """Other keys or other roots of trust, or the same ones for longer. trust_roots: None keeps those named before.
        `signers` reach the threshold of the old root and of the new one.

        Publish afterwards: what stands there is signed with keys that may be gone.
        Raises PublicationWrong, PolicyWrong.
        """
        before = Metadata[Root].from_bytes(self.newest_root())
        kept = before.signed.unrecognized_fields.get(ROOTS, {})
        fields = _named(kept if trust_roots is None else trust_roots)
        version = before.signed.version + 1
        root = Root(version=version, expires=_until(at, self.lifetimes.root), unrecognized_fields=fields)
        return self._write_root(root, keys, signers, before.signed)

    def publish(self, files: Mapping[str, bytes], signers: Sequence[Signer], at: datetime) -> None:
        """`files`: registry.json and rules.json, both, trust.json where there is one, and whatever describes services.
        Raises PublicationWrong, PolicyWrong, PolicyTooBig, ProfilesWrong."""
        demand_publishable(files, self.files())
        self._demand_keys(signers, Targets.type, *_ONLINE)
        for name, data in files.items():
            self.write_target(name, data)
        self._write_role(self.targets_of(files, at), signers)
        self.renew(signers, at)

    def take(
        self, signed: Metadata[Targets], files: Mapping[str, bytes], signers: Sequence[Signer], at: datetime
    ) -> None:
        """Publish what was signed elsewhere (`proposal`). signers: of snapshot and timestamp. Raises as `publish`."""
        demand_publishable(files, self.files())
        demand_signatures(self.root(), signed)
        self._demand_keys(signers, *_ONLINE)
        for name, data in files.items():
            self.write_target(name, data)
        durable_write(self._metadata / f"{signed.signed.version}.targets.json", signed.to_bytes())
        self.renew(signers, at)

    def renew(self, signers: Sequence[Signer], at: datetime) -> None:
        """The same files with a new snapshot and timestamp. Raises PublicationWrong."""
        self._demand_keys(signers, *_ONLINE)
        snapshot = Snapshot(version=self._version("snapshot") + 1, expires=_until(at, self.lifetimes.snapshot))
        snapshot.meta["targets.json"] = self._meta("targets")
        self._write_role(snapshot, signers)
        timestamp = Timestamp(expires=_until(at, self.lifetimes.timestamp))
        file = self._metadata / "timestamp.json"
        if file.exists():
            timestamp.version = Metadata[Timestamp].from_bytes(file.read_bytes()).signed.version + 1
        timestamp.snapshot_meta = self._meta("snapshot")
        self._write_role(timestamp, signers)

    def newest_root(self) -> bytes:
        return (self._metadata / f"{self._version('root')}.root.json").read_bytes()

    def files(self) -> dict[str, bytes]:
        """What is published now, by name; empty before the first time. Raises PublicationWrong where one changed."""
        newest = self.newest_targets()
        return self.held(Metadata[Targets].from_bytes(newest).signed) if newest else {}

    def good_until(self) -> datetime | None:
        """When the timestamp ends; None before the first publication."""
        file = self._metadata / "timestamp.json"
        return Metadata[Timestamp].from_bytes(file.read_bytes()).signed.expires if file.exists() else None

    # --- inside ------------------------------------------------------------------------------------------------

    def targets_of(self, files: Mapping[str, bytes], at: datetime) -> Targets:
        """The list of these files that comes next, unsigned."""
        targets = Targets(version=self._version("targets") + 1, expires=_until(at, self.lifetimes.targets))
        targets.targets = {name: TargetFile.from_data(name, data, ["sha256"]) for name, data in files.items()}
        return targets

    def write_target(self, name: str, data: bytes) -> None:
        file = self._file(name, TargetFile.from_data(name, data, ["sha256"]))
        durable_folder(file.parent)
        durable_write(file, data)

    def held(self, targets: Targets) -> dict[str, bytes]:
        """The files of such a list. Raises PublicationWrong where one is not as the list says."""
        found = {name: self._file(name, target).read_bytes() for name, target in targets.targets.items()}
        for name, target in targets.targets.items():
            try:
                target.verify_length_and_hashes(found[name])
            except LengthOrHashMismatchError:
                raise PublicationWrong("PUBLISH-CHANGED", name=name) from None
        return found

    def root(self) -> Root:
        return Metadata[Root].from_bytes(self.newest_root()).signed

    def newest_targets(self) -> bytes:
        """As they are signed; b"" before the first publication."""
        version = self._version("targets")
        return (self._metadata / f"{version}.targets.json").read_bytes() if version else b""

    def _write_root(self, root: Root, keys: Keys, signers: Sequence[Signer], before: Root | None = None) -> bytes:
        if not 0 <= keys.targets_threshold <= len({key.keyid for key in keys.targets}):
            raise PublicationWrong("PUBLISH-THRESHOLD")
        if len({key.keyid for key in keys.root}) <= ROOT_THRESHOLD:
            raise PublicationWrong("PUBLISH-ROOT-KEYS")
        for role, role_keys, threshold in (
            (Root.type, keys.root, ROOT_THRESHOLD),
            (Targets.type, keys.targets, keys.targets_threshold or len(keys.targets)),
            (Snapshot.type, (keys.snapshot,), 1),
            (Timestamp.type, (keys.timestamp,), 1),
        ):
            for key in role_keys:
                root.add_key(key, role)
            root.roles[role].threshold = threshold
        metadata = Metadata(root)
        owners = set(root.roles[Root.type].keyids) | set(before.roles[Root.type].keyids if before else ())
        for signer in _of(signers, owners):
            metadata.sign(signer, append=True)
        for trusting in (before or root, root):
            demand_signatures(trusting, metadata)
        data = metadata.to_bytes()
        durable_write(self._metadata / f"{root.version}.root.json", data)
        return data

    def _demand_keys(self, signers: Sequence[Signer], *roles: str) -> None:
        """Before the first file is written: a list without its snapshot would shut out the next publication.

        Raises PublicationWrong.
        """
        root = self.root()
        for role in roles:
            of, needed = _of(signers, set(root.roles[role].keyids)), root.roles[role].threshold
            if len({signer.public_key.keyid for signer in of}) < needed:
                raise PublicationWrong("PUBLISH-KEYS", role=role, given=len(of), needed=needed)

    def _write_role(self, signed: T, signers: Sequence[Signer]) -> None:
        root = self.root()
        metadata: Metadata[T] = Metadata(signed)
        for signer in _of(signers, set(root.roles[signed.type].keyids)):
            metadata.sign(signer, append=True)
        demand_signatures(root, metadata)
        named = signed.type if isinstance(signed, Timestamp) else f"{signed.version}.{signed.type}"
        durable_write(self._metadata / f"{named}.json", metadata.to_bytes())

    def _file(self, name: str, target: TargetFile) -> Path:
        """By its digest, in the folder that its name says (TUF 6.2)."""
        folder, slash, last = name.rpartition("/")
        return self._targets / f"{folder}{slash}{target.hashes['sha256']}.{last}"

    def _meta(self, role: str) -> MetaFile:
        version = self._version(role)
        data = (self._metadata / f"{version}.{role}.json").read_bytes()
        return MetaFile(version, len(data), {"sha256": sha256(data).hexdigest()})

    def _version(self, role: str) -> int:
        """The highest one written; 0 where there is none."""
        return max((int(file.name.split(".")[0]) for file in self._metadata.glob(f"*.{role}.json")), default=0)


def _named(trust_roots: Mapping[str, str]) -> dict[str, Any]:
    """As the TUF root holds them. Raises PolicyWrong."""
    return {ROOTS: dict(parse_roots(dict(trust_roots)))} if trust_roots else {}


def _of(signers: Sequence[Signer], owners: set[str]) -> list[Signer]:
    return [signer for signer in signers if signer.public_key.keyid in owners]


def demand_signatures(trusting: Root, metadata: Metadata[T]) -> None:
    """Raises PublicationWrong."""
    try:
        trusting.verify_delegate(metadata.signed.type, metadata.signed_bytes, metadata.signatures)
    except UnsignedMetadataError:
        role = metadata.signed.type
        found = trusting.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
        raise PublicationWrong("PUBLISH-KEYS", role=role, given=len(found.signed), needed=found.threshold) from None


def _until(at: datetime, lifetime: timedelta) -> datetime:
    return (at + lifetime).replace(microsecond=0)
