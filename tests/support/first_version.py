"""Key files as version 0.1.0 wrote them."""

import json
import os
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto import der
from crypto.certificate import pem_of
from crypto.keys.machine import MachineKey


def write_key_file(folder: Path, person: MachineKey, pin: str, data_key: bytes) -> str:
    """Returns its key_id. No wrong PIN was typed yet: there is no file of tries."""
    pkcs8 = person._key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, nonce = os.urandom(16), os.urandom(12)
    stretched = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive(pin.encode())
    secret = der.sequence(der.octet_string(pkcs8), der.octet_string(data_key))
    record = {
        "format": "enrollment-station soft key 1",
        "certificates": pem_of((person.certificate, *person.chain)),
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
        "sealed": b64encode(AESGCM(stretched).encrypt(nonce, secret, person.certificate.der)).decode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    key_id = person.certificate.fingerprint
    (folder / f"{key_id}.key").write_text(json.dumps(record, indent=1))
    return key_id
