"""The signature algorithms of Doc 9303 part 12 clause 4.1.6: RSA PKCS #1 v1.5, RSA-PSS with its own parameters, ECDSA.

The identifier beside a signature decides, never the one that the signer's certificate was signed with.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from crypto import der, oids
from crypto.emrtd.errors import BadPublicKey, UnsupportedAlgorithm
from crypto.emrtd.public_key import EcKey, RsaKey
from crypto.emrtd.signatures import ECDSA_HASHES, MAX_SIGNATURE, digest, ecdsa_holds, pairs

SigningKey = RsaKey | EcKey
_HASHES = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    oids.SHA256: "sha256",
    oids.SHA384: "sha384",
    oids.SHA512: "sha512",
}
_PKCS1 = {
    "1.2.840.113549.1.1.5": "sha1",
    "1.2.840.113549.1.1.14": "sha224",
    oids.SHA256_WITH_RSA: "sha256",
    oids.SHA384_WITH_RSA: "sha384",
    oids.SHA512_WITH_RSA: "sha512",
}
_LIBRARY = {
    "sha1": hashes.SHA1(),  # noqa: S303 - issued documents of before 2011 are valid still
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_CURVES: dict[str, ec.EllipticCurve] = {
    "NIST224p": ec.SECP224R1(), "NIST256p": ec.SECP256R1(), "NIST384p": ec.SECP384R1(), "NIST521p": ec.SECP521R1(),
    "BRAINPOOLP256r1": ec.BrainpoolP256R1(), "BRAINPOOLP384r1": ec.BrainpoolP384R1(),
    "BRAINPOOLP512r1": ec.BrainpoolP512R1(),
}  # fmt: skip
_MOST_SALT, _MOST_RSA_BITS = 512, 8_192


@dataclass(frozen=True)
class Scheme:
    """kind: pkcs1 | pss | ecdsa. hash: as `hashlib` has it. mask, salt: of PSS, the salt in bytes."""

    kind: str
    hash: str
    mask: str = ""
    salt: int = 0


def read_hash(algorithm: der.Element) -> str:
    """Its name as `hashlib` has it. Raises UnsupportedAlgorithm, MalformedDer."""
    oid = algorithm.fields().next().oid()
    if oid not in _HASHES:
        raise UnsupportedAlgorithm(what=oid)
    return _HASHES[oid]


def read_scheme(algorithm: der.Element, hashed: str | None = None) -> Scheme:
    """hashed: by the digest algorithm beside it, for identifiers that name a key only. Raises UnsupportedAlgorithm,
    MalformedDer."""
    fields = algorithm.fields()
    oid = fields.next().oid()
    if oid in _PKCS1:
        return Scheme("pkcs1", _PKCS1[oid])
    if oid in ECDSA_HASHES:
        return Scheme("ecdsa", ECDSA_HASHES[oid])
    if oid == oids.RSASSA_PSS:
        return _pss(fields)
    if hashed is not None and oid in (oids.RSA_ENCRYPTION, oids.EC_PUBLIC_KEY):
        return Scheme("pkcs1" if oid == oids.RSA_ENCRYPTION else "ecdsa", hashed)
    raise UnsupportedAlgorithm(what=oid)


def _pss(fields: der.Fields) -> Scheme:
    """RFC 4055 clause 3.1, with its defaults."""
    name, mask, salt = "sha1", "sha1", 20
    if fields.more():
        given = fields.next().fields()
        if (found := given.optional(der.tagged(0))) is not None:
            name = read_hash(found.fields(found.tag).next())
        if (found := given.optional(der.tagged(1))) is not None:
            generator = found.fields(found.tag).next().fields()
            if (oid := generator.next().oid()) != oids.MGF1:
                raise UnsupportedAlgorithm(what=oid)
            mask = read_hash(generator.next())
        if (found := given.optional(der.tagged(2))) is not None:
            salt = found.fields(found.tag).next().integer()
        if not 0 <= salt <= _MOST_SALT or (given.more() and given.next().encoded != _TRAILER):
            raise UnsupportedAlgorithm(what="PSS")
    return Scheme("pss", name, mask, salt)


_TRAILER = der.tlv(der.tagged(3), der.integer(1))


def holds(key: SigningKey, scheme: Scheme, signature: bytes, signed: bytes) -> bool:
    """Whether the key's owner signed. A key of another kind than the scheme's signed nothing. Raises BadPublicKey."""
    if len(signature) > MAX_SIGNATURE or isinstance(key, EcKey) != (scheme.kind == "ecdsa"):
        return False
    if isinstance(key, EcKey):
        return _ecdsa(key, digest(scheme.hash, signed), signature, scheme.hash)
    chosen: padding.AsymmetricPadding = padding.PKCS1v15()
    if scheme.kind == "pss":
        chosen = padding.PSS(mgf=padding.MGF1(_LIBRARY[scheme.mask]), salt_length=scheme.salt)
    try:
        _rsa(key).verify(signature, signed, chosen, _LIBRARY[scheme.hash])
    except InvalidSignature:
        return False
    return True


def _rsa(key: RsaKey) -> rsa.RSAPublicKey:
    if key.modulus.bit_length() > _MOST_RSA_BITS or key.exponent.bit_length() > 64:
        raise BadPublicKey(reason="size")
    try:
        return rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
    except ValueError:
        raise BadPublicKey(reason="rsa") from None


def _ecdsa(key: EcKey, hashed: bytes, signature: bytes, name: str) -> bool:
    """By the library where it has the curve: a hundred times as fast."""
    curve = _CURVES.get(key.group.name)
    if curve is None:
        return ecdsa_holds(key, hashed, signature)
    public = ec.EllipticCurvePublicNumbers(*key.group.coordinates(key.element), curve).public_key()
    for r, s in pairs(key, signature):
        try:
            public.verify(encode_dss_signature(r, s), hashed, ec.ECDSA(Prehashed(_LIBRARY[name])))
        except InvalidSignature:
            continue
        return True
    return False
