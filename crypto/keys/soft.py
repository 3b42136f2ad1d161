"""A person's key in a file: for demonstration, training and small pilots; cards and modules follow, same protocol.

`<fingerprint>.key` (JSON): certificate and chain in clear; private key (PKCS#8) and the station's data key sealed with
AES-256-GCM under Argon2id(PIN), bound to the certificate. `<fingerprint>.tries`: one byte a wrong try, five lock it.
Who steals both files can guess a short PIN at Argon2id's pace: that is the honest limit of a key in a file.
"""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto import der, signature
from crypto.certificate import Certificate, certificates_from_pem, pem_of
from crypto.errors import CryptoError, KeyDamaged, KeyGone, KeyLocked, TooLarge, WeakPin, WrongPin
from crypto.files import write_private
from crypto.keys.api import KeyEntry, UnlockedKey

TRIES = 5
DATA_KEY_BYTES = 32
SHORTEST_PIN = 4
_FORMAT = "enrollment-station soft key 1"
_MAX_FILE_BYTES = 256 * 1024
# RFC 9106 clause 4, second recommended set: 64 MiB, three passes, four lanes.
_PASSES, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024
_SALT_BYTES, _NONCE_BYTES = 16, 12


class SoftKeyStore:
    """KeyStore over a folder of key files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entries(self) -> Sequence[KeyEntry]:
        found = []
        for path in sorted(self._folder.glob("*.key")):
            try:
                stored = _read(path)
            except CryptoError:
                continue  # a damaged file is no credential; `unlock` says so to who asks for it
            found.append(KeyEntry(stored.certificate.fingerprint, stored.certificate, stored.chain))
        return sorted(found, key=lambda entry: (entry.certificate.common_name, entry.key_id))

    def unlock(self, key_id: str, pin: str) -> UnlockedKey:
        path = self._folder / f"{key_id}.key"
        if not fullmatch("[0-9a-f]{64}", key_id) or not path.exists():
            raise KeyGone
        stored = _read(path)
        tries = _Tries(path.with_suffix(".tries"))
        used = tries.count_one()
        if used > TRIES:
            raise KeyLocked
        try:
            secret = AESGCM(_derive(pin, stored.salt)).decrypt(stored.nonce, stored.sealed, stored.certificate.der)
        except InvalidTag:
            if used == TRIES:
                raise KeyLocked from None
            raise WrongPin(tries_left=TRIES - used) from None
        tries.clear()
        return _SoftKey(stored.certificate, stored.chain, _secrets(secret))


def new_data_key() -> bytes:
    """The key that seals a station's drafts; made once, then wrapped in every person's file."""
    return os.urandom(DATA_KEY_BYTES)


def create(
    folder: Path,
    key: signature.PrivateKey,
    certificate: Certificate,
    chain: Sequence[Certificate],
    pin: str,
    data_key: bytes,
) -> str:
    """Store a new key in `folder`; returns its key_id. Raises as `seal_key`."""
    path = folder / f"{certificate.fingerprint}.key"
    write_private(path, seal_key(key, certificate, chain, pin, data_key))
    _Tries(path.with_suffix(".tries")).clear()
    return certificate.fingerprint


def seal_key(
    key: signature.PrivateKey, certificate: Certificate, chain: Sequence[Certificate], pin: str, data_key: bytes
) -> bytes:
    """The file `<fingerprint>.key`. `chain`: issuers, nearest first, no root. `data_key`: the station's, 32 bytes.

    Raises WeakPin, UnsupportedKey, and KeyDamaged where key and certificate are not one pair.
    """
    if len(pin) < SHORTEST_PIN:
        raise WeakPin(shortest=SHORTEST_PIN)
    if len(data_key) != DATA_KEY_BYTES or key.public_key() != signature.public_key(certificate):
        raise KeyDamaged
    pkcs8 = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    secret = der.sequence(der.octet_string(pkcs8), der.octet_string(data_key))
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_derive(pin, salt)).encrypt(nonce, secret, certificate.der)
    record = {
        "format": _FORMAT,
        "certificates": pem_of((certificate, *chain)),
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }
    return json.dumps(record, indent=1).encode()


@dataclass(frozen=True)
class _Secrets:
    key: signature.PrivateKey
    data_key: bytes


@dataclass
class _SoftKey:
    """UnlockedKey whose secrets are in this process's memory until `lock`."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    _secrets: _Secrets | None = field(repr=False)

    @property
    def data_key(self) -> bytes:
        return self._open().data_key

    def sign(self, data: bytes) -> bytes:
        return signature.sign(self._open().key, data)

    def lock(self) -> None:
        self._secrets = None

    def _open(self) -> _Secrets:
        if self._secrets is None:
            raise KeyGone
        return self._secrets


@dataclass(frozen=True)
class _Stored:
    certificate: Certificate
    chain: tuple[Certificate, ...]
    salt: bytes
    nonce: bytes
    sealed: bytes


def _read(path: Path) -> _Stored:
    """Raises KeyGone, KeyDamaged, TooLarge, MalformedDer."""
    try:
        data = path.read_bytes()
    except OSError:
        raise KeyGone from None
    if len(data) > _MAX_FILE_BYTES:
        raise TooLarge
    try:
        record = json.loads(data)
        if record["format"] != _FORMAT:
            raise KeyDamaged
        certificate, *chain = certificates_from_pem(str(record["certificates"]))
        salt, nonce, sealed = (base64.b64decode(record[name], validate=True) for name in ("salt", "nonce", "sealed"))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyDamaged from None
    if path.stem != certificate.fingerprint or len(salt) != _SALT_BYTES or len(nonce) != _NONCE_BYTES:
        raise KeyDamaged
    return _Stored(certificate, tuple(chain), salt, nonce, sealed)


def _secrets(secret: bytes) -> _Secrets:
    fields = der.parse(secret, _MAX_FILE_BYTES).fields()
    pkcs8, data_key = fields.next().bytes_of(der.OCTET_STRING), fields.next().bytes_of(der.OCTET_STRING)
    fields.end()
    return _Secrets(signature.load_private_key(pkcs8), data_key)


def _derive(pin: str, salt: bytes) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return kdf.derive(pin.encode("utf-8"))


class _Tries:
    """Counts on disk, before the PIN is tested: a kill between the two gives no free try. Appending is atomic, so two
    programs at once count both."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count_one(self) -> int:
        """The number of tries since the last right PIN, this one included; it stays at one over the limit."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(descriptor).st_size <= TRIES:
                os.write(descriptor, b"x")
                os.fsync(descriptor)
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)
