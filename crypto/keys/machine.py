"""A computer's own keys: nobody types a PIN for them. The station signs packets and speaks TLS with one.

Two files a key in one folder: `<name>.key.pem` (PKCS#8, encrypted) and `<name>.pem` (certificate, then issuers). The
random passphrase lies elsewhere (`secret`, mode 0600), so that a copy of the data folder alone opens nothing. The forms
are OpenSSL's own, which the TLS module reads as they are: the plain key never touches a disk.
"""

import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from crypto import files, signature
from crypto.certificate import Certificate, certificates_from_pem, pem_of
from crypto.errors import CryptoError, KeyDamaged, KeyFileMissing

_SECRET_BYTES = 32


@dataclass(frozen=True)
class MachineKey:
    """SigningKey of a computer."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    _key: signature.PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        return signature.sign(self._key, data)


def load_machine_key(folder: Path, secret: Path, name: str = "station") -> MachineKey:
    """Raises KeyFileMissing where a file is missing, FileTrouble where one cannot be read, KeyDamaged where they do
    not belong together, UnsupportedKey."""
    (certificate, *chain), key = load_pair(folder, secret, name)
    return MachineKey(certificate, tuple(chain), signature.private_key(key))


def load_pair(folder: Path, secret: Path, name: str) -> tuple[tuple[Certificate, ...], PrivateKeyTypes]:
    """Certificate, its issuers and the private key of any kind; for this package only. Raises as above."""
    try:
        sealed, written = (files.read(folder / f"{name}{end}") for end in (".key.pem", ".pem"))
        passphrase = files.read(secret).strip()
    except FileNotFoundError as error:
        raise KeyFileMissing(file=Path(error.filename).name) from None
    return pair_of(written, sealed, passphrase)


def pair_of(written: bytes, sealed: bytes, passphrase: bytes) -> tuple[tuple[Certificate, ...], PrivateKeyTypes]:
    """The same out of what the two files hold; for this package only. Raises KeyDamaged, also for a wrong
    passphrase."""
    try:
        certificates = certificates_from_pem(written)
    except CryptoError:
        raise KeyDamaged from None
    try:
        key = serialization.load_pem_private_key(sealed, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyDamaged from None
    if key.public_key() != certificates[0].parsed.public_key():
        raise KeyDamaged
    return certificates, key


def client_context(folder: Path, secret: Path, pinned_roots: Path, name: str = "station") -> ssl.SSLContext:
    """TLS 1.3 only; the server must lead to `pinned_roots` (PEM) and carry the host's name; we show our certificate.

    Raises KeyFileMissing, KeyDamaged, FileTrouble.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return _with_own_key(context, folder, secret, name, pinned_roots)


def server_context(folder: Path, secret: Path, client_roots: Path, name: str) -> ssl.SSLContext:
    """TLS 1.3 only; a client must show a certificate that leads to `client_roots` (PEM).

    Raises KeyFileMissing, KeyDamaged.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    return _with_own_key(context, folder, secret, name, client_roots)


def new_secret() -> bytes:
    """A fresh passphrase: text, so that `openssl -passin file:` takes the same file."""
    return secrets.token_hex(_SECRET_BYTES).encode()


def key_files(key: PrivateKeyTypes, certificates: Sequence[Certificate], secret: bytes, name: str) -> dict[str, bytes]:
    """What `load_machine_key` reads, by file name; the caller writes them (0600) and keeps `secret` elsewhere."""
    sealed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret),
    )
    return {f"{name}.key.pem": sealed, f"{name}.pem": pem_of(tuple(certificates)).encode()}


def _with_own_key(context: ssl.SSLContext, folder: Path, secret: Path, name: str, roots: Path) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key.pem"
    try:
        passphrase, *_ = [files.read(path) for path in (secret, roots, certificate, key)]  # TLS says not which it was
        context.load_verify_locations(cafile=roots)
        context.load_cert_chain(certificate, key, passphrase.strip())
    except FileNotFoundError as error:
        raise KeyFileMissing(file=Path(error.filename).name) from None
    except ssl.SSLError:
        raise KeyDamaged from None
    return context
