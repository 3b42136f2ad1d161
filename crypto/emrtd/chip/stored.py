"""What is written into a chip of ours, as a file (JSON): files by their identifiers, passwords, keys.

    {"files": {"011E": "60…", "0101": "61…"}, "master": {"011C": "31…"}, "mrz": ["L898902C3", "740812", "120415"],
     "can": "500540", "bac": true, "pace": [["0.4.0.127.0.7.2.2.4.2.2", 13]],
     "static": [{"group": 13, "private": "5a17", "number": 1}], "active": "30…", "response": 256,
     "faults": {"removed": 40, "bad_mac": [12], "says": {"7": "6988"}, "no_short": true}}

Bytes are written in hexadecimal digits. `active`: PKCS #8, an RSA key or one on a curve. `faults`: the numbers, lists,
tables and truths of `Faults`, by their names. Keys of invented people only.
"""

import json
from collections.abc import Callable, Mapping
from secrets import token_bytes
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from crypto.emrtd.chip.faults import Faults
from crypto.emrtd.chip.personal import Personal, StaticKey
from crypto.emrtd.errors import MalformedFile
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.parameters import group
from crypto.emrtd.passwords import Can, MrzKey
from crypto.emrtd.security_info import PaceInfo
from crypto.emrtd.signatures import digest
from crypto.errors import CryptoError

MAX_BYTES: Final = 8 * 1024 * 1024
_KNOWN = frozenset({"files", "master", "mrz", "can", "bac", "pace", "static", "active", "response", "faults"})
_SHA256_TRAILER = b"\x34\xcc"


def read_chip(data: bytes) -> tuple[Personal, Faults]:
    """Raises MalformedFile."""
    if len(data) > MAX_BYTES:
        raise MalformedFile(file="chip", reason="size")
    try:
        told = json.loads(data)
        return _personal(told), _faults(told.get("faults", {}))
    except CryptoError as error:
        raise MalformedFile(file="chip", reason=error.code) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MalformedFile(file="chip", reason=type(error).__name__) from None


def _personal(told: Mapping[str, Any]) -> Personal:
    if not told.keys() <= _KNOWN:
        raise KeyError
    return Personal(
        _files(told["files"]),
        _files(told.get("master", {})),
        MrzKey(*told["mrz"]) if "mrz" in told else None,
        Can(told["can"]) if "can" in told else None,
        bool(told.get("bac", True)),
        tuple(Protocol.of(PaceInfo(str(oid), int(number))) for oid, number in told.get("pace", ())),
        tuple(
            StaticKey(group(int(each["group"])), int(each["private"], 16), each.get("number"))
            for each in told.get("static", ())
        ),
        _signer(bytes.fromhex(told["active"])) if "active" in told else None,
        response=int(told.get("response", 256)),
    )


def _faults(told: Mapping[str, Any]) -> Faults:
    made = {name: _fault(value) for name, value in told.items()}
    if "waits" in made:
        raise KeyError
    return Faults(**made)


def _fault(value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(map(int, value))
    if isinstance(value, dict):
        return {int(number): int(status, 16) for number, status in value.items()}
    if not isinstance(value, int):
        raise TypeError
    return value


def _files(told: Mapping[str, str]) -> dict[int, bytes]:
    return {int(identifier, 16): bytes.fromhex(data) for identifier, data in told.items()}


def _signer(key: bytes) -> Callable[[bytes], bytes]:
    """Of active authentication, with SHA-256."""
    private = load_der_private_key(key, None)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return lambda challenge: private.sign(challenge, ec.ECDSA(hashes.SHA256()))
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError
    numbers = private.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8

    def recoverable(challenge: bytes) -> bytes:
        """ISO/IEC 9796-2 scheme 1: as much of a message of the chip's own as fits, then the challenge."""
        own = token_bytes(size - 1 - 32 - len(_SHA256_TRAILER))
        block = b"\x6a" + own + digest("sha256", own, challenge) + _SHA256_TRAILER
        return pow(int.from_bytes(block, "big"), numbers.d, modulus).to_bytes(size, "big")

    return recoverable
