"""The kinds of key store that the contract is held against, each holding two people's keys, "first" and "second".

Making keys in hardware is slow, so each kind is made once a run and copied for each test.
"""

import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto import issuing, roles
from crypto.issuing import Authority, Subject
from crypto.keys import soft
from crypto.keys.api import KeyStore
from crypto.keys.pkcs11.login import login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Kind, Module
from crypto.keys.soft import SoftKeyStore
from crypto.keys.tries import MOST
from crypto.signature import PrivateKey
from crypto.trust import Purpose, TrustStore
from tests.support import card_lab, swtpm
from tests.support.clock import NOW
from tests.support.piv_card import MANAGEMENT, SIGNATURE
from tests.support.programs import library, need
from tests.support.softhsm import SoftHsm, soft_hsm
from tests.support.tokens import give_keys

NAMES = ("first", "second")
OPENSC = library("*/opensc-pkcs11.so")
DATA_KEY = bytes(range(32))
_SEEN_S = 10.0


@dataclass(frozen=True)
class Case:
    """`pull`, `put_back`: by name; None where it cannot be taken out. `locks_after`: wrong PINs, None: never.

    `says`: how many tries are left is said "always", "at the end", or "never". `alone`: a lock hits one person only.
    """

    store: KeyStore
    reopen: Callable[[], KeyStore]
    remove: Callable[[str], None]
    trust: TrustStore
    pins: dict[str, str]
    locks_after: int | None
    says: str
    pull: Callable[[str], None] | None = None
    put_back: Callable[[str], None] | None = None
    alone: bool = True

    def key_id(self, name: str) -> str:
        return next(entry.key_id for entry in self.store.entries() if entry.certificate.common_name == name)


@dataclass(frozen=True)
class Pki:
    authority: Authority
    trust: TrustStore


def make_pki() -> Pki:
    root = issuing.root("Root", "Tests", NOW, 30)
    authority = issuing.issuing(root, "CA", "Tests", (roles.OPERATOR_POLICY,), NOW, 30)
    return Pki(authority, TrustStore({Purpose.OPERATOR: (root.certificate,)}))


@dataclass(frozen=True)
class StoreKind:
    """prepare: make the keys in a folder that is copied. open: the case in such a copy, until the block ends."""

    prepare: Callable[[Path, Pki], None]
    open: Callable[[Path, Pki], AbstractContextManager[Case]]


# --- a file a person -----------------------------------------------------------------------------------------------


def in_files(new_key: Callable[[], PrivateKey]) -> StoreKind:
    pins = {"first": "1234", "second": "a longer PIN, կոդ"}

    def secret_of(folder: Path) -> Path:
        return folder / "config" / "machine.secret"

    def prepare(folder: Path, pki: Pki) -> None:
        secret_of(folder).parent.mkdir()
        secret_of(folder).write_bytes(b"of this machine")
        for name in NAMES:
            key = new_key()
            subject = Subject(name, "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
            certificate = issuing.issue(pki.authority, subject, key, NOW, 30)
            soft.create(folder, secret_of(folder), key, certificate, pki.authority.chain, pins[name], DATA_KEY)

    @contextmanager
    def opened(folder: Path, pki: Pki) -> Iterator[Case]:
        def remove(key_id: str) -> None:
            (folder / f"{key_id}.key").unlink()

        def new() -> SoftKeyStore:
            return SoftKeyStore(folder, secret_of(folder))

        yield Case(new(), new, remove, pki.trust, pins, MOST, "always")

    return StoreKind(prepare, opened)


# --- software tokens -----------------------------------------------------------------------------------------------


def in_soft_hsm(kind: Kind, wrapping: Kind) -> StoreKind:
    pins = {"first": "1234", "second": "a longer PIN, կոդ"}

    def prepare(folder: Path, pki: Pki) -> None:
        tokens = soft_hsm(folder / "hsm")
        for name in NAMES:
            tokens.new_token(name, pins[name])
        _fill(tokens.module, folder, pki, pins, kind, wrapping)

    @contextmanager
    def opened(folder: Path, pki: Pki) -> Iterator[Case]:
        tokens = SoftHsm(folder / "hsm")
        tokens.configure()
        with _stores(tokens.module, folder) as new:
            store = new()

            def remove(key_id: str) -> None:
                tokens.pull(_name(store, key_id))

            yield Case(store, new, remove, pki.trust, pins, None, "never", tokens.pull, tokens.put_back)

    return StoreKind(prepare, opened)


# --- a TPM ---------------------------------------------------------------------------------------------------------


def in_tpm(kind: Kind, wrapping: Kind) -> StoreKind:
    pins = {"first": "1234", "second": "a longer PIN"}

    def prepare(folder: Path, pki: Pki) -> None:
        with swtpm.running(swtpm.Tpm(folder / "tpm")) as tpm:
            for name in NAMES:
                tpm.new_token(name, pins[name])
            _fill(tpm.module, folder, pki, pins, kind, wrapping)

    @contextmanager
    def opened(folder: Path, pki: Pki) -> Iterator[Case]:
        with swtpm.running(swtpm.Tpm(folder / "tpm")) as tpm, _stores(tpm.module, folder) as new:
            store = new()

            def remove(key_id: str) -> None:
                name = _name(store, key_id)
                with _process(tpm.module) as process:
                    opened = login(process, _token(process, name), pins[name], writes=True)
                    for key in opened.private_keys():
                        opened.forget(key.key_id)
                    opened.end()

            yield Case(store, new, remove, pki.trust, pins, 3, "never", alone=False)

    return StoreKind(prepare, opened)


# --- cards ---------------------------------------------------------------------------------------------------------


def in_cards() -> StoreKind:
    pins = {"first": "123456", "second": "56789012"}

    def prepare(folder: Path, pki: Pki) -> None:
        for name in NAMES:
            _write_card(folder / f"{name}.json", name, pins[name], pki.authority)
        with _lab(folder) as lab, _stores(_opensc(lab), folder, pki) as new:
            store = new()
            for entry in store.entries():
                store.admit(entry.key_id, pins[entry.certificate.common_name], DATA_KEY)

    @contextmanager
    def opened(folder: Path, pki: Pki) -> Iterator[Case]:
        with _lab(folder) as lab, _stores(_opensc(lab), folder, pki) as new:
            store = new()

            def pull(name: str) -> None:
                lab.pull(NAMES.index(name))
                _until(lambda: _absent(store, name))

            def put_back(name: str) -> None:
                lab.insert(NAMES.index(name), name)
                _until(lambda: not _absent(store, name))

            def remove(key_id: str) -> None:
                pull(_name(store, key_id))

            yield Case(store, new, remove, pki.trust, pins, 3, "at the end", pull, put_back)

    return StoreKind(prepare, opened)


def _opensc(lab: card_lab.Lab) -> Module:
    return Module(OPENSC, lab.environment)


@contextmanager
def _lab(folder: Path) -> Iterator[card_lab.Lab]:
    """Two readers, each with its person's card."""
    need("pcscd", "unshare", "ip", OPENSC, card_lab.DRIVER)
    place = folder / "lab"
    shutil.rmtree(place, ignore_errors=True)
    with card_lab.running(place) as lab:
        for slot, name in enumerate(NAMES):
            shutil.copy(folder / f"{name}.json", place)
            lab.insert(slot, name)
        with _process(_opensc(lab)) as process:
            _until(lambda: len(process.ask("present")) == len(NAMES))
        yield lab


def _write_card(path: Path, name: str, pin: str, authority: Authority) -> None:
    signs = Subject(name, "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    agrees = Subject(name, "Tests", usages=("key_agreement",))
    keys, certificates = {}, {}
    for reference, subject in ((SIGNATURE, signs), (MANAGEMENT, agrees)):
        key = issuing.new_ec_key(ec.SECP256R1())
        encoded = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        keys[reference] = b64encode(encoded).decode()
        certificates[reference] = b64encode(issuing.issue(authority, subject, key, NOW, 30).der).decode()
    path.write_text(json.dumps({"name": name, "pin": pin, "keys": keys, "certificates": certificates}))


# --- inside --------------------------------------------------------------------------------------------------------


def _fill(module: Module, folder: Path, pki: Pki, pins: dict[str, str], kind: Kind, wrapping: Kind) -> None:
    """Keys and certificates into both tokens, and the key of the drafts for both people."""
    with _process(module) as process:
        for name in NAMES:
            opened = login(process, _token(process, name), pins[name], writes=True)
            give_keys(opened, pki.authority, name, (roles.OPERATOR_POLICY,), kind, wrapping)
            opened.end()
    with _stores(module, folder) as new:
        store = new()
        for entry in store.entries():
            store.admit(entry.key_id, pins[entry.certificate.common_name], DATA_KEY)


@contextmanager
def _stores(module: Module, folder: Path, pki: Pki | None = None) -> Iterator[Callable[[], Pkcs11KeyStore]]:
    """Makes stores over the module, each with a process of its own, all ended at the end."""
    made: list[ModuleProcess] = []

    def new() -> Pkcs11KeyStore:
        made.append(ModuleProcess(module))
        return Pkcs11KeyStore(made[-1], folder / "admissions", pki.authority.chain if pki else ())

    try:
        yield new
    finally:
        for process in made:
            process.close()


@contextmanager
def _process(module: Module) -> Iterator[ModuleProcess]:
    process = ModuleProcess(module)
    try:
        yield process
    finally:
        process.close()


def _token(process: ModuleProcess, name: str) -> str:
    found: tuple[str, ...] = process.ask("present")
    return next(token for token in found if token.endswith(f"/{name}"))


def _name(store: KeyStore, key_id: str) -> str:
    return next(entry.certificate.common_name for entry in store.entries() if entry.key_id == key_id)


def _absent(store: Pkcs11KeyStore, name: str) -> bool:
    return not any(token.endswith(f"/{name}") for token in store.present())


def _until(holds: Callable[[], bool]) -> None:
    """Readers notice a card within half a second; there is nothing to wait for but the time."""
    give_up = monotonic() + _SEEN_S
    while not holds():
        if monotonic() > give_up:
            raise TimeoutError("the reader does not notice")
        sleep(0.02)
