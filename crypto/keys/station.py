"""Where the station's own key is: in a file sealed under a machine secret, or in a token (TPM, HSM).

    keys/station.current      names the folder of the key in use; without it: `keys` itself, as the set-up left it
    keys/station.next         names the folder of the key that is being certified (crypto.keys.renewal)
    keys/station-<random>/    station.pem and station.key.pem, or station.token.json and a tls.pem and tls.key.pem

A token does not speak TLS for Python: where it holds the key that signs, a key in a file of its own, certified for the
same name, opens the connections. It alone seals nothing, and the intake asks for both.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from crypto import files
from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import CryptoError, KeyDamaged, KeyFileMissing, KeyGone
from crypto.files import write_private
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.keys.pkcs11.login import Login, login, scheme_of
from crypto.keys.pkcs11.process import ModuleProcess

STATION, TLS = "station", "tls"
TRAINING = "training"  # seals while people practise; of no generation
CURRENT, NEXT = "station.current", "station.next"
_GENERATION = "station-"
_MAX_POINTER_BYTES = 200


@dataclass(frozen=True)
class StationToken:
    """The token that keys of this station are made in. pin: read when it is needed, from its file."""

    process: ModuleProcess
    label: str
    pin: Callable[[], str]

    def login(self, *, writes: bool = False) -> Login:
        """Raises KeyGone where the token is not there, WrongPin, KeyLocked, KeyModuleSilent, KeyModuleMissing."""
        name = self._name() or self._name(afresh=True)
        if name is None:
            raise KeyGone
        return login(self.process, name, self.pin(), writes=writes)

    def _name(self, *, afresh: bool = False) -> str | None:
        """afresh: have the module look for tokens again; some do so only when they are asked in this way."""
        if afresh:
            self.process.ask("look")
        present: tuple[str, ...] = self.process.ask("present")
        named = [token for token in present if token.partition("/")[2] == self.label]
        return named[0] if len(named) == 1 else None


class TokenKey:
    """SigningKey of the station in a token. Thread-safe. Signs in by itself, and again when the token was away."""

    def __init__(self, certificates: tuple[Certificate, ...], key_id: bytes, token: StationToken) -> None:
        self.certificate, *chain = certificates
        self.chain = tuple(chain)
        self._key_id = key_id
        self._token = token
        self._login: Login | None = None
        self._lock = Lock()

    def sign(self, data: bytes) -> bytes:
        with self._lock:
            if self._login is not None:
                with suppress(KeyGone):
                    return self._sign(self._login, data)
            self._login = self._token.login()
            return self._sign(self._login, data)

    def _sign(self, opened: Login, data: bytes) -> bytes:
        return opened.sign(self._key_id, scheme_of(self.certificate), data)


def current(keys: Path) -> Path:
    """The folder of the key in use. Raises KeyDamaged where the pointer leads nowhere."""
    return named_by(keys, CURRENT) or keys


def named_by(keys: Path, pointer: str) -> Path | None:
    """The folder that a pointer names; None without one. Raises KeyDamaged."""
    try:
        name = files.read(keys / pointer)[:_MAX_POINTER_BYTES].decode("ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise KeyDamaged from None
    if not name.startswith(_GENERATION) or "/" in name or not (keys / name).is_dir():
        raise KeyDamaged
    return keys / name


def point(keys: Path, pointer: str, folder: Path) -> None:
    write_private(keys / pointer, folder.name.encode() + b"\n")


def load_station_key(keys: Path, secret: Path, token: StationToken | None) -> SigningKey:
    """Raises KeyGone, KeyDamaged, UnsupportedKey; KeyGone too where it is in a token and no token is configured."""
    return load_from(current(keys), secret, token)


def load_from(folder: Path, secret: Path, token: StationToken | None) -> SigningKey:
    """The key of one folder, as `load_station_key`."""
    if not (folder / f"{STATION}.token.json").exists():
        return load_machine_key(folder, secret, STATION)
    if token is None:
        raise KeyGone
    return TokenKey(_certificates(folder / f"{STATION}.pem"), key_id_of(folder), token)


def key_id_of(folder: Path) -> bytes:
    """CKA_ID of the key that a folder says is in the token. Raises KeyFileMissing, KeyDamaged."""
    try:
        told = json.loads(files.read(folder / f"{STATION}.token.json"))
        return bytes.fromhex(told["key"])
    except FileNotFoundError as error:
        raise KeyFileMissing(file=Path(error.filename).name) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyDamaged from None


def tls_key(keys: Path) -> tuple[Path, str]:
    """Folder and name of the key that opens connections, for `machine.client_context`."""
    folder = current(keys)
    return folder, TLS if (folder / f"{TLS}.pem").exists() else STATION


def tls_certificate(keys: Path) -> Certificate:
    """How the intake knows this station. Raises KeyFileMissing, KeyDamaged."""
    return certificate_of(*tls_key(keys))


def certificate_of(folder: Path, name: str) -> Certificate:
    """Of a key in one folder. Raises KeyFileMissing while it has none, KeyDamaged."""
    return _certificates(folder / f"{name}.pem")[0]


def former_certificates(keys: Path) -> tuple[Certificate, ...]:
    """Certificates of this station that are not in use any more: receipts may still name them."""
    used = current(keys)
    found = []
    for folder in (keys, *_generations(keys)):
        for name in (STATION, TLS):
            if folder != used and folder != named_by(keys, NEXT) and (folder / f"{name}.pem").exists():
                found.append(_certificates(folder / f"{name}.pem")[0])
    return tuple(found)


def forget_former(keys: Path, token: StationToken | None) -> None:
    """Destroy private keys that were replaced. What cannot be destroyed now is tried again at the next start."""
    used, coming = current(keys), named_by(keys, NEXT)
    for folder in _generations(keys):
        if folder in (used, coming):
            continue
        for name in (STATION, TLS):
            (folder / f"{name}.key.pem").unlink(missing_ok=True)
        if token is not None and (folder / f"{STATION}.token.json").exists():
            with suppress(CryptoError):
                opened = token.login(writes=True)
                opened.forget(key_id_of(folder))
                opened.end()
                (folder / f"{STATION}.token.json").unlink()


def _generations(keys: Path) -> list[Path]:
    return [folder for folder in files.listed(keys, f"{_GENERATION}*") if folder.is_dir()]


def _certificates(file: Path) -> tuple[Certificate, ...]:
    try:
        written = files.read(file)
    except FileNotFoundError:
        raise KeyFileMissing(file=file.name) from None
    try:
        return certificates_from_pem(written)
    except CryptoError:
        raise KeyDamaged from None
