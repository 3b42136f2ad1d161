"""A login at a token, seen from the station: what is asked of it goes to the process that made it, or nowhere."""

from contextlib import suppress
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from crypto import der, signature
from crypto.certificate import Certificate
from crypto.errors import CryptoError, KeyGone, UnsupportedKey
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.wire import Form, Kind, PrivateSeen, PublicMaterial, Scheme, Use

MAKING_S = 180.0  # an RSA key in a slow chip
_CURVES: dict[bytes, ec.EllipticCurve] = {
    der.oid("1.2.840.10045.3.1.7"): ec.SECP256R1(),
    der.oid("1.3.132.0.34"): ec.SECP384R1(),
}


@dataclass(frozen=True)
class Login:
    """Raises KeyGone, in all calls, once the token was pulled, the process ended, or somebody else signed in to it."""

    process: ModuleProcess
    turn: int
    number: int

    def private_keys(self) -> tuple[PrivateSeen, ...]:
        found: tuple[PrivateSeen, ...] = self.process.ask("private_keys", self.number, turn=self.turn)
        return found

    def sign(self, key_id: bytes, scheme: Scheme, data: bytes) -> bytes:
        """DER ECDSA-Sig-Value, or an RSA signature. Raises TokenUnfit."""
        signed: bytes = self.process.ask("sign", self.number, key_id, scheme, data, turn=self.turn)
        if scheme is not Scheme.ECDSA:
            return signed
        half = len(signed) // 2
        return encode_dss_signature(int.from_bytes(signed[:half], "big"), int.from_bytes(signed[half:], "big"))

    def open_wrapped(self, key_id: bytes, form: Form, wrapped: bytes) -> bytes:
        """Raises TokenUnfit."""
        opened: bytes = self.process.ask("open_wrapped", self.number, key_id, form, wrapped, turn=self.turn)
        return opened

    def make(self, kind: Kind, use: Use, label: str, key_id: bytes) -> signature.PublicKey:
        """A new key pair in the token. Raises TokenUnfit."""
        arguments = (self.number, kind, use, label, key_id)
        material: PublicMaterial = self.process.ask("make", *arguments, turn=self.turn, within_s=MAKING_S)
        return public_key(material)

    def store_certificate(self, key_id: bytes, certificate: Certificate) -> None:
        """Raises TokenUnfit."""
        label, subject = certificate.common_name, certificate.subject_der
        self.process.ask("store_certificate", self.number, key_id, label, subject, certificate.der, turn=self.turn)

    def forget(self, key_id: bytes) -> None:
        """Remove a key and its certificates from the token. Raises TokenUnfit."""
        self.process.ask("forget", self.number, key_id, turn=self.turn)

    def end(self) -> None:
        """Sign out. Never fails: where the process does not answer, it was ended, and the login with it."""
        with suppress(CryptoError):
            self.process.ask("logout", self.number, turn=self.turn)


def login(process: ModuleProcess, token: str, pin: str, *, writes: bool = False) -> Login:
    """Raises WrongPin and its kin, KeyLocked, KeyGone, KeyModuleSilent, KeyModuleMissing."""
    with process.lock:  # the number and the process that gave it
        number: int = process.ask("login", token, pin, writes)
        return Login(process, process.turn, number)


def scheme_of(certificate: Certificate) -> Scheme:
    """How the profile signs with the key of `certificate`. Raises UnsupportedKey."""
    return Scheme.PSS if isinstance(signature.public_key(certificate), rsa.RSAPublicKey) else Scheme.ECDSA


def public_key(material: PublicMaterial) -> signature.PublicKey:
    """Raises UnsupportedKey for a key outside the profile, KeyGone where the token shows half of one."""
    try:
        if material.n:
            return signature.fit_public_key(rsa.RSAPublicNumbers(material.e, material.n).public_key())
        if material.curve not in _CURVES:
            raise UnsupportedKey(kind="EC")
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[material.curve], material.point)
    except ValueError:
        raise KeyGone from None
