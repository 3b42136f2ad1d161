"""SubjectPublicKeyInfo as chips have it: keys on curves, by name or by their numbers, MODP keys, RSA keys.

`cryptography` refuses explicit parameters and three of the curves (docs/adr/0186), so it is read here.
"""

from dataclasses import dataclass

from crypto import der
from crypto.emrtd.errors import UnsupportedAlgorithm
from crypto.emrtd.groups import DhGroup, EcGroup, Element
from crypto.emrtd.parameters import curve, explicit_curve, modp_group, named_curve
from crypto.errors import MalformedDer, TooLarge
from crypto.oids import EC_PUBLIC_KEY, RSA_ENCRYPTION

DH_PKCS3, DH_X942 = "1.2.840.113549.1.3.1", "1.2.840.10046.2.1"
STANDARDISED = "0.4.0.127.0.7.1.2"
"""standardizedDomainParameters: the number of a group of Doc 9303."""
PRIME_FIELD = "1.2.840.10045.1.1"
MAX_KEY_BYTES, MAX_NUMBER_BYTES = 8_192, 1_024
_LAST_ARCS = 64


@dataclass(frozen=True)
class EcKey:
    group: EcGroup
    element: Element


@dataclass(frozen=True)
class DhKey:
    group: DhGroup
    element: Element


@dataclass(frozen=True)
class RsaKey:
    modulus: int
    exponent: int


ChipKey = EcKey | DhKey
"""What chip authentication can use."""


def read_public_key(info: der.Element) -> ChipKey:
    """Of chip authentication. Raises UnsupportedAlgorithm, BadPublicKey, MalformedDer."""
    key = _read(info)
    if isinstance(key, RsaKey):
        raise UnsupportedAlgorithm(what="RSA")
    return key


def read_signing_key(info: der.Element) -> RsaKey | EcKey:
    """Of active authentication and of certificates. Raises as `read_public_key`."""
    key = _read(info)
    if isinstance(key, DhKey):
        raise UnsupportedAlgorithm(what="DH")
    return key


def write_public_key(key: EcKey | DhKey | RsaKey) -> bytes:
    """SubjectPublicKeyInfo, with all numbers of the group as Doc 9303-12 clause 4.1.6.3 wants them."""
    if isinstance(key, RsaKey):
        algorithm = der.sequence(der.oid(RSA_ENCRYPTION), der.tlv(der.NULL))
        public = der.sequence(der.integer(key.modulus), der.integer(key.exponent))
    elif isinstance(key, EcKey):
        algorithm = der.sequence(der.oid(EC_PUBLIC_KEY), _explicit(key.group))
        public = key.group.encode(key.element)
    else:
        numbers = map(der.integer, (key.group.p, key.group.generator, key.group.order))
        algorithm = der.sequence(der.oid(DH_X942), der.sequence(*numbers))
        public = der.integer(int.from_bytes(key.group.encode(key.element), "big"))
    return der.sequence(algorithm, der.tlv(der.BIT_STRING, b"\0" + public))


def _explicit(group: EcGroup) -> bytes:
    field = der.sequence(der.oid(PRIME_FIELD), der.integer(group.p))
    coefficients = (der.octet_string(each.to_bytes(group.size, "big")) for each in (group.a % group.p, group.b))
    base = der.octet_string(group.encode(group.public(1)))
    version, cofactor = der.integer(1), der.integer(1)
    return der.sequence(version, field, der.sequence(*coefficients), base, der.integer(group.order), cofactor)


def _read(info: der.Element) -> EcKey | DhKey | RsaKey:
    fields = info.fields()
    algorithm, bits = fields.next().fields(), fields.next().bytes_of(der.BIT_STRING)
    if bits[:1] != b"\0":
        raise MalformedDer
    oid, key = algorithm.next().oid(), bits[1:]
    if oid == RSA_ENCRYPTION:
        numbers = der.parse(key, MAX_KEY_BYTES).fields()
        return RsaKey(number(numbers.next()), number(numbers.next()))
    if oid in (EC_PUBLIC_KEY, STANDARDISED):
        group = _curve(algorithm.next())
        return EcKey(group, group.decode(key))
    if oid in (DH_PKCS3, DH_X942):
        modp = _modp(algorithm.next().fields(), x942=oid == DH_X942)
        return DhKey(modp, modp.decode(unsigned(number(der.parse(key, MAX_KEY_BYTES)))))
    raise UnsupportedAlgorithm(what=oid)


def _curve(parameters: der.Element) -> EcGroup:
    if parameters.tag == der.OID:
        return named_curve(parameters.oid())
    if parameters.tag == der.INTEGER:
        return curve(parameters.integer())
    fields = parameters.fields()
    fields.next()  # the version
    field = fields.next().fields()
    if field.next().oid() != PRIME_FIELD:
        raise UnsupportedAlgorithm(what="field")
    p = number(field.next())
    coefficients = fields.next().fields()
    a, b = (int.from_bytes(coefficients.next().bytes_of(der.OCTET_STRING), "big") for _ in range(2))
    return explicit_curve(p, a, b, fields.next().bytes_of(der.OCTET_STRING), number(fields.next()))


def _modp(fields: der.Fields, *, x942: bool) -> DhGroup:
    p, generator = number(fields.next()), number(fields.next())
    return modp_group(p, generator, number(fields.next()) if x942 else None)


def number(element: der.Element) -> int:
    """A positive INTEGER as long as keys are. Raises MalformedDer, TooLarge."""
    if element.end - element.value_start > MAX_NUMBER_BYTES:
        raise TooLarge
    value = int.from_bytes(element.bytes_of(der.INTEGER), "big", signed=True)
    if value <= 0:
        raise MalformedDer
    return value


def unsigned(value: int) -> bytes:
    """In as few bytes as hold it."""
    return value.to_bytes((value.bit_length() + 7) // 8 or 1, "big")
