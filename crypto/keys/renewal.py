"""A new key for the station: made, asked for, certified, put in use, while the old one works on until the last moment.

The new key gets a folder of its own; two small files say which folder counts (crypto.keys.station), and each step ends
with one rename, so that a power cut leaves the step done or not done.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from crypto import files, issuing, signature
from crypto.certificate import Certificate, certificates_from_pem, pem_of
from crypto.errors import (
    KeyDamaged,
    KeyGone,
    NotCertified,
    NothingPending,
    OtherKey,
    OtherSubject,
    RequestPending,
    TokenUnfit,
    UntrustedCertificate,
)
from crypto.files import sync_folder, write_private
from crypto.keys import station
from crypto.keys.pkcs11.wire import Kind, Scheme, Use
from crypto.keys.station import NEXT, STATION, TLS, StationToken
from crypto.request import Named, read_request, write_request
from crypto.trust import Purpose, TrustStore

_KEY_ID_BYTES = 8
_CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string


@dataclass(frozen=True)
class Renewal:
    """keys: the station's folder. secret: passphrase of keys in files. token: where the key that signs is made, if any.

    Every method raises what the disk and the token raise: FileTrouble, KeyGone, KeyModuleSilent, ...
    """

    keys: Path
    secret: Path
    token: StationToken | None

    def make(self, kind: Kind, named: Named, *, again: bool = False) -> None:
        """A new key and its request, beside the one in use. again: instead of one that waits for its certificate.

        Raises RequestPending, TokenUnfit.
        """
        if not again and station.named_by(self.keys, NEXT) is not None:
            raise RequestPending
        folder = self.keys / f"station-{token_hex(8)}"
        folder.mkdir(mode=0o700, parents=True)
        if self.token is None:
            self._in_file(folder, STATION, kind, named)
        else:
            self._in_token(folder, self.token, kind, named)
            self._in_file(folder, TLS, Kind.P256, named)
        sync_folder(folder)
        station.point(self.keys, NEXT, folder)

    def requests(self) -> dict[str, str]:
        """PEM by name ("station", and "tls" beside a key in a token). Raises NothingPending."""
        folder = self._next()
        names = [name for name in (STATION, TLS) if _request(folder, name).exists()]
        return {name: _request(folder, name).read_text() for name in names}

    def accept(self, pem: bytes, trust: TrustStore, at: datetime) -> Certificate:
        """Keep the certificate in `pem` (its issuers may follow) once it is proven to be for a waiting key.

        Raises NothingPending, OtherKey, OtherSubject, MalformedDer, and what `trust.verify` raises.
        """
        folder = self._next()
        certificate, *chain = certificates_from_pem(pem)
        name = self._waiting(folder, certificate)
        path = trust.verify(certificate, chain, Purpose.STATION, at)
        speaks = name == TLS or self.token is None
        if speaks and _CLIENT not in (certificate.extended_key_usage or ()):
            raise UntrustedCertificate(reason="usage")
        if name == STATION and self.token is not None:
            self._show(self.token, station.key_id_of(folder), certificate)
        write_private(folder / f"{name}.pem", pem_of(path).encode())
        return certificate

    def missing(self) -> tuple[str, ...]:
        """Which certificates are waited for; empty when the new key can be put in use. Raises NothingPending."""
        folder = self._next()
        wanted = [name for name in (STATION, TLS) if _request(folder, name).exists()]
        return tuple(name for name in wanted if not (folder / f"{name}.pem").exists())

    def rotate(self, trust: TrustStore, at: datetime) -> Certificate:
        """Put the new key in use from the next start on; what was sealed with the old one is delivered as it is.

        Raises NothingPending, NotCertified, KeyDamaged, and what `trust.verify` raises: its time may be over.
        """
        folder = self._next()
        if missing := self.missing():
            raise NotCertified(names=", ".join(missing))
        key = station.load_from(folder, self.secret, self.token)
        trust.verify(key.certificate, key.chain, Purpose.STATION, at)
        probe = token_bytes(32)
        signature.verify(key.certificate, signature.identifier(key.certificate), key.sign(probe), probe)
        station.point(self.keys, station.CURRENT, folder)
        with suppress(OSError):  # it is in use: what is left of the other name counts for nothing, see _next
            (self.keys / NEXT).unlink()
            sync_folder(self.keys)
        return key.certificate

    # --- inside ----------------------------------------------------------------------------------------------------

    def _next(self) -> Path:
        folder = station.named_by(self.keys, NEXT)
        if folder is None or folder == station.current(self.keys):  # cut off between the two files of a rotation
            raise NothingPending
        return folder

    def _waiting(self, folder: Path, certificate: Certificate) -> str:
        for name in (STATION, TLS):
            file = _request(folder, name)
            if not file.exists():
                continue
            request = read_request(file.read_bytes())
            if request.key == certificate.parsed.public_key():
                if request.named != Named(certificate.common_name, certificate.organisation):
                    raise OtherSubject
                return name
        raise OtherKey

    def _in_token(self, folder: Path, token: StationToken, kind: Kind, named: Named) -> None:
        key_id = token_bytes(_KEY_ID_BYTES)
        opened = token.login(writes=True)
        try:
            public = opened.make(kind, Use.SIGN, STATION, key_id)
            scheme = Scheme.PKCS1 if isinstance(public, rsa.RSAPublicKey) else Scheme.ECDSA
            request = write_request(named, public, lambda data: opened.sign(key_id, scheme, data))
        finally:
            opened.end()
        write_private(folder / f"{STATION}.token.json", json.dumps({"key": key_id.hex()}).encode())
        write_private(_request(folder, STATION), request.encode())

    def _in_file(self, folder: Path, name: str, kind: Kind, named: Named) -> None:
        key = _new_key(kind)
        try:
            passphrase = files.read(self.secret).strip()
        except FileNotFoundError:
            raise KeyGone from None
        if not passphrase:
            raise KeyDamaged
        sealing = serialization.BestAvailableEncryption(passphrase)
        form = serialization.PrivateFormat.PKCS8
        write_private(folder / f"{name}.key.pem", key.private_bytes(serialization.Encoding.PEM, form, sealing))
        write_private(_request(folder, name), write_request(named, key.public_key(), _signing(key)).encode())

    def _show(self, token: StationToken, key_id: bytes, certificate: Certificate) -> None:
        """Into the token as well, for other programs. Tokens that take no certificate go without."""
        opened = token.login(writes=True)
        try:
            opened.store_certificate(key_id, certificate)
        except TokenUnfit:
            return
        finally:
            opened.end()


def _request(folder: Path, name: str) -> Path:
    return folder / f"{name}.request.pem"


def _new_key(kind: Kind) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    if kind is Kind.RSA3072:
        return issuing.new_rsa_key()
    return issuing.new_ec_key(ec.SECP384R1() if kind is Kind.P384 else ec.SECP256R1())


def _signing(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    """Of requests: ECDSA, or PKCS#1 v1.5, which every authority's software reads."""
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
