"""What somebody does who holds the way from the publisher, or some of the keys: each is refused, by its name."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from station.domain.errors import StationError
from station.policy import (
    PolicyAltered,
    PolicyFrozen,
    PolicyNotSigned,
    PolicyRolledBack,
    PolicyStore,
    PolicyTooBig,
    PolicyUnreachable,
    PolicyUnreadable,
    PolicyWrong,
)
from station.policy.fetch import FolderFetcher
from station.policy.publish import Keys
from station.policy.registry import MOST_BYTES
from tests.support.desk import StillClock
from tests.support.policy import SHORT, Office, keeper_of, open_office, registry_toml, replace_signed, rules_toml


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = open_office(tmp_path / "repository", lifetimes=SHORT)
    made.publish()
    return made


def copied(office: Office, name: str) -> FolderFetcher:
    """The repository as it is now, put aside."""
    return FolderFetcher(Path(shutil.copytree(office.repository.folder, office.repository.folder.with_name(name))))


def refused(store: PolicyStore, source: FolderFetcher, *errors: type[StationError]) -> None:
    """The source is refused, and what was believed before is believed still."""
    before = store.read()
    with pytest.raises(errors):
        store.fetch(source)
    assert store.read() == before


@pytest.fixture
def store(tmp_path: Path, office: Office) -> PolicyStore:
    """A station that has taken the first policy."""
    made = PolicyStore(tmp_path / "station", office.first_root)
    made.keep(made.fetch(office.source)[1])
    return made


def update(store: PolicyStore, office: Office) -> None:
    office.publish(rules=rules_toml(grace_days=3))
    store.keep(store.fetch(office.source)[1])


def test_rollback(store: PolicyStore, office: Office) -> None:
    old = copied(office, "old")
    update(store, office)
    refused(store, old, PolicyRolledBack)


def test_rollback_after_the_clients_memory_was_erased(tmp_path: Path, office: Office) -> None:
    """The old state is whole and not expired: only the floor, which lies elsewhere, knows better."""
    clock, old = StillClock(office.at), copied(office, "old")
    keeper = keeper_of(tmp_path, office, clock)
    office.publish(rules=rules_toml(grace_days=3))
    keeper.refresh()
    shutil.rmtree(tmp_path / "policy")
    keeper = keeper_of(tmp_path, office, clock, source=old)
    assert keeper.refresh()
    held = keeper.held()
    assert held.policy is None
    assert held.refused is not None
    assert held.refused.code == "STN-701"
    assert held.refused.params == {"part": "rules"}


def test_freeze(tmp_path: Path) -> None:
    """Nothing newer than a timestamp that has expired: the TUF client's own check, by the computer's clock."""
    office = open_office(tmp_path / "repository", lifetimes=SHORT)
    office.at -= timedelta(days=8)
    office.publish()
    store = PolicyStore(tmp_path / "station", office.first_root)
    with pytest.raises(PolicyFrozen):
        store.fetch(office.source)


def test_freeze_of_a_station_that_had_a_policy(tmp_path: Path, office: Office) -> None:
    clock = StillClock(office.at)
    keeper = keeper_of(tmp_path, office, clock)
    assert keeper.refresh()
    clock.forward(timedelta(days=8))
    assert keeper.refresh()
    refusal = keeper.held().refused
    assert refusal is not None
    assert refusal.code == PolicyFrozen.code


def test_mix_and_match(store: PolicyStore, office: Office) -> None:
    """The new snapshot with the old targets; the new timestamp with the old snapshot."""
    old = office.metadata
    first = {name: (old / name).read_bytes() for name in ("1.targets.json", "1.snapshot.json")}
    office.publish(rules=rules_toml(grace_days=3))
    (office.metadata / "2.targets.json").write_bytes(first["1.targets.json"])
    refused(store, office.source, PolicyAltered, PolicyTooBig)  # longer than what was signed
    (office.metadata / "2.snapshot.json").write_bytes(first["1.snapshot.json"])
    refused(store, office.source, PolicyAltered, PolicyTooBig)  # longer than what was signed


def test_mix_and_match_by_who_holds_the_online_keys(store: PolicyStore, office: Office) -> None:
    """Snapshot and timestamp are signed properly over older targets; the targets keys are not needed for that."""
    office.publish(rules=rules_toml(grace_days=3))
    store.keep(store.fetch(office.source)[1])

    def older(metadata: Metadata) -> None:  # type: ignore[type-arg]
        metadata.signed.version += 1
        metadata.signed.meta["targets.json"].version = 1
        metadata.signed.meta["targets.json"].hashes = None
        metadata.signed.meta["targets.json"].length = None

    def newer(metadata: Metadata) -> None:  # type: ignore[type-arg]
        metadata.signed.version += 1
        metadata.signed.snapshot_meta.version = 3
        metadata.signed.snapshot_meta.hashes = None
        metadata.signed.snapshot_meta.length = None

    shutil.copy(office.metadata / "2.snapshot.json", office.metadata / "3.snapshot.json")
    replace_signed(office.metadata / "3.snapshot.json", older, [office.snapshot])
    replace_signed(office.metadata / "timestamp.json", newer, [office.timestamp])
    refused(store, office.source, PolicyRolledBack)


def test_fast_forward_is_recovered_from(store: PolicyStore, office: Office) -> None:
    """Stolen online keys raise all versions; a new root takes the keys away, and the station forgets those versions."""

    def forward(metadata: Metadata) -> None:  # type: ignore[type-arg]
        metadata.signed.version = 2_000_000_000

    def pointing(metadata: Metadata) -> None:  # type: ignore[type-arg]
        forward(metadata)
        metadata.signed.snapshot_meta.version = 2_000_000_000
        metadata.signed.snapshot_meta.hashes = None
        metadata.signed.snapshot_meta.length = None

    honest = copied(office, "honest")
    far = "2000000000.snapshot.json"
    shutil.copy(office.metadata / "1.snapshot.json", office.metadata / far)
    replace_signed(office.metadata / far, forward, [office.snapshot])
    replace_signed(office.metadata / "timestamp.json", pointing, [office.timestamp])
    store.keep(store.fetch(office.source)[1])
    refused(store, honest, PolicyRolledBack)

    office.repository.folder = honest._folder  # the honest copy goes on, with new keys
    office.repository._metadata, office.repository._targets = (honest._folder / n for n in ("metadata", "targets"))
    office.snapshot, office.timestamp = CryptoSigner.generate_ecdsa(), CryptoSigner.generate_ecdsa()
    office.repository.rotate(office.keys, office.roots[:2], office.at)
    office.publish(rules=rules_toml(grace_days=3))
    policy, _ = store.fetch(office.source)
    assert policy.root_version == 2
    assert policy.rules.offline.grace_days == 3


def one_root_signature(office: Office) -> None:
    keys = Keys([CryptoSigner.generate_ecdsa().public_key for _ in range(3)], *_roles(office))
    root = office.root()
    before = office.metadata / "1.root.json"
    shutil.copy(before, office.metadata / "2.root.json")

    def mine(metadata: Metadata) -> None:  # type: ignore[type-arg]
        metadata.signed.version = root.version + 1
        for key in keys.root:
            metadata.signed.add_key(key, "root")

    replace_signed(office.metadata / "2.root.json", mine, [office.roots[0]])


def one_root_key_twice(office: Office) -> None:
    """One person's signature under two names is one signature."""
    one_root_signature(office)
    file = office.metadata / "2.root.json"
    document = json.loads(file.read_bytes())
    (signature,) = document["signatures"]
    document["signatures"].append({**signature, "keyid": office.roots[1].public_key.keyid})
    file.write_text(json.dumps(document))


def one_targets_signature(office: Office) -> None:
    office.publish(rules=rules_toml(grace_days=3))
    _resign(office, "2.targets.json", [office.targets[0]])


def foreign_targets(office: Office) -> None:
    office.publish(rules=rules_toml(grace_days=3))
    _resign(office, "2.targets.json", [CryptoSigner.generate_ecdsa(), CryptoSigner.generate_ecdsa()])


def foreign_timestamp(office: Office) -> None:
    replace_signed(office.metadata / "timestamp.json", lambda _: None, [office.snapshot])


@pytest.mark.parametrize(
    "attack", [one_root_signature, one_root_key_twice, one_targets_signature, foreign_targets, foreign_timestamp]
)
def test_wrong_threshold(store: PolicyStore, office: Office, attack: Callable[[Office], None]) -> None:
    attack(office)
    refused(store, office.source, PolicyNotSigned)


@pytest.mark.parametrize("name", ["registry.json", "rules.json"])
@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_one_flipped_byte_of_a_target(tmp_path: Path, office: Office, name: str, place: float) -> None:
    (file,) = (office.repository.folder / "targets").glob(f"*.{name}")
    data = bytearray(file.read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    file.write_bytes(data)
    with pytest.raises(PolicyAltered):
        PolicyStore(tmp_path / "fresh", office.first_root).fetch(office.source)


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json"])
def test_one_flipped_byte_of_metadata(tmp_path: Path, office: Office, name: str) -> None:
    file = office.metadata / name
    data = file.read_bytes()
    for place in range(0, len(data), 97):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises((PolicyAltered, PolicyNotSigned, PolicyUnreadable, PolicyUnreachable, PolicyFrozen)):
            PolicyStore(tmp_path / f"fresh-{place}", office.first_root).fetch(office.source)


def test_endless_metadata(store: PolicyStore, office: Office) -> None:
    (office.metadata / "timestamp.json").write_bytes(b" " * 1_000_000)
    refused(store, office.source, PolicyTooBig)


def test_a_policy_that_is_too_big_is_not_even_loaded(store: PolicyStore, office: Office) -> None:
    files = office.repository.files()
    files["registry.json"] += b" " * MOST_BYTES
    office.publish_unchecked(files)
    refused(store, office.source, PolicyTooBig)


def test_properly_signed_nonsense(store: PolicyStore, office: Office) -> None:
    files = office.repository.files() | {"rules.json": b'{"version": 2}'}
    office.publish_unchecked(files)
    refused(store, office.source, PolicyWrong)


def test_garbage_metadata(store: PolicyStore, office: Office) -> None:
    for garbage in (b"", b"[" * 10_000, b"\xff", b"{}", b'{"signed": {"_type": "root"}, "signatures": []}'):
        (office.metadata / "timestamp.json").write_bytes(garbage)
        refused(store, office.source, PolicyUnreadable)


def test_a_root_of_somebody_else(tmp_path: Path, office: Office) -> None:
    other = open_office(tmp_path / "other")
    other.publish()
    with pytest.raises(PolicyNotSigned):
        PolicyStore(tmp_path / "fresh", office.first_root).fetch(other.source)


def test_a_state_on_disk_that_was_changed_is_not_believed(store: PolicyStore, tmp_path: Path) -> None:
    file = tmp_path / "station" / "proven.msgpack"
    data = file.read_bytes()
    for place in range(0, len(data), 61):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises((PolicyAltered, PolicyNotSigned, PolicyUnreadable)):
            store.read()


def test_out_of_reach(store: PolicyStore, tmp_path: Path) -> None:
    refused(store, FolderFetcher(tmp_path / "no-stick"), PolicyUnreachable)


def test_a_name_that_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    fetcher = FolderFetcher(tmp_path / "repository")
    with pytest.raises(Exception, match="outside"):
        list(fetcher.fetch(f"{fetcher.base}../secret"))


def test_roots_rotate_one_by_one(store: PolicyStore, office: Office) -> None:
    """A station that was away for three rotations follows all of them."""
    for _ in range(3):
        signers = list(office.roots)
        office.roots = [*office.roots[1:], CryptoSigner.generate_ecdsa()]
        office.repository.rotate(office.keys, [*signers, *office.roots], office.at)
    office.publish(registry=registry_toml(unit="closes = 2030-01-01"))
    policy, bundle = store.fetch(office.source)
    store.keep(bundle)
    assert policy.root_version == 4
    assert store.read() == policy


def _roles(office: Office) -> tuple[list[object], object, object]:
    return [each.public_key for each in office.targets], office.snapshot.public_key, office.timestamp.public_key


def _resign(office: Office, name: str, signers: list[CryptoSigner]) -> None:
    """Targets signed by others, wrapped by the honest online keys: as when those were stolen."""
    replace_signed(office.metadata / name, lambda _: None, signers)
    office.repository.renew([office.snapshot, office.timestamp], office.at)
