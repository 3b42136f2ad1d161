"""Which PACE an identifier means, and what of it a terminal and a chip must compute alike."""

from dataclasses import dataclass
from enum import Enum

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.errors import BadPublicKey, UnsupportedAlgorithm
from crypto.emrtd.groups import DhGroup, Element, Group
from crypto.emrtd.parameters import group
from crypto.emrtd.security_info import PACE, PaceInfo, suite_of

DYNAMIC, NONCE = 0x7C, 0x80
"""Dynamic authentication data, and the encrypted nonce in it."""
MAP_OURS, MAP_THEIRS, KEY_OURS, KEY_THEIRS, TOKEN_OURS, TOKEN_THEIRS = 0x81, 0x82, 0x83, 0x84, 0x85, 0x86
"""In it too, as the terminal names them."""
CHIP_DATA = 0x8A
"""Encrypted: what shows that the chip has its static key (chip authentication mapping)."""
PUBLIC_KEY = 0x7F49
_NO_INTEGRATED_MAPPING = 10
"""secp224r1: its prime is 1 modulo 4 (clause 4.4.3.3.2)."""


class Mapping(Enum):
    GENERIC, INTEGRATED, CHIP = "GM", "IM", "CAM"


_MAPPINGS = {
    "1": (Mapping.GENERIC, False),
    "2": (Mapping.GENERIC, True),
    "3": (Mapping.INTEGRATED, False),
    "4": (Mapping.INTEGRATED, True),
    "6": (Mapping.CHIP, True),
}


@dataclass(frozen=True)
class Protocol:
    """One way that PACE goes. number: of the group."""

    oid: str
    mapping: Mapping
    suite: Suite
    number: int
    group: Group

    @classmethod
    def of(cls, info: PaceInfo) -> "Protocol":
        """Raises UnsupportedAlgorithm."""
        kind, _, _ = info.oid.removeprefix(f"{PACE}.").partition(".")
        suite = suite_of(info.oid)
        if kind not in _MAPPINGS or suite is None or info.parameters is None:
            raise UnsupportedAlgorithm(what=info.oid)
        mapping, elliptic = _MAPPINGS[kind]
        found = group(info.parameters)
        fits = isinstance(found, DhGroup) != elliptic
        if not fits or (mapping is Mapping.INTEGRATED and info.parameters == _NO_INTEGRATED_MAPPING):
            raise UnsupportedAlgorithm(what=f"{info.oid} {info.parameters}")
        if mapping is Mapping.CHIP and suite is Suite.TDES:
            raise UnsupportedAlgorithm(what=info.oid)
        return cls(info.oid, mapping, suite, info.parameters, found)

    @property
    def encoded_oid(self) -> bytes:
        """The value of the identifier, without its tag: what '80' of MSE:Set AT holds."""
        return der.oid(self.oid)[2:]

    def nonce_fits(self, encrypted: bytes) -> bool:
        """Whole blocks; of integrated mapping as long as the key, in whole blocks."""
        if self.mapping is Mapping.INTEGRATED:
            return len(encrypted) == nonce_bytes(self.suite)
        return 0 < len(encrypted) <= 64 and len(encrypted) % self.suite.block == 0

    def token(self, keys: Keys, group: Group, public: Element) -> bytes:
        """The authentication token over the other side's public key (clause 4.4.3.4)."""
        return self.suite.mac(
            keys.mac, tlv.write(PUBLIC_KEY, der.oid(self.oid), tlv.write(group.key_tag, group.encode(public)))
        )


def nonce_bytes(suite: Suite) -> int:
    """Of a nonce: the key's length, rounded up to whole blocks."""
    return -(-suite.key_bytes // suite.block) * suite.block


def generic(group: Group, nonce: bytes, shared: Element) -> Group:
    """s·G + H, or g^s·h: both sides have it (clause 4.4.3.3.1). Raises BadPublicKey."""
    number = int.from_bytes(nonce, "big") % group.order
    if not number:
        raise BadPublicKey(reason="nonce")
    return group.with_generator(group.combine(group.public(number), shared))


def chip_data_iv(keys: Keys) -> bytes:
    """Clause 4.4.3.3.3: the encrypted -1."""
    return keys.suite.encrypt(keys.enc, b"\xff" * keys.suite.block)
