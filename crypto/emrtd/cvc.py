"""Card verifiable certificates (BSI TR-03110 part 3 appendix C): what chips are shown before they give prints."""

import re
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512, HashAlgorithm

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.errors import BadCvCertificate, ChipError
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import explicit_curve
from crypto.emrtd.public_key import MAX_NUMBER_BYTES, EcKey, RsaKey
from crypto.emrtd.security_info import TERMINAL_AUTHENTICATION
from crypto.emrtd.signatures import digest, ecdsa_holds
from crypto.errors import CryptoError

CERTIFICATE, BODY, SIGNATURE, PUBLIC_KEY, TEMPLATE = 0x7F21, 0x7F4E, 0x5F37, 0x7F49, 0x7F4C
AUTHORITY, HOLDER, FROM, UNTIL, PROFILE, OID, DISCRETIONARY = 0x42, 0x5F20, 0x5F25, 0x5F24, 0x5F29, 0x06, 0x53
MAX_BYTES = 8_192
_REFERENCE = re.compile(rb"[A-Z]{2}[\x20-\x7e\x80-\xff]{0,9}[\x20-\x7e]{5}")
_ECDSA = {1: "sha1", 2: "sha224", 3: "sha256", 4: "sha384", 5: "sha512"}
_RSA: dict[int, tuple[HashAlgorithm, bool]] = {
    1: (SHA1(), False),  # noqa: S303 - of chips that know no other
    2: (SHA256(), False),
    3: (SHA1(), True),  # noqa: S303
    4: (SHA256(), True),
    5: (SHA512(), False),
    6: (SHA512(), True),
}


@dataclass(frozen=True)
class CvKey:
    """oid: how it signs. curve: None where the certificate leaves it to the one above it; point: encoded."""

    oid: str
    rsa: RsaKey | None = None
    curve: EcGroup | None = None
    point: bytes = b""


@dataclass(frozen=True)
class CvCertificate:
    """signed: what the signature is over, with its tag. authority, holder: references. rights: of the template, the
    role in its top two bits."""

    encoded: bytes
    signed: bytes
    signature: bytes
    authority: bytes
    holder: bytes
    key: CvKey
    rights: int
    begins: date
    ends: date

    @property
    def content(self) -> bytes:
        """Body and signature, as PSO:Verify Certificate takes them."""
        return tlv.one(self.encoded, CERTIFICATE)

    @property
    def role(self) -> int:
        """3: a country's root; 2, 1: domestic, foreign document verifier; 0: terminal."""
        return self.rights >> 6 & 3

    def signing_key(self, curve: EcGroup | None) -> RsaKey | EcKey:
        """curve: of the certificate above. Raises BadCvCertificate."""
        if self.key.rsa is not None:
            return self.key.rsa
        group = self.key.curve or curve
        if group is None:
            raise BadCvCertificate(reason="curve")
        try:
            return EcKey(group, group.decode(self.key.point))
        except ChipError as error:
            raise BadCvCertificate(reason=error.code) from None


def read_certificate(encoded: bytes) -> CvCertificate:
    """Raises BadCvCertificate."""
    if len(encoded) > MAX_BYTES:
        raise BadCvCertificate(reason="large")
    try:
        return _read(encoded)
    except (CryptoError, KeyError) as error:
        reason = error.code if isinstance(error, CryptoError) else "absent"
        raise BadCvCertificate(reason=reason) from None


def _read(encoded: bytes) -> CvCertificate:
    outer = tlv.template(tlv.one(encoded, CERTIFICATE))
    body = tlv.template(outer[BODY])
    if body[PROFILE] != b"\0":
        raise BadCvCertificate(reason="profile")
    for reference in (body[AUTHORITY], body[HOLDER]):
        if _REFERENCE.fullmatch(reference) is None:
            raise BadCvCertificate(reason="reference")
    rights = tlv.template(body[TEMPLATE])[DISCRETIONARY]
    if not 1 <= len(rights) <= 8:
        raise BadCvCertificate(reason="rights")
    return CvCertificate(
        encoded, tlv.write(BODY, outer[BODY]), outer[SIGNATURE], body[AUTHORITY], body[HOLDER], _key(body[PUBLIC_KEY]),
        rights[0], _day(body[FROM]), _day(body[UNTIL]),
    )  # fmt: skip


def _key(data: bytes) -> CvKey:
    values = tlv.template(data)
    oid = der.parse(tlv.write(OID, values[OID]), len(data)).oid()
    kind, last = oid.removeprefix(f"{TERMINAL_AUTHENTICATION}.").rpartition(".")[::2]
    numbers = {tag: int.from_bytes(value[:MAX_NUMBER_BYTES], "big") for tag, value in values.items()}
    if kind == "1" and int(last) in _RSA:
        return CvKey(oid, rsa=RsaKey(numbers[0x81], numbers[0x82]))
    if kind != "2" or int(last) not in _ECDSA:
        raise BadCvCertificate(reason="algorithm")
    if 0x81 not in values:
        return CvKey(oid, point=values[0x86])
    curve = explicit_curve(numbers[0x81], numbers[0x82], numbers[0x83], values[0x84], numbers[0x85])
    return CvKey(oid, curve=curve, point=values[0x86])


def _day(value: bytes) -> date:
    """Six digits, a byte each: of this century."""
    if len(value) != 6 or max(value) > 9:
        raise BadCvCertificate(reason="date")
    tens = [value[at] * 10 + value[at + 1] for at in (0, 2, 4)]
    try:
        return date(2000 + tens[0], tens[1], tens[2])
    except ValueError:
        raise BadCvCertificate(reason="date") from None


def verify_chain(root: CvCertificate, chain: tuple[CvCertificate, ...], at: date) -> RsaKey | EcKey:
    """The key of the last. root: trusted already, its own signature is not asked for. Raises BadCvCertificate."""
    above, curve = root, root.key.curve
    key = root.signing_key(None)
    for each in chain:
        if each.authority != above.holder:
            raise BadCvCertificate(reason="issuer")
        if not (each.begins <= at <= each.ends):
            raise BadCvCertificate(reason="date")
        if above.role == 0 or (each.role == 3 and above.role != 3):
            raise BadCvCertificate(reason="role")
        if not signature_holds(key, above.key.oid, each.signed, each.signature):
            raise BadCvCertificate(reason="signature")
        above, curve = each, each.key.curve or curve
        key = each.signing_key(curve)
    return key


def signature_holds(key: RsaKey | EcKey, oid: str, message: bytes, signature: bytes) -> bool:
    """oid: of the signer's key: how it signs, which fits the kind of the key. Of certificates, and of terminals."""
    last = int(oid.rpartition(".")[2])
    if isinstance(key, EcKey):
        return ecdsa_holds(key, digest(_ECDSA[last], message), signature)
    algorithm, pss = _RSA[last]
    scheme = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size) if pss else padding.PKCS1v15()
    try:
        RSAPublicNumbers(key.exponent, key.modulus).public_key().verify(signature, message, scheme, algorithm)
    except (InvalidSignature, ValueError):
        return False
    return True


def chain_to(
    holder: bytes, certificates: tuple[CvCertificate, ...], trusted: tuple[bytes, ...]
) -> tuple[CvCertificate, ...]:
    """From below one of the chip's trust points down to `holder`; empty where there is no way. Loops end."""
    by_holder = {each.holder: each for each in certificates if each.holder != each.authority}
    found: list[CvCertificate] = []
    while holder in by_holder and len(found) <= len(by_holder):
        found.insert(0, by_holder[holder])
        holder = found[0].authority
        if holder in trusted:
            return tuple(found)
    return ()
