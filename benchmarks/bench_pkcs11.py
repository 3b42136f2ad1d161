"""A signature by a token through the station, beside the same token asked directly by python-pkcs11.

The difference is what the process of its own costs: hashing, the pipe there and back, DER.
"""

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import MGF, Attribute, Mechanism, ObjectClass
from pytest_benchmark.fixture import BenchmarkFixture

from crypto.keys.api import UnlockedKey
from crypto.keys.pkcs11.login import login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Kind, Module
from tests.support import swtpm
from tests.support.key_stores import make_pki
from tests.support.softhsm import soft_hsm
from tests.support.tokens import SIGNING, give_keys

PIN, LABEL = "123456", "token"
DATA = b"signed attributes of a packet" * 8
DIGEST, PSS = hashlib.sha256(DATA).digest(), (Mechanism.SHA256, MGF.SHA256, 32)
TARGETS_S = {"SoftHSM P-256": 0.001, "SoftHSM P-384": 0.003, "SoftHSM RSA-3072": 0.015, "TPM P-256": 0.05}
ROUNDS = 200


@dataclass(frozen=True)
class Token:
    what: str
    module: Module
    kind: Kind
    key: UnlockedKey


def made(what: str, module: Module, kind: Kind, folder: Path) -> Iterator[Token]:
    """A key made and certified in the token that is labelled LABEL, unlocked through the station's store."""
    process = ModuleProcess(module)
    names: tuple[str, ...] = process.ask("present")
    opened = login(process, next(name for name in names if name.endswith(f"/{LABEL}")), PIN, writes=True)
    give_keys(opened, make_pki().authority, "Somebody", (), kind, wrapping=None)
    opened.end()
    store = Pkcs11KeyStore(process, folder)
    yield Token(what, module, kind, store.unlock(store.entries()[0].key_id, PIN))
    process.close()


def in_soft_hsm(kind: Kind) -> Callable[[Path], Iterator[Token]]:
    def run(folder: Path) -> Iterator[Token]:
        hsm = soft_hsm(folder / "hsm")
        hsm.new_token(LABEL, PIN)
        yield from made(f"SoftHSM {kind.value}", hsm.module, kind, folder)

    return run


def in_tpm(folder: Path) -> Iterator[Token]:
    # Asked directly, the module lives in this process, and its D-Bus library ends it by SIGTERM when the bus goes.
    # The station is safe from that: there each module has a process of its own.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with swtpm.running(swtpm.Tpm(folder / "tpm")) as tpm:
        tpm.new_token(LABEL, PIN)
        yield from made("TPM P-256", tpm.module, Kind.P256, folder)


KINDS: dict[str, Callable[[Path], Iterator[Token]]] = {kind.value: in_soft_hsm(kind) for kind in Kind} | {"tpm": in_tpm}


@pytest.fixture(params=KINDS, scope="module")
def token(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    yield from KINDS[request.param](tmp_path_factory.mktemp("token"))


def test_sign(benchmark: BenchmarkFixture, token: Token) -> None:
    benchmark.group = token.what
    assert benchmark.pedantic(token.key.sign, (DATA,), rounds=ROUNDS, warmup_rounds=10)
    benchmark.extra_info.update(what=f"sign with a token: {token.what}", target_s=TARGETS_S[token.what])


def test_sign_directly(benchmark: BenchmarkFixture, token: Token) -> None:
    benchmark.group = token.what
    os.environ.update(token.module.environment)
    library = pkcs11.lib(str(token.module.path))
    library.reinitialize()
    session = next(library.get_tokens(token_label=LABEL)).open(user_pin=PIN)
    key: Any
    (key,) = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: SIGNING})

    def sign() -> bytes:
        if token.kind is Kind.RSA3072:
            return bytes(key.sign(DATA, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=PSS))
        return bytes(key.sign(DIGEST, mechanism=Mechanism.ECDSA))

    assert benchmark.pedantic(sign, rounds=ROUNDS, warmup_rounds=10)
    benchmark.extra_info.update(what="the same token asked by python-pkcs11 itself", floor=True)
    session.close()
