"""Giving a person's token the key of the drafts (ADR 7): wrapped to the token, opened inside it, signed by its owner.

`<fingerprint>.admission` (JSON): the station's data key, wrapped to a key of the token that is not the signing key: by
ECDH with an ephemeral key (X9.63 KDF, then sealed), or by RSAES-OAEP. Wrapping needs no secret, so anybody who can
write to the disk could wrap a key of his own; therefore the owner signs what was wrapped, and only that is opened.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crypto import der, files, signature
from crypto.certificate import Certificate
from crypto.errors import BadSeal, BadSignature, KeyDamaged, NotAdmitted, TokenUnfit, TooLarge
from crypto.files import write_private
from crypto.keys.pkcs11.login import Login, public_key, scheme_of
from crypto.keys.pkcs11.wire import Form, PrivateSeen
from crypto.sealing import seal, unseal

DATA_KEY_BYTES = 32
_FORMAT = "enrollment-station admission 1"
_MAX_FILE_BYTES = 64 * 1024
_HASHES: dict[Form, hashes.HashAlgorithm] = {Form.OAEP_SHA256: hashes.SHA256(), Form.OAEP_SHA1: hashes.SHA1()}  # noqa: S303
_ORDER = (Form.ECDH, Form.OAEP_SHA256, Form.OAEP_SHA1)


@dataclass(frozen=True)
class Admission:
    """What is on disk. `key_id`: CKA_ID of the key it is wrapped to; `point`: the ephemeral key's, b"" for RSA."""

    key_id: bytes
    form: Form
    point: bytes
    wrapped: bytes

    def statement(self, certificate: Certificate) -> bytes:
        """What the owner signs. It begins unlike any set of CMS attributes, so neither can be taken for the other."""
        parts = (bytes.fromhex(certificate.fingerprint), self.key_id, self.form.encode(), self.point, self.wrapped)
        return _FORMAT.encode() + b"\0" + der.sequence(*(der.octet_string(part) for part in parts))


def path_of(folder: Path, certificate: Certificate) -> Path:
    return folder / f"{certificate.fingerprint}.admission"


def admit(folder: Path, login: Login, signing: bytes, certificate: Certificate, data_key: bytes) -> None:
    """Wrap `data_key` to a key of the token, prove that the token opens it, write it down. signing: CKA_ID of the
    signing key, whose certificate is `certificate`.

    Raises TokenUnfit(what=wrap) where no other key of the token can open anything, KeyGone.
    """
    for key, form in _candidates(login, signing):
        admission = _wrap(key, form, certificate, data_key)
        try:
            if _open(admission, login, certificate) != data_key:
                continue
        except (TokenUnfit, BadSeal):
            continue  # this form it does not know after all
        signed = login.sign(signing, scheme_of(certificate), admission.statement(certificate))
        write_private(path_of(folder, certificate), _encode(admission, signed))
        return
    raise TokenUnfit(what="wrap")


def open_data_key(folder: Path, login: Login, certificate: Certificate) -> bytes:
    """32 bytes. Raises NotAdmitted, KeyDamaged, KeyGone, TokenUnfit."""
    admission = _read(path_of(folder, certificate), certificate)
    try:
        data_key = _open(admission, login, certificate)
    except BadSeal:
        raise KeyDamaged from None
    if len(data_key) != DATA_KEY_BYTES:
        raise KeyDamaged
    return data_key


def _candidates(login: Login, signing: bytes) -> Iterator[tuple[PrivateSeen, Form]]:
    """Keys that can open something and cannot leave the token; never the one that signs: one key, one use."""
    fit = [key for key in login.private_keys() if key.key_id != signing and key.stays and key.public is not None]
    for form in _ORDER:
        for key in fit:
            if form in key.opens:
                yield key, form


def _wrap(key: PrivateSeen, form: Form, certificate: Certificate, data_key: bytes) -> Admission:
    if key.public is None:
        raise TokenUnfit(what="wrap")
    public = public_key(key.public)
    if isinstance(public, rsa.RSAPublicKey):
        return Admission(key.key_id, form, b"", public.encrypt(data_key, _oaep(form)))
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TokenUnfit(what="wrap")
    ephemeral = ec.generate_private_key(public.curve)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ephemeral.exchange(ec.ECDH(), public)
    context = bytes.fromhex(certificate.fingerprint)
    return Admission(key.key_id, form, point, seal(_sealing_key(shared, point), data_key, context))


def _open(admission: Admission, login: Login, certificate: Certificate) -> bytes:
    if admission.form is not Form.ECDH:
        return login.open_wrapped(admission.key_id, admission.form, admission.wrapped)
    shared = login.open_wrapped(admission.key_id, admission.form, admission.point)
    context = bytes.fromhex(certificate.fingerprint)
    return unseal(_sealing_key(shared, admission.point), admission.wrapped, context)


def _sealing_key(shared: bytes, point: bytes) -> bytes:
    """ANSI X9.63 KDF (SEC 1 clause 3.6.1) over the agreed secret, bound to the ephemeral key."""
    return X963KDF(hashes.SHA256(), 32, _FORMAT.encode() + b"\0" + point).derive(shared)


def _oaep(form: Form) -> padding.OAEP:
    digest = _HASHES[form]
    return padding.OAEP(mgf=padding.MGF1(digest), algorithm=digest, label=None)


def _encode(admission: Admission, signed: bytes) -> bytes:
    def text(value: bytes) -> str:
        return base64.b64encode(value).decode()

    record = {
        "format": _FORMAT,
        "key": text(admission.key_id),
        "form": admission.form.value,
        "point": text(admission.point),
        "wrapped": text(admission.wrapped),
        "signature": text(signed),
    }
    return json.dumps(record, indent=1).encode()


def _read(path: Path, certificate: Certificate) -> Admission:
    """Raises NotAdmitted, KeyDamaged where it is not as its owner signed it."""
    try:
        data = files.read(path)
    except FileNotFoundError:
        raise NotAdmitted from None
    if len(data) > _MAX_FILE_BYTES:
        raise TooLarge
    try:
        record = json.loads(data)
        if record["format"] != _FORMAT:
            raise KeyDamaged
        names = ("key", "point", "wrapped", "signature")
        key_id, point, wrapped, signed = (base64.b64decode(record[name], validate=True) for name in names)
        admission = Admission(key_id, Form(record["form"]), point, wrapped)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyDamaged from None
    try:
        signature.verify(certificate, signature.identifier(certificate), signed, admission.statement(certificate))
    except BadSignature:
        raise KeyDamaged from None
    return admission
