"""One of each kind of bytes that chips and terminals exchange, for the parsers of tests/unit/test_hostile_bytes.py."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.parameters import curve
from tests.support import chips
from tests.support import cv_certificates as certificates

_PAIR = certificates.ec_pair()
_KEY = chips.ec_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
_RSA = chips.rsa_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

WRITTEN: Mapping[str, list[bytes]] = {
    "command to a chip": [bytes.fromhex("00a4020c02011e"), bytes.fromhex("00b00000000000")],
    "answer of a chip": [bytes.fromhex("7c128010") + bytes(16) + b"\x90\0"],
    "secured answer of a chip": [tlv.write(0x87, b"\1" + bytes(16)) + tlv.write(0x99, b"\x90\0")],
    "security infos of a chip": [
        chips.card_access(chips.pace(), chips.pace("CAM")),
        der.set_of(chips.key_info(curve(13), chips.STATIC, 2), chips.ca_info(Suite.AES_128, 2)),
    ],
    "data group 15": [tlv.write(0x6F, _KEY), tlv.write(0x6F, _RSA)],
    "card verifiable certificate": [
        certificates.certificate("AMCVCA00001", pair, certificates.ROOT).encoded
        for pair in (_PAIR, certificates.rsa_pair())
    ],
    "lists of a chip": [
        chips.atr_info(4_096),
        tlv.write(0x61, tlv.write(0x4F, bytes(7))),
        tlv.write(0x42, b"AMCVCA00001").ljust(36, b"\0"),
    ],
}
