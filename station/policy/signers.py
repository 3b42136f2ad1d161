"""Keys that sign policy, as files: `<name>.pem` for its owner only, `<name>.pub.pem` for everybody."""

from pathlib import Path

from securesystemslib.signer import CryptoSigner, Key, SSlibKey

from crypto.files import write_private
from crypto.key_pem import new_pair, open_private, open_public


def new_key(folder: Path, name: str, passphrase: bytes | None = None) -> None:
    """Make both halves. Overwrites nothing: raises FileExistsError."""
    file = folder / f"{name}.pem"
    if file.exists():
        raise FileExistsError(file)
    private, public = new_pair(passphrase)
    write_private(file, private)
    write_private(folder / f"{name}.pub.pem", public)


def load_signer(file: Path, passphrase: bytes | None = None) -> CryptoSigner:
    """Raises KeyDamaged, UnsupportedKey, OSError."""
    return CryptoSigner(open_private(file.read_bytes(), passphrase))


def load_public(file: Path) -> Key:
    """Raises KeyDamaged, UnsupportedKey, OSError."""
    return SSlibKey.from_crypto(open_public(file.read_bytes()))
