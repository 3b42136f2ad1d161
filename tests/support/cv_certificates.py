"""A country's root, its document verifier and a terminal, made here; what they sign with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto import der
from crypto.emrtd import cvc, tlv
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import curve

ECDSA_SHA256, RSA_SHA256, PSS_SHA256 = (f"0.4.0.127.0.7.2.2.2.{last}" for last in ("2.3", "1.2", "1.4"))
FROM, UNTIL = date(2026, 1, 1), date(2027, 12, 31)
INSPECTION = "0.4.0.127.0.7.3.1.2.1"
ROOT, VERIFIER, TERMINAL = 0xC3, 0x83, 0x03
"""Role and rights: fingers and irises."""


@dataclass(frozen=True)
class CvKeyPair:
    oid: str
    public: Callable[[bool], bytes]
    sign: Callable[[bytes], bytes]
    pkcs8: bytes = b""


def ec_pair() -> CvKeyPair:
    key, group = ec.generate_private_key(ec.BrainpoolP256R1()), curve(13)

    def public(whole: bool) -> bytes:
        numbers = key.public_key().public_numbers()
        return ec_public(group, group.encode(group.point(numbers.x, numbers.y)), whole)

    def sign(message: bytes) -> bytes:
        pair = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        return b"".join(number.to_bytes(32, "big") for number in pair)

    return CvKeyPair(ECDSA_SHA256, public, sign, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def ec_public(group: EcGroup, point: bytes, whole: bool) -> bytes:
    parts = [der.oid(ECDSA_SHA256)]
    if whole:
        size = group.size
        parts += [
            tlv.write(tag, number.to_bytes(size, "big"))
            for tag, number in ((0x81, group.p), (0x82, group.a), (0x83, group.b))
        ]
        parts += [tlv.write(0x84, group.encode(group.generator)), tlv.write(0x85, group.order.to_bytes(size, "big"))]
    parts.append(tlv.write(0x86, point))
    return tlv.write(cvc.PUBLIC_KEY, *parts, *((tlv.write(0x87, b"\1"),) if whole else ()))


def rsa_pair(oid: str = RSA_SHA256) -> CvKeyPair:
    key = rsa.generate_private_key(65537, 2048)
    scheme = padding.PSS(padding.MGF1(SHA256()), 32) if oid == PSS_SHA256 else padding.PKCS1v15()

    def public(_: bool) -> bytes:
        numbers = key.public_key().public_numbers()
        return tlv.write(
            cvc.PUBLIC_KEY, der.oid(oid), tlv.write(0x81, numbers.n.to_bytes(256, "big")), tlv.write(0x82, b"\1\0\1")
        )

    return CvKeyPair(oid, public, lambda message: key.sign(message, scheme, SHA256()))


def certificate(
    holder: str,
    pair: CvKeyPair,
    rights: int,
    issuer: tuple[str, CvKeyPair] | None = None,
    *,
    begins: date = FROM,
    ends: date = UNTIL,
) -> cvc.CvCertificate:
    """issuer: reference and key; itself where there is none."""
    authority, signer = issuer or (holder, pair)
    body = tlv.write(
        cvc.BODY,
        tlv.write(cvc.PROFILE, b"\0"),
        tlv.write(cvc.AUTHORITY, authority.encode()),
        pair.public(rights >> 6 == 3),
        tlv.write(cvc.HOLDER, holder.encode()),
        tlv.write(cvc.TEMPLATE, der.oid(INSPECTION), tlv.write(cvc.DISCRETIONARY, bytes((rights,)))),
        tlv.write(cvc.FROM, _day(begins)),
        tlv.write(cvc.UNTIL, _day(ends)),
    )
    return cvc.read_certificate(tlv.write(cvc.CERTIFICATE, body, tlv.write(cvc.SIGNATURE, signer.sign(body))))


def _day(day: date) -> bytes:
    return bytes(int(digit) for digit in f"{day:%y%m%d}")
