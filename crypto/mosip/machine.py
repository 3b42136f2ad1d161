"""A machine's two RSA-2048 keys, as MOSIP registers them: one signs, one opens answers.

They are not the station's own key: MOSIP's layout has room for 2048 bits and no other algorithm. Two files beside the
station's, `mosip-sign.key.pem` and `mosip-encrypt.key.pem` (PKCS#8, encrypted under the machine secret).
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from crypto import files
from crypto.errors import KeyDamaged, KeyFileMissing
from crypto.files import write_private
from crypto.mosip.envelope import open_answer

_SIGN, _ENCRYPT = "mosip-sign.key.pem", "mosip-encrypt.key.pem"
_BITS, _EXPONENT = 2048, 65537
SIGNATURE_BYTES = _BITS // 8


@dataclass(frozen=True)
class MosipMachine:
    """sign_key and encrypt_key: the public halves as MOSIP's administrator registers them, X.509 in DER."""

    _sign: rsa.RSAPrivateKey = field(repr=False)
    _encrypt: rsa.RSAPrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256, `SIGNATURE_BYTES` long."""
        return self._sign.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def open_answer(self, sealed: bytes) -> bytes:
        """What the receiver encrypted to this machine. Raises BadEnvelope."""
        return open_answer(sealed, self._encrypt)

    @property
    def sign_key(self) -> bytes:
        return _public(self._sign)

    @property
    def encrypt_key(self) -> bytes:
        return _public(self._encrypt)

    @property
    def sign_index(self) -> str:
        """`kid` of a token request."""
        return _index(self.sign_key)

    @property
    def key_index(self) -> str:
        """Header `KeyIndex`, and label `keyIndex` in a packet."""
        return _index(self.encrypt_key)


def load_mosip_machine(folder: Path, secret: Path) -> MosipMachine:
    """Raises KeyFileMissing where a file is missing, KeyDamaged where it does not open or is no RSA-2048 key."""
    try:
        passphrase = files.read(secret).strip()
        sealed = [files.read(folder / name) for name in (_SIGN, _ENCRYPT)]
    except FileNotFoundError as error:
        raise KeyFileMissing(file=Path(error.filename).name) from None
    sign, encrypt = (_read(item, passphrase) for item in sealed)
    return MosipMachine(sign, encrypt)


def create_mosip_machine(folder: Path, secret: Path) -> MosipMachine:
    """Make the two keys, once; where they exist, they are loaded. Raises as `load_mosip_machine`."""
    try:
        passphrase = files.read(secret).strip()
    except FileNotFoundError as error:
        raise KeyFileMissing(file=Path(error.filename).name) from None
    for name in (_SIGN, _ENCRYPT):
        if not (folder / name).exists():
            write_private(folder / name, _sealed(rsa.generate_private_key(_EXPONENT, _BITS), passphrase))
    return load_mosip_machine(folder, secret)


def registration_text(key: bytes) -> str:
    """A public key as it is typed into MOSIP's machine list."""
    return urlsafe_b64encode(key).rstrip(b"=").decode()


def _read(sealed: bytes, passphrase: bytes) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(sealed, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyDamaged from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != _BITS:
        raise KeyDamaged
    return key


def _sealed(key: rsa.RSAPrivateKey, passphrase: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def _public(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _index(key: bytes) -> str:
    """SHA-256 of a public key as MOSIP writes fingerprints: lower-case hex, a colon between bytes."""
    return sha256(key).digest().hex(":")
