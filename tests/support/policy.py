"""A policy repository of a test's own, with all its keys, and the texts it publishes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import CryptoSigner, Signer
from tuf.api.metadata import Metadata, Root

from station.domain.events import AuditEvent
from station.policy.fetch import FolderFetcher
from station.policy.from_toml import policy_files
from station.policy.keeper import Keeper
from station.policy.proof import SERVICES
from station.policy.publish import Keys, Lifetimes, Repository
from station.policy.store import PolicyStore
from station.storage.signed_time import SignedTime
from tests.support.desk import StillClock

CERTIFICATE, OTHER_CERTIFICATE = "a" * 64, "b" * 64
EVERY_DAY = '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]'


def names(word: str) -> str:
    return f'{{ hy = "{word}-hy", ru = "{word}-ru", en = "{word}-en" }}'


def registry_toml(unit: str = "", more: str = "", certificate: str = CERTIFICATE, opens: str = "2020-01-01") -> str:
    """One marz, one unit, one station, the desks 1 and 3. unit: further lines of the unit; more: after everything."""
    open_days = "" if "open_days" in unit else f"open_days = {EVERY_DAY}"
    return f"""
[[marzes]]
id = "shirak"
names = {names("Shirak")}
[[units]]
id = "gyumri"
names = {names("Gyumri")}
marz = "shirak"
opens = {opens}
{open_days}
{unit}
[[units.stations]]
id = "gyumri-1"
certificates = ["{certificate}"]
[[units.stations.desks]]
id = "1"
name = "1"
[[units.stations.desks]]
id = "3"
name = "Window 3"
{more}
"""


def rules_toml(more: str = "", grace_days: int = 7, most_waiting: int = 10, envelope: str = "") -> str:
    return f"""
[offline]
grace_days = {grace_days}
most_waiting = {most_waiting}
[envelope]
policy = "baseline"
{envelope}
{more}
"""


class Careless(Repository):
    """Signs what the State's own tool refuses."""

    def publish(self, files: Mapping[str, bytes], signers: Sequence[Signer], at: datetime) -> None:
        for name, data in files.items():
            self.write_target(name, data)
        self._write_role(self.targets_of(files, at), signers)
        self.renew(signers, at)


@dataclass
class Office:
    """The publisher: three root keys, two targets keys, one each for snapshot and timestamp."""

    repository: Repository
    roots: list[CryptoSigner]
    targets: list[CryptoSigner]
    snapshot: CryptoSigner
    timestamp: CryptoSigner
    at: datetime
    first_root: bytes = b""

    @property
    def keys(self) -> Keys:
        return Keys(
            [each.public_key for each in self.roots],
            [each.public_key for each in self.targets],
            self.snapshot.public_key,
            self.timestamp.public_key,
        )

    @property
    def online(self) -> list[CryptoSigner]:
        return [*self.targets, self.snapshot, self.timestamp]

    @property
    def metadata(self) -> Path:
        return self.repository.folder / "metadata"

    @property
    def source(self) -> FolderFetcher:
        return FolderFetcher(self.repository.folder)

    def publish(self, registry: str = "", rules: str = "", trust: Mapping[str, object] | None = None) -> None:
        """trust: the entries of trust.json."""
        texts = {"registry.toml": registry or registry_toml(), "rules.toml": rules or rules_toml()}
        files = policy_files(texts, self.repository.files(), self.at, trust)
        self.repository.publish(files, self.online, self.at)

    def publish_services(self, *texts: str, rules: str = "") -> None:
        """By signed metadata, as anybody with the keys could: whatever the profiles of `library_card` say."""
        plain = {"registry.toml": registry_toml(), "rules.toml": rules or rules_toml()}
        files = policy_files(plain, self.repository.files(), self.at)
        for number, text in enumerate(texts, 1):
            files[f"{SERVICES}library_card@{number}.toml"] = text.encode()
        self.publish_unchecked(files)

    def publish_unchecked(self, files: Mapping[str, bytes]) -> None:
        """All of them, whatever they say."""
        Careless(self.repository.folder, self.repository.lifetimes).publish(files, self.online, self.at)

    def root(self) -> Root:
        return Metadata[Root].from_bytes(self.repository.newest_root()).signed


def open_office(folder: Path, at: datetime | None = None, lifetimes: Lifetimes | None = None) -> Office:
    """A repository that has been created; nothing is published yet."""
    made = [CryptoSigner.generate_ecdsa() for _ in range(7)]
    office = Office(Repository(folder, lifetimes), made[:3], made[3:5], made[5], made[6], at or datetime.now(UTC))
    office.first_root = office.repository.create(office.keys, office.roots[:2], office.at)
    return office


def keeper_of(
    folder: Path,
    office: Office,
    clock: StillClock,
    events: list[AuditEvent] | None = None,
    root: bytes = b"",
    source: FolderFetcher | None = None,
) -> Keeper:
    """Called twice with the same folder it is the same station started again."""
    record: Callable[[AuditEvent], None] = (events if events is not None else []).append
    store = PolicyStore(folder / "policy", root or office.first_root)
    signed = SignedTime(folder / "config" / "signed-time.json", clock)
    return Keeper(store, source or office.source, folder / "config" / "policy.json", signed, clock, record)


def replace_signed(file: Path, change: Callable[[Metadata], None], signers: Sequence[CryptoSigner]) -> None:  # type: ignore[type-arg]
    """Change a metadata file and sign it anew: what the holder of these keys can do."""
    metadata = Metadata.from_file(str(file))
    change(metadata)
    metadata.signatures.clear()
    for signer in signers:
        metadata.sign(signer, append=True)
    file.write_bytes(metadata.to_bytes())


SHORT = Lifetimes(timestamp=timedelta(days=7))
