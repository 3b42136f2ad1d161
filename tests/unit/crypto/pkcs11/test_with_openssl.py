"""The stranger's check of token keys: the stock `openssl` accepts the officer's signature and rejects the vendor's."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto import cms, roles
from crypto.issuing import Authority
from crypto.keys.api import UnlockedKey
from crypto.keys.pkcs11.login import login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Kind
from tests.support.clock import NOW
from tests.support.softhsm import soft_hsm
from tests.support.tokens import give_keys
from tests.unit.crypto.conftest import Authorities

CONTENT = b"\x00binary\r\n\xff content" * 50
PIN = "123456"


@dataclass(frozen=True)
class People:
    """Each in a token of their own."""

    process: ModuleProcess
    folder: Path

    def unlock(self, name: str) -> UnlockedKey:
        store = Pkcs11KeyStore(self.process, self.folder)
        entry = next(entry for entry in store.entries() if entry.certificate.common_name == name)
        return store.unlock(entry.key_id, PIN)


@pytest.fixture(params=Kind)
def people(request: pytest.FixtureRequest, tmp_path: Path, authorities: Authorities) -> Iterator[People]:
    hsm = soft_hsm(tmp_path / "hsm")
    rights: dict[str, tuple[Authority, tuple[str, ...]]] = {
        "officer": (authorities.approvals, (roles.OFFICER_POLICY, roles.OPERATOR_POLICY)),
        "vendor": (authorities.operators, (roles.OPERATOR_POLICY,)),
        "usurper": (authorities.operators, (roles.OFFICER_POLICY,)),  # written by the vendor's own authority
    }
    for name in rights:
        hsm.new_token(name, PIN)
    process = ModuleProcess(hsm.module)
    tokens: tuple[str, ...] = process.ask("present")
    for name, (authority, policies) in rights.items():
        opened = login(process, next(token for token in tokens if token.endswith(f"/{name}")), PIN, writes=True)
        give_keys(opened, authority, name, policies, request.param, wrapping=None)
        opened.end()
    (tmp_path / "people.pem").write_text(authorities.people.certificate.pem)
    (tmp_path / "content").write_bytes(CONTENT)
    yield People(process, tmp_path)
    process.close()


def verify(folder: Path, name: str, *more: str) -> int:
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-out", "/dev/null", "-in", name]
    command += ["-content", "content", "-CAfile", "people.pem", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def test_the_officers_policy_decides(people: People) -> None:
    for name, expected in (("officer", 0), ("vendor", 4), ("usurper", 4)):
        key = people.unlock(name)
        (people.folder / name).write_bytes(cms.sign_detached(CONTENT, key, NOW))
        key.lock()
        assert verify(people.folder, name) == 0, name
        assert verify(people.folder, name, "-policy", roles.OFFICER_POLICY, "-explicit_policy") == expected, name
    (people.folder / "content").write_bytes(CONTENT + b".")
    assert verify(people.folder, "officer") == 4
