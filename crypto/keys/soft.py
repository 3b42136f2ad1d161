"""A person's key in a file: for demonstration, training and small pilots; cards and modules follow, same protocol.

What is in the file: crypto.keys.soft_file. How wrong PINs are counted: crypto.keys.tries. Who steals file and machine
secret can guess a short PIN at Argon2id's pace: that is the honest limit of a key in a file.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch

from crypto import files, signature
from crypto.certificate import Certificate
from crypto.errors import (
    CryptoError,
    FileTrouble,
    KeyFileMissing,
    KeyGone,
    PinLocked,
    PinsAlike,
    TryNotCounted,
    WeakPin,
    WrongPin,
    WrongPuk,
)
from crypto.files import write_private
from crypto.keys import soft_file
from crypto.keys.api import KeyEntry, UnlockedKey
from crypto.keys.soft_file import DATA_KEY_BYTES, Secrets, Stored
from crypto.keys.tries import MOST as TRIES
from crypto.keys.tries import Counter, Tries

SHORTEST_PIN = 4


class SoftKeyStore:
    """KeyStore over a folder of key files.

    machine_secret: its file, in another folder. shortest_pin: of those who work here, by policy; asked at each use.
    counter: in hardware, where there is one.
    """

    def __init__(
        self,
        folder: Path,
        machine_secret: Path,
        counter: Counter | None = None,
        shortest_pin: Callable[[], int] = lambda: SHORTEST_PIN,
    ) -> None:
        self._folder = folder
        self._machine_secret = machine_secret
        self._shortest_pin = shortest_pin
        self._tries = Tries(folder, machine_secret, counter)

    def entries(self) -> Sequence[KeyEntry]:
        found = []
        for path in files.listed(self._folder, "*.key"):
            try:
                stored = soft_file.read(path)
            except CryptoError:
                continue  # a damaged file is no credential; `unlock` says so to who asks for it
            found.append(KeyEntry(stored.certificate.fingerprint, stored.certificate, stored.chain))
        return sorted(found, key=lambda entry: (entry.certificate.common_name, entry.key_id))

    def unlock(self, key_id: str, pin: str) -> UnlockedKey:
        """Raises what the protocol says; TryNotCounted before the PIN is tested; WeakPin where it is right, but shorter
        than policy wants by now."""
        stored, opened = self._opened(key_id, pin)
        if stored.format == 1:
            self._keep(soft_file.sealed(opened, stored.certificate, stored.chain, self._secret(), pin))
        self._require_length(pin)
        return _SoftKey(stored.certificate, stored.chain, opened)

    def locked(self, key_id: str) -> bool:
        """Whether the key opens for nobody until it is released. False where that cannot be read: `unlock` says why."""
        with suppress(CryptoError):
            return self._tries.locked(key_id, self._tries_before(key_id))
        return False

    def release(self, key_id: str) -> None:
        """All tries again. The caller has seen to the right. Raises KeyGone, TryNotCounted."""
        self._path(key_id)
        self._tries.release(key_id)
        self._forget_tries_before(key_id)

    def release_by_puk(self, key_id: str, puk: str) -> None:
        """As `release`. Raises WrongPuk."""
        if not soft_file.fits_puk(soft_file.read(self._path(key_id)), self._secret(), puk):
            raise WrongPuk
        self.release(key_id)

    def change_pin(self, key_id: str, pin: str, new_pin: str, duress_pin: str = "") -> str:
        """New PINs for the person of `pin`; returns their new PUK. duress_pin: for times of coercion, "" for none.

        Whoever came in with the PIN of coercion changes that one, and sees no difference. Raises as `unlock`, WeakPin,
        PinsAlike.
        """
        self._require_length(new_pin)
        if duress_pin:
            self._require_length(duress_pin)
        if new_pin == duress_pin:
            raise PinsAlike
        stored, opened = self._opened(key_id, pin)
        puk, secret = soft_file.new_puk(), self._secret()
        if opened.under_duress:
            self._keep(soft_file.opened_anew(stored, opened, secret, new_pin, puk))
        else:
            self._keep(soft_file.sealed(opened, stored.certificate, stored.chain, secret, new_pin, duress_pin, puk))
        return puk

    # --- inside ----------------------------------------------------------------------------------------------------

    def _opened(self, key_id: str, pin: str) -> tuple[Stored, Secrets]:
        """Count the try, then test the PIN."""
        stored, secret = soft_file.read(self._path(key_id)), self._secret()
        used = self._tries.count(key_id, self._tries_before(key_id))
        opened = soft_file.open_secrets(stored, secret, pin)
        if opened is None:
            if used == TRIES:
                raise PinLocked
            raise WrongPin(tries_left=TRIES - used)
        self._tries.forgive(key_id)
        return stored, opened

    def _path(self, key_id: str) -> Path:
        path = self._folder / f"{key_id}.key"
        if not fullmatch("[0-9a-f]{64}", key_id) or not path.exists():
            raise KeyGone
        return path

    def _secret(self) -> bytes:
        return machine_secret_in(self._machine_secret)

    def _require_length(self, pin: str) -> None:
        shortest = max(SHORTEST_PIN, self._shortest_pin())
        if len(pin) < shortest:
            raise WeakPin(shortest=shortest)

    def _keep(self, stored: Stored) -> None:
        path = self._folder / f"{stored.certificate.fingerprint}.key"
        with _named(path):
            write_private(path, stored.encoded())
        self._forget_tries_before(path.stem)

    def _tries_before(self, key_id: str) -> int | None:
        """As version 0.1.0 counted, one byte a wrong try; None for a key that it did not write."""
        if soft_file.read(self._path(key_id)).format != 1:
            return None
        file = self._folder / f"{key_id}.tries"
        with _named(file):
            return file.stat().st_size if file.exists() else 0

    def _forget_tries_before(self, key_id: str) -> None:
        file = self._folder / f"{key_id}.tries"
        with _named(file):
            file.unlink(missing_ok=True)


def machine_secret_in(file: Path) -> bytes:
    """Raises KeyFileMissing where it is not there, TryNotCounted where it cannot be read."""
    try:
        with _named(file):
            return file.read_bytes().strip()
    except FileNotFoundError:
        raise KeyFileMissing(file=file.name) from None


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """A fault of the disk under the name of the file; that it is not there is left to who asked."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, FileTrouble) as error:
        raise TryNotCounted(place=file.name) from error


def new_data_key() -> bytes:
    """The key that seals a station's drafts; made once, then wrapped in every person's file."""
    return os.urandom(DATA_KEY_BYTES)


def create(
    folder: Path,
    machine_secret: Path,
    key: signature.PrivateKey,
    certificate: Certificate,
    chain: Sequence[Certificate],
    pin: str,
    data_key: bytes,
) -> str:
    """Store a new key in `folder`, with all its tries; returns its key_id. Raises as `seal_key`, TryNotCounted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = machine_secret_in(machine_secret)
    sealed = seal_key(key, certificate, chain, pin, data_key, secret)
    Tries(folder, machine_secret).release(certificate.fingerprint)
    write_private(folder / f"{certificate.fingerprint}.key", sealed)
    return certificate.fingerprint


def seal_key(
    key: signature.PrivateKey,
    certificate: Certificate,
    chain: Sequence[Certificate],
    pin: str,
    data_key: bytes,
    machine_secret: bytes,
    puk: str = "",
) -> bytes:
    """The file `<fingerprint>.key`. `chain`: issuers, nearest first, no root. `data_key`: the station's, 32 bytes.

    Raises WeakPin, UnsupportedKey, and KeyDamaged where key and certificate are not one pair.
    """
    if len(pin) < SHORTEST_PIN:
        raise WeakPin(shortest=SHORTEST_PIN)
    return soft_file.sealed(Secrets(key, data_key), certificate, chain, machine_secret, pin, puk=puk).encoded()


@dataclass
class _SoftKey:
    """UnlockedKey whose secrets are in this process's memory until `lock`."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    _secrets: Secrets | None = field(repr=False)

    @property
    def data_key(self) -> bytes:
        return self._open().data_key

    @property
    def under_duress(self) -> bool:
        return self._open().under_duress

    def sign(self, data: bytes) -> bytes:
        return signature.sign(self._open().key, data)

    def lock(self) -> None:
        self._secrets = None

    def _open(self) -> Secrets:
        if self._secrets is None:
            raise KeyGone
        return self._secrets
