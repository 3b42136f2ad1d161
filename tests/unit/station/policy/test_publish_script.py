"""The publisher's tool from the first key to a policy that a station takes."""

import importlib.util
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from crypto import issuing
from crypto.authority import revocation_list
from station.policy import PolicyStore
from station.policy.fetch import FolderFetcher

ROOT = Path(__file__).parents[4]
EXAMPLE = ROOT / "docs" / "examples" / "policy"
NAMES = ("root-1", "root-2", "root-3", "targets-1", "targets-2", "snapshot", "timestamp")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("policy_publish", ROOT / "scripts" / "policy_publish.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_from_the_first_key_to_a_station(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, repository = tmp_path / "keys", tmp_path / "repository"
    monkeypatch.setenv(tool.PASSPHRASE, "long enough")

    def run(*arguments: object) -> int:
        return int(tool.main([str(each) for each in arguments]))

    for name in NAMES:
        assert run("key", keys / name, *(["--open"] if name in ("snapshot", "timestamp") else [])) == 0
    assert b"ENCRYPTED" in (keys / "root-1.pem").read_bytes()
    pub = {name: keys / f"{name}.pub.pem" for name in NAMES}
    key = {name: keys / f"{name}.pem" for name in NAMES}
    roles = ["--root", *(pub[n] for n in NAMES[:3]), "--targets", *(pub[n] for n in NAMES[3:5])]
    roles += ["--snapshot", pub["snapshot"], "--timestamp", pub["timestamp"]]
    online = [key["snapshot"], key["timestamp"]]

    assert run("create", repository, *roles, "--sign", key["root-1"]) == 1
    assert "root" in capsys.readouterr().err
    assert run("create", repository, *roles, "--sign", key["root-1"], key["root-3"]) == 0
    root = (repository / "metadata" / "1.root.json").read_bytes()
    assert run("check", EXAMPLE) == 0
    assert run("publish", repository, EXAMPLE, "--sign", key["targets-1"], *online) == 1
    assert run("publish", repository, EXAMPLE, "--sign", key["targets-1"], key["targets-2"], *online) == 0
    assert run("renew", repository, "--sign", *online) == 0
    root_of_trust = issuing.root("A Root", "State", datetime.now(UTC), 30)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(root_of_trust.certificate.pem)
    believed = ["--trust-roots", tmp_path / "roots"]
    assert run("rotate", repository, *roles, *believed, "--sign", key["root-1"], key["root-2"]) == 0
    policy_folder = Path(shutil.copytree(EXAMPLE, tmp_path / "policy"))
    published = revocation_list(root_of_trust, (), datetime.now(UTC), timedelta(days=7))
    (policy_folder / "trust" / "crls").mkdir(parents=True)
    (policy_folder / "trust" / "crls" / "any.crl").write_bytes(published)
    assert run("check", policy_folder) == 0
    assert run("publish", repository, policy_folder, "--sign", key["targets-1"], key["targets-2"], *online) == 0
    capsys.readouterr()

    policy, _ = PolicyStore(tmp_path / "station", root).fetch(FolderFetcher(repository))
    assert policy.root_version == 2
    assert policy.registry.units[0].names.hy == "Գյումրի 1"
    assert policy.rules.offline.most_waiting == 300
    assert policy.roots == {"operator": root_of_trust.certificate.pem}
    assert policy.trusted is not None
    assert policy.trusted.lists == (published,)


def test_what_is_wrong_is_said(tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "registry.toml").write_text((EXAMPLE / "registry.toml").read_text().replace("shirak", "lori", 1))
    (tmp_path / "rules.toml").write_text((EXAMPLE / "rules.toml").read_text())
    assert tool.main(["check", str(tmp_path)]) == 1
    assert "marz of unit gyumri-1" in capsys.readouterr().err
    assert tool.main(["check", str(tmp_path / "nowhere")]) == 1


def test_a_certificate_that_is_none_is_said(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "policy"))
    (folder / "trust" / "recipients").mkdir(parents=True)
    for text, said in ((b"no certificate", "recipients one"), ("Ա".encode(), "recipients")):
        (folder / "trust" / "recipients" / "one.pem").write_bytes(text)
        assert tool.main(["check", str(folder)]) == 1
        assert said in capsys.readouterr().err
