"""A PIV card (NIST SP 800-73-4) in a file's worth of Python: two keys, two certificates, a PIN that locks after three.

`answer` takes a command APDU and gives a response APDU, as a chip does. Nobody's product: it exists so that OpenSC's
module and our store meet a card that counts, locks, is pulled and comes back.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

# A YubiKey 4's: OpenSC lets elliptic curves pass only on cards that it knows by their answer to reset.
ATR = bytes.fromhex("3BF81300008131FE15597562696B657934D4")
TRIES = 3
SIGNATURE, MANAGEMENT = 0x9C, 0x9D
_P256 = 0x11
_AID = bytes.fromhex("A000000308000010000100")
_OK = bytes.fromhex("9000")
_CHUID, _DISCOVERY = bytes.fromhex("5FC102"), bytes.fromhex("7E")
_CERTIFICATES = {bytes.fromhex("5FC10A"): SIGNATURE, bytes.fromhex("5FC10B"): MANAGEMENT}


@dataclass
class PivCard:
    """keys, certificates (DER): by key reference."""

    name: str
    pin: str
    keys: dict[int, ec.EllipticCurvePrivateKey]
    certificates: dict[int, bytes]
    puk: str = "12345678"
    tries: int = TRIES
    puk_tries: int = TRIES
    atr: bytes = ATR
    _verified: bool = False
    _fresh: bool = False  # no signature since the PIN
    _chained: bytes = b""
    _rest: bytes = field(default=b"", repr=False)
    _expected: int = 256

    def reset(self) -> None:
        """Power off, or pulled: signed out."""
        self._verified, self._fresh, self._chained, self._rest = False, False, b"", b""

    def answer(self, command: bytes) -> bytes:
        head, body, self._expected = command[:4], b"", 256
        if len(command) > 5:
            body, command = command[5 : 5 + command[4]], command[:4] + command[5 + command[4] :]
        if len(command) > 4:
            self._expected = command[4] or 256
        if head[0] & 0x10:
            self._chained += body
            return _OK
        body, self._chained = self._chained + body, b""
        kind = head[1]
        if kind == 0xC0:
            return self._send(self._rest)
        if kind == 0xA4:
            return self._send(_select(body)) if body and _AID.startswith(body) else bytes.fromhex("6A82")
        if kind == 0xCB:
            found = self._object(body)
            return self._send(found) if found else bytes.fromhex("6A82")
        if kind == 0x20:
            return self._verify(body) if head[3] == 0x80 else bytes.fromhex("6A88")
        if kind == 0x2C:
            return self._reset_tries(body)
        if kind == 0x87:
            return self._authenticate(head[2], head[3], body)
        return bytes.fromhex("6D00")

    def _send(self, data: bytes) -> bytes:
        now, self._rest = data[: self._expected], data[self._expected :]
        return now + (bytes([0x61, len(self._rest) & 0xFF if len(self._rest) < 256 else 0]) if self._rest else _OK)

    def _object(self, body: bytes) -> bytes:
        wanted = body[2:]
        if wanted == _DISCOVERY:
            return tlv(0x7E, tlv(0x4F, _AID) + bytes.fromhex("5F2F024000"))
        if wanted == _CHUID:
            unique = hashlib.sha256(self.name.encode()).digest()
            number = tlv(0x30, unique[:25]) + tlv(0x34, unique[:16]) + tlv(0x35, b"20301231")
            return tlv(0x53, number + tlv(0x3E, b"") + tlv(0xFE, b""))
        certificate = self.certificates.get(_CERTIFICATES.get(wanted, 0))
        return tlv(0x53, tlv(0x70, certificate) + tlv(0x71, b"\0") + tlv(0xFE, b"")) if certificate else b""

    def _verify(self, body: bytes) -> bytes:
        if not body:
            return _OK if self._verified else self._tries_left()
        if self.tries == 0:
            return self._tries_left()
        self._verified = body == self.pin.encode().ljust(8, b"\xff")
        self._fresh = self._verified
        self.tries = TRIES if self._verified else self.tries - 1
        return _OK if self._verified else self._tries_left()

    def _reset_tries(self, body: bytes) -> bytes:
        """RESET RETRY COUNTER (part 2 clause 3.2.3): the PUK, then the new PIN, each padded to eight."""
        if self.puk_tries == 0:
            return bytes.fromhex("6983")
        right = body[:8] == self.puk.encode().ljust(8, b"\xff")
        self.puk_tries = TRIES if right else self.puk_tries - 1
        if not right:
            return bytes([0x63, 0xC0 | self.puk_tries]) if self.puk_tries else bytes.fromhex("6983")
        self.pin, self.tries, self._verified = body[8:16].rstrip(b"\xff").decode("ascii"), TRIES, False
        return _OK

    def _tries_left(self) -> bytes:
        return bytes([0x63, 0xC0 | self.tries]) if self.tries else bytes.fromhex("6983")

    def _authenticate(self, algorithm: int, reference: int, body: bytes) -> bytes:
        if algorithm != _P256 or reference not in self.keys:
            return bytes.fromhex("6A86")
        if not self._verified or (reference == SIGNATURE and not self._fresh):
            return bytes.fromhex("6982")
        key, template = self.keys[reference], untlv(untlv(body)[0x7C])
        if 0x81 in template:
            made = key.sign(template[0x81], ec.ECDSA(Prehashed(hashes.SHA256())))
        else:
            peer = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, template[0x85])
            made = key.exchange(ec.ECDH(), peer)
        if reference == SIGNATURE:
            self._fresh = False  # the PIN again for each signature (part 1 clause 4.3.1)
        return self._send(tlv(0x7C, tlv(0x82, made)))


def _select(_body: bytes) -> bytes:
    return tlv(0x61, tlv(0x4F, _AID[5:]) + tlv(0x79, tlv(0x4F, _AID[:5])))


def tlv(tag: int, value: bytes) -> bytes:
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    if size < 0x100:
        return bytes([tag, 0x81, size]) + value
    return bytes([tag, 0x82]) + size.to_bytes(2, "big") + value


def untlv(data: bytes) -> dict[int, bytes]:
    found = {}
    while data:
        tag, size, start = data[0], data[1], 2
        if size > 0x80:
            start = 2 + (size & 0x7F)
            size = int.from_bytes(data[2:start], "big")
        found[tag], data = data[start : start + size], data[start + size :]
    return found
