"""A publication on its way from one signer to the next: a folder on a stick. Each adds a signature with a key that
never leaves their own machine; when there are enough the publisher takes it.

    proposed.json      what is to be published, with the signatures so far
    metadata/          the newest root, and what is published now as it was signed
    targets/           the files of both

What is published now goes along so that each signer sees the difference, and checks it, without asking anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets

from station.policy.publish import Repository, demand_signatures
from station.policy.publishable import PublicationWrong, demand_publishable
from station.policy.signers import load_signer
from station.storage.files import durable_folder, durable_write

_PROPOSED = "proposed.json"


@dataclass(frozen=True)
class Signatures:
    """given: keys that signed; missing: how many are still to come; may: of these keys, those that have not signed."""

    given: tuple[str, ...]
    missing: int
    may: tuple[str, ...]


def propose(repository: Repository, files: Mapping[str, bytes], folder: Path, at: datetime) -> "Proposal":
    """Into a folder that is not there yet. Raises PublicationWrong, PolicyWrong, PolicyTooBig, ProfilesWrong."""
    demand_publishable(files, repository.files())
    if folder.exists():
        raise PublicationWrong("PUBLISH-FOLDER", folder=str(folder))
    metadata, there = folder / "metadata", Repository(folder)
    for each in (folder, metadata, folder / "targets"):
        durable_folder(each)
    durable_write(metadata / f"{repository.root().version}.root.json", repository.newest_root())
    published = repository.newest_targets()
    if published:
        version = Metadata[Targets].from_bytes(published).signed.version
        durable_write(metadata / f"{version}.targets.json", published)
    for held in (repository.files(), files):
        for name, data in held.items():
            there.write_target(name, data)
    proposed: Metadata[Targets] = Metadata(repository.targets_of(files, at))
    durable_write(folder / _PROPOSED, proposed.to_bytes())
    return Proposal(folder)


class Proposal:
    """Raises PublicationWrong where the folder is none, or is not what its own signatures say."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _PROPOSED
        self._repository = Repository(folder)
        try:
            self._root = self._repository.root()
            self._proposed = Metadata[Targets].from_bytes(self._file.read_bytes())
            published = self._repository.newest_targets()
            if published:
                now = Metadata[Targets].from_bytes(published)
                demand_signatures(self._root, now)
            version = now.signed.version if published else 0
        except (OSError, RepositoryError):
            raise PublicationWrong("PUBLISH-NO-PROPOSAL", folder=str(folder)) from None
        if self._proposed.signed.version != version + 1:
            raise PublicationWrong("PUBLISH-GAP")
        self.before = self._repository.files()
        self.after = self._repository.held(self._proposed.signed)
        demand_publishable(self.after, self._repository.files())

    @property
    def number(self) -> int:
        return self._proposed.signed.version

    @property
    def root(self) -> str:
        """By which it is told whose keys may sign: version and SHA-256, to be compared with what one knows."""
        return f"{self._root.version} {sha256(self._repository.newest_root()).hexdigest()}"

    @property
    def signatures(self) -> Signatures:
        found = self._root.get_verification_result(Targets.type, self._proposed.signed_bytes, self._proposed.signatures)
        given = tuple(sorted(found.signed))
        return Signatures(given, max(0, found.threshold - len(given)), tuple(sorted(found.unsigned)))

    def sign(self, key: Path, passphrase: bytes | None = None) -> None:
        """Add one signature. Raises PublicationWrong for a key that may not, or has; KeyDamaged, UnsupportedKey,
        OSError."""
        signer, found = load_signer(key, passphrase), self.signatures
        if signer.public_key.keyid in found.given:
            raise PublicationWrong("PUBLISH-TWICE")
        if signer.public_key.keyid not in found.may:
            raise PublicationWrong("PUBLISH-NO-KEY")
        self._proposed.sign(signer, append=True)
        durable_write(self._file, self._proposed.to_bytes())

    def publish(self, repository: Repository, signers: Sequence[Signer], at: datetime) -> None:
        """signers: of snapshot and timestamp. Raises PublicationWrong, also where something was published since it was
        proposed; and as `Repository.publish`."""
        of = self._repository
        if (of.newest_root(), of.newest_targets()) != (repository.newest_root(), repository.newest_targets()):
            raise PublicationWrong("PUBLISH-OVERTAKEN")
        repository.take(self._proposed, self.after, signers, at)
