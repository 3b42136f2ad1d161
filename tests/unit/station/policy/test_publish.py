"""The publisher's side: what it makes, what it refuses to sign; the demonstration's own policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

from crypto.errors import KeyDamaged, UnsupportedKey
from station.policy import DemoPolicyDamaged, PolicyStore, PolicyWrong
from station.policy.demo import DemoDesk, ensure
from station.policy.fetch import FolderFetcher
from station.policy.proof import SERVICES
from station.policy.publish import Repository
from station.policy.publishable import PublicationWrong
from station.policy.signers import load_public, load_signer, new_key
from tests.support.policy import OTHER_CERTIFICATE, Office, open_office, registry_toml, rules_toml
from tests.unit.station.profiles.test_faults import PROFILE

DESK = DemoDesk("a" * 64, "Demo", "1", ["b" * 64])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = open_office(tmp_path / "repository")
    made.publish()
    return made


def test_the_same_texts_keep_their_version(office: Office) -> None:
    before = office.repository.files()
    office.at += timedelta(days=1)
    office.publish()
    assert office.repository.files() == before
    office.publish(rules=rules_toml(grace_days=1))
    policy, _ = PolicyStore(office.repository.folder / "s", office.first_root).fetch(office.source)
    assert policy.versions == {"policyRoot": "1", "registry": "1", "rules": "2"}


def test_a_unit_or_station_is_never_taken_out(office: Office) -> None:
    with pytest.raises(PublicationWrong, match="gyumri-1"):
        office.publish(registry=registry_toml(certificate=OTHER_CERTIFICATE))


def test_a_changed_file_needs_a_higher_version(office: Office) -> None:
    files = office.repository.files()
    files["rules.json"] = files["rules.json"].replace(b'"grace_days":7', b'"grace_days":8')
    with pytest.raises(PublicationWrong, match="version"):
        office.repository.publish(files, office.online, office.at)


def test_nothing_wrong_is_signed(office: Office) -> None:
    with pytest.raises(PolicyWrong):
        office.publish(rules=rules_toml(grace_days=1000))
    with pytest.raises(PublicationWrong):
        office.repository.publish({"rules.json": b"{}"}, office.online, office.at)


def test_two_of_three_root_keys(tmp_path: Path, office: Office) -> None:
    with pytest.raises(PublicationWrong, match="root"):
        Repository(tmp_path / "new").create(office.keys, office.roots[:1], office.at)
    with pytest.raises(PublicationWrong, match="three keys"):
        office.repository.rotate(replace(office.keys, root=office.keys.root[:2]), office.roots, office.at)
    with pytest.raises(PublicationWrong, match="already"):
        office.repository.create(office.keys, office.roots, office.at)


def test_a_new_root_needs_the_old_ones_consent(office: Office) -> None:
    strangers = [CryptoSigner.generate_ecdsa() for _ in range(3)]
    keys = replace(office.keys, root=[each.public_key for each in strangers])
    with pytest.raises(PublicationWrong):
        office.repository.rotate(keys, [*strangers, office.roots[0]], office.at)
    office.repository.rotate(keys, [*strangers, *office.roots[:2]], office.at)
    assert office.root().version == 2


def test_all_targets_keys_must_sign(office: Office) -> None:
    office.targets.pop()
    with pytest.raises(PublicationWrong, match="targets"):
        office.publish(rules=rules_toml(grace_days=1))


@pytest.mark.parametrize("passphrase", [None, b"long enough"])
def test_keys_as_files(tmp_path: Path, passphrase: bytes | None) -> None:
    new_key(tmp_path, "root-1", passphrase)
    signer = load_signer(tmp_path / "root-1.pem", passphrase)
    assert signer.public_key == load_public(tmp_path / "root-1.pub.pem")
    assert (tmp_path / "root-1.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        new_key(tmp_path, "root-1")
    with pytest.raises(KeyDamaged):
        load_signer(tmp_path / "root-1.pem", b"another")
    with pytest.raises(KeyDamaged):
        load_signer(tmp_path / "root-1.pub.pem")
    with pytest.raises(KeyDamaged):
        load_public(tmp_path / "root-1.pem")


def test_keys_of_another_kind(tmp_path: Path) -> None:
    other = CryptoSigner.generate_ed25519()
    (tmp_path / "a.pem").write_bytes(other.private_bytes)
    with pytest.raises(UnsupportedKey):
        load_signer(tmp_path / "a.pem")
    (tmp_path / "big.pem").write_bytes(b" " * 100_000)
    with pytest.raises(KeyDamaged):
        load_public(tmp_path / "big.pem")


# --- the demonstration -------------------------------------------------------------------------------------------


def test_the_demonstration_has_a_policy_of_its_own(tmp_path: Path) -> None:
    root, now = tmp_path / "trust" / "policy" / "root.json", datetime.now(UTC)
    folder = ensure(tmp_path / "home", root, DESK, now)
    before = {file: file.read_bytes() for file in folder.rglob("*.json")}
    assert ensure(tmp_path / "home", root, DESK, now) == folder
    assert {file: file.read_bytes() for file in folder.rglob("*.json")} == before
    policy, _ = PolicyStore(tmp_path / "station", root.read_bytes()).fetch(FolderFetcher(folder))
    place = policy.registry.place("a" * 64, now.date(), "1")
    assert place.unit.names.hy == "Դեմո"
    place.unit.admit(now.date())
    assert policy.rules.envelope.recipients == ("b" * 64,)


def test_it_is_signed_anew_before_it_ends_and_when_the_desk_changes(tmp_path: Path) -> None:
    root, now = tmp_path / "trust" / "policy" / "root.json", datetime.now(UTC)
    store = PolicyStore(tmp_path / "station", b"")
    ensure(tmp_path / "home", root, DESK, now - timedelta(days=20))
    folder = ensure(tmp_path / "home", root, DESK, now)
    store = PolicyStore(tmp_path / "station", root.read_bytes())
    assert store.fetch(FolderFetcher(folder))[0].versions["registry"] == "1"
    ensure(tmp_path / "home", root, replace(DESK, unit='Ան"ի', desk="3"), now)
    policy, _ = store.fetch(FolderFetcher(folder))
    assert policy.versions["registry"] == "2"
    assert policy.registry.place("a" * 64, now.date(), "3").unit.names.en == 'Ան"ի'


def test_what_somebody_publishes_on_it_stays(tmp_path: Path) -> None:
    """A service tried with the demonstration's own keys: the next start neither loses it nor stops at it."""
    root, now = tmp_path / "trust" / "policy" / "root.json", datetime.now(UTC)
    repository = Repository(ensure(tmp_path / "home", root, DESK, now))
    files = {**repository.files(), f"{SERVICES}library_card@1.toml": PROFILE.encode()}
    keys = [tmp_path / "home" / "keys" / f"{name}.pem" for name in ("targets-1", "targets-2", "snapshot", "timestamp")]
    repository.publish(files, [load_signer(key) for key in keys], now)
    ensure(tmp_path / "home", root, DESK, now)
    assert repository.files() == files
    ensure(tmp_path / "home", root, replace(DESK, desk="3"), now)
    assert repository.files().keys() == files.keys()


def test_it_starts_over_when_it_was_not_finished(tmp_path: Path) -> None:
    root = tmp_path / "trust" / "policy" / "root.json"
    new_key(tmp_path / "home" / "keys", "root-1")
    ensure(tmp_path / "home", root, DESK, datetime.now(UTC))
    assert root.exists()


def test_a_damaged_one_is_said(tmp_path: Path) -> None:
    root, now = tmp_path / "trust" / "policy" / "root.json", datetime.now(UTC)
    folder = ensure(tmp_path / "home", root, DESK, now)
    (folder / "metadata" / "1.targets.json").write_bytes(b"{")
    with pytest.raises(DemoPolicyDamaged):
        ensure(tmp_path / "home", root, DESK, now)
