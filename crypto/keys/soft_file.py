"""The file that holds a person's key, `<fingerprint>.key` (JSON): what is in it and what opens it.

Certificate and chain stand in clear. Two slots of one size follow, each sealed with AES-256-GCM, bound to certificate
and place: the first opens with the person's PIN, the second with a PIN for times of coercion and holds the same secrets
with a mark. Where there is no second PIN the slot is noise of that size, so nobody sees who has one. The key of a slot
is HKDF over Argon2id(PIN) with the machine's secret: a file without the machine cannot be guessed at. `puk` is what the
code that forgives wrong PINs is compared with. The file says what its Argon2id costs, so that later ones can cost more;
a file that was made cheaper opens with no PIN.

Format 1, of version 0.1.0, had one slot and no machine secret; it opens, and is written anew by whoever opens it.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import der, files, signature
from crypto.certificate import Certificate, certificates_from_pem, pem_of
from crypto.errors import KeyDamaged, KeyGone, TooLarge

DATA_KEY_BYTES = 32
PUK_DIGITS = 12
_FORMATS = {f"enrollment-station soft key {number}": number for number in (1, 2)}
_NEWEST = "enrollment-station soft key 2"
_MAX_FILE_BYTES = 256 * 1024
_SALT_BYTES, _NONCE_BYTES, _CHECK_BYTES = 16, 12, 32
_PLAIN, _COERCED = 0, 1  # places of the two slots, and the marks in them


@dataclass(frozen=True)
class Cost:
    """Of one Argon2id derivation (RFC 9106). memory: KiB."""

    passes: int
    lanes: int
    memory: int


COST = Cost(3, 4, 64 * 1024)  # of what is written now: RFC 9106 clause 4, the second recommended set
_COST_OF_FORMAT_1 = Cost(3, 4, 64 * 1024)
_MOST = Cost(16, 16, 1024 * 1024)


@dataclass(frozen=True)
class Secrets:
    """What a PIN opens. under_duress: it was the PIN for times of coercion."""

    key: signature.PrivateKey = field(repr=False)
    data_key: bytes = field(repr=False)
    under_duress: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class Slot:
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True)
class Stored:
    format: int
    certificate: Certificate
    chain: tuple[Certificate, ...]
    salt: bytes
    slots: tuple[Slot, ...]
    cost: Cost
    puk_salt: bytes = b""
    puk_check: bytes = b""

    def encoded(self) -> bytes:
        """The file, in the newest format."""
        record = {
            "format": _NEWEST,
            "certificates": pem_of((self.certificate, *self.chain)),
            "cost": asdict(self.cost),
            "salt": _text(self.salt),
            "slots": [{"nonce": _text(slot.nonce), "sealed": _text(slot.sealed)} for slot in self.slots],
            "puk": {"salt": _text(self.puk_salt), "check": _text(self.puk_check)},
        }
        return json.dumps(record, indent=1).encode()


def new_puk() -> str:
    """Digits, from which nothing can be guessed at Argon2id's pace."""
    return "".join(secrets.choice("0123456789") for _ in range(PUK_DIGITS))


def sealed(
    opened: Secrets,
    certificate: Certificate,
    chain: Sequence[Certificate],
    machine_secret: bytes,
    pin: str,
    duress_pin: str = "",
    puk: str = "",
) -> Stored:
    """A whole new file. duress_pin, puk: "" where there is none; what stands in their place then fits nothing.

    Raises KeyDamaged where key and certificate are not one pair.
    """
    if len(opened.data_key) != DATA_KEY_BYTES or opened.key.public_key() != signature.public_key(certificate):
        raise KeyDamaged
    salt, puk_salt = os.urandom(_SALT_BYTES), os.urandom(_SALT_BYTES)
    first = _slot(opened, certificate, _slot_key(_stretched(pin, salt, COST), machine_secret, _PLAIN), _PLAIN)
    noise = os.urandom(len(first.sealed))
    second = Slot(os.urandom(_NONCE_BYTES), noise)
    if duress_pin:
        stretched = _stretched(duress_pin, salt, COST)
        second = _slot(opened, certificate, _slot_key(stretched, machine_secret, _COERCED), _COERCED)
    check = _puk_check(puk, puk_salt, COST, machine_secret) if puk else os.urandom(_CHECK_BYTES)
    return Stored(2, certificate, tuple(chain), salt, (first, second), COST, puk_salt, check)


def opened_anew(stored: Stored, opened: Secrets, machine_secret: bytes, pin: str, puk: str) -> Stored:
    """`stored` with a new PIN in the second slot, which opened it; the first slot is not ours to open, and stays."""
    key = _slot_key(_stretched(pin, stored.salt, stored.cost), machine_secret, _COERCED)
    second = _slot(opened, stored.certificate, key, _COERCED)
    puk_salt = os.urandom(_SALT_BYTES)
    check = _puk_check(puk, puk_salt, stored.cost, machine_secret)
    slots = (stored.slots[_PLAIN], second)
    return replace(stored, slots=slots, puk_salt=puk_salt, puk_check=check)


def open_secrets(stored: Stored, machine_secret: bytes, pin: str) -> Secrets | None:
    """What the PIN opens; None where it opens nothing. One derivation, and every slot is tried, whichever fits."""
    stretched = _stretched(pin, stored.salt, stored.cost)
    if stored.format == 1:
        found = _tried(stored.slots[0], stretched, stored.certificate.der)
        return None if found is None else _parsed_1(found)
    found_in = [
        _tried(slot, _slot_key(stretched, machine_secret, place), _bound_to(stored.certificate, place))
        for place, slot in enumerate(stored.slots)
    ]
    return next((_parsed(found) for found in found_in if found is not None), None)


def fits_puk(stored: Stored, machine_secret: bytes, puk: str) -> bool:
    """A file of format 1 has none."""
    if stored.format == 1:
        return False
    return hmac.compare_digest(_puk_check(puk, stored.puk_salt, stored.cost, machine_secret), stored.puk_check)


def read(path: Path) -> Stored:
    """Raises KeyGone, KeyDamaged, TooLarge, MalformedDer."""
    try:
        data = files.read(path)
    except FileNotFoundError:
        raise KeyGone from None
    if len(data) > _MAX_FILE_BYTES:
        raise TooLarge
    try:
        stored = _stored(json.loads(data))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyDamaged from None
    if path.stem != stored.certificate.fingerprint or not _wellformed(stored):
        raise KeyDamaged
    return stored


def _stored(record: dict[str, Any]) -> Stored:
    number = _FORMATS[record["format"]]
    certificate, *chain = certificates_from_pem(str(record["certificates"]))
    salt = _bytes(record["salt"])
    if number == 1:
        slot = Slot(_bytes(record["nonce"]), _bytes(record["sealed"]))
        return Stored(number, certificate, tuple(chain), salt, (slot,), _COST_OF_FORMAT_1)
    slots = tuple(Slot(_bytes(slot["nonce"]), _bytes(slot["sealed"])) for slot in record["slots"])
    puk, cost = record["puk"], _cost(record["cost"])
    return Stored(number, certificate, tuple(chain), salt, slots, cost, _bytes(puk["salt"]), _bytes(puk["check"]))


def _cost(record: dict[str, Any]) -> Cost:
    """Bounded: a file must not stop the station by what it asks for."""
    cost = Cost(**record)
    asked = zip(astuple(cost), astuple(_MOST), strict=True)
    if any(type(value) is not int or not 0 < value <= most for value, most in asked) or cost.memory < 8 * cost.lanes:
        raise ValueError("no cost of Argon2id")
    return cost


def _wellformed(stored: Stored) -> bool:
    if len(stored.salt) != _SALT_BYTES or any(len(slot.nonce) != _NONCE_BYTES for slot in stored.slots):
        return False
    if stored.format == 1:
        return True
    sizes = {len(slot.sealed) for slot in stored.slots}
    puk = len(stored.puk_salt) == _SALT_BYTES and len(stored.puk_check) == _CHECK_BYTES
    return len(stored.slots) == 2 and len(sizes) == 1 and puk


def _slot(opened: Secrets, certificate: Certificate, key: bytes, place: int) -> Slot:
    pkcs8 = opened.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    content = der.sequence(der.octet_string(pkcs8), der.octet_string(opened.data_key), der.integer(place))
    nonce = os.urandom(_NONCE_BYTES)
    return Slot(nonce, AESGCM(key).encrypt(nonce, content, _bound_to(certificate, place)))


def _tried(slot: Slot, key: bytes, bound_to: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(slot.nonce, slot.sealed, bound_to)
    except InvalidTag:
        return None


def _parsed(content: bytes) -> Secrets:
    fields = der.parse(content, _MAX_FILE_BYTES).fields()
    pkcs8, data_key = fields.next().bytes_of(der.OCTET_STRING), fields.next().bytes_of(der.OCTET_STRING)
    mark = fields.next().integer()
    fields.end()
    return Secrets(signature.load_private_key(pkcs8), data_key, mark == _COERCED)


def _parsed_1(content: bytes) -> Secrets:
    fields = der.parse(content, _MAX_FILE_BYTES).fields()
    pkcs8, data_key = fields.next().bytes_of(der.OCTET_STRING), fields.next().bytes_of(der.OCTET_STRING)
    fields.end()
    return Secrets(signature.load_private_key(pkcs8), data_key)


def _stretched(pin: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(pin.encode("utf-8"))


def _slot_key(stretched: bytes, machine_secret: bytes, place: int) -> bytes:
    return _with_machine(stretched, machine_secret, b"slot %d" % place)


def _puk_check(puk: str, salt: bytes, cost: Cost, machine_secret: bytes) -> bytes:
    digits = "".join(character for character in puk if character.isdigit())
    return _with_machine(_stretched(digits, salt, cost), machine_secret, b"puk")


def _with_machine(stretched: bytes, machine_secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=machine_secret, info=b"enrollment-station soft key 2 " + use).derive(stretched)


def _bound_to(certificate: Certificate, place: int) -> bytes:
    return certificate.der + bytes([place])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
