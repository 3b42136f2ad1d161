"""The secrets of an audit log: one file in the key folder, sealed under the machine secret of another folder.

Three values that never leave: the key that signs the log's checkpoints, the key that cosigns other logs' checkpoints
(C2SP asks for two), and the key from which each leaf's salt is made.
"""

from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import files
from crypto.ed25519 import SEED_BYTES, Ed25519Key
from crypto.errors import BadSeal, KeyDamaged, KeyFileMissing
from crypto.files import write_private
from crypto.sealing import seal, unseal

NAME = "log.sealed"
_CONTEXT = b"enrollment-station audit log keys"


@dataclass(frozen=True)
class LogKeys:
    log: Ed25519Key
    witness: Ed25519Key
    salt_key: bytes = field(repr=False)  # 32 bytes


def create_log_keys(folder: Path, secret: Path) -> LogKeys:
    """Make them once. The caller knows that no log was ever signed under others.

    Raises KeyFileMissing without `secret`.
    """
    seeds = token_bytes(3 * SEED_BYTES)
    write_private(folder / NAME, seal(_sealing_key(secret), seeds, _CONTEXT))
    return _keys(seeds)


def load_log_keys(folder: Path, secret: Path, former: str = "") -> LogKeys:
    """former: as they were retired, else those in use.

    Raises KeyFileMissing where a file is missing, KeyDamaged where they do not belong together, FileTrouble.
    """
    try:
        sealed = files.read(folder / _name(former))
    except FileNotFoundError:
        raise KeyFileMissing(file=_name(former)) from None
    try:
        return _keys(unseal(_sealing_key(secret), sealed, _CONTEXT))
    except (BadSeal, ValueError):
        raise KeyDamaged from None


def retire_log_keys(folder: Path, former: str) -> None:
    """Keep the keys in use under the name of the log they were of: another log begins. Harmless when done before."""
    if (folder / NAME).exists():
        (folder / NAME).rename(folder / _name(former))


def _name(former: str) -> str:
    return f"log-{former}.sealed" if former else NAME


def _keys(seeds: bytes) -> LogKeys:
    if len(seeds) != 3 * SEED_BYTES:
        raise KeyDamaged
    log, witness, salts = (seeds[n * SEED_BYTES : (n + 1) * SEED_BYTES] for n in range(3))
    return LogKeys(Ed25519Key.from_seed(log), Ed25519Key.from_seed(witness), salts)


def _sealing_key(secret: Path) -> bytes:
    try:
        passphrase = files.read(secret).strip()
    except FileNotFoundError:
        raise KeyFileMissing(file=secret.name) from None
    return HKDF(SHA256(), 32, salt=None, info=_CONTEXT).derive(passphrase)
