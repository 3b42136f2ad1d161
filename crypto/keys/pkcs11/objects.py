"""Inside the module's process: reading what a token holds. Tokens differ in which attributes they answer."""

from collections.abc import Iterator
from typing import Any

import pkcs11
from pkcs11 import KDF, Attribute, KeyType, Mechanism, ObjectClass
from pkcs11 import exceptions as refused

from crypto.keys.pkcs11.wire import Form, PrivateSeen, PublicMaterial

_OCTET_STRING, _LONG_FORM = 0x04, 0x80
_UNCOMPRESSED = 0x04


def attribute(found: Any, name: Attribute) -> Any:
    """None where the token does not answer."""
    try:
        return found[name]
    except (refused.AttributeTypeInvalid, refused.AttributeSensitive, refused.FunctionFailed):
        return None


def certificates(session: pkcs11.Session) -> Iterator[tuple[bytes, bytes]]:
    """(CKA_ID, DER) of each certificate that the session sees."""
    for found in list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
        value = attribute(found, Attribute.VALUE)
        if value:
            yield bytes(attribute(found, Attribute.ID) or b""), bytes(value)


def private_keys(session: pkcs11.Session, mechanisms: frozenset[int]) -> Iterator[PrivateSeen]:
    """Every private key, with what it may do and the token can."""
    public = {
        bytes(attribute(found, Attribute.ID) or b""): found
        for found in list(session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}))
    }
    for found in list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})):
        key_id = bytes(attribute(found, Attribute.ID) or b"")
        stays = attribute(found, Attribute.SENSITIVE) is True and attribute(found, Attribute.EXTRACTABLE) is False
        yield PrivateSeen(
            key_id=key_id,
            label=str(attribute(found, Attribute.LABEL) or ""),
            signs=attribute(found, Attribute.SIGN) is True,
            opens=_forms(found, mechanisms),
            stays=stays,
            public=material(public[key_id]) if key_id in public else None,
        )


def material(found: Any) -> PublicMaterial | None:
    """The public half; None for a kind of key that the profile does not know."""
    kind = attribute(found, Attribute.KEY_TYPE)
    if kind is KeyType.RSA:
        n, e = attribute(found, Attribute.MODULUS), attribute(found, Attribute.PUBLIC_EXPONENT)
        return PublicMaterial(n=int.from_bytes(n, "big"), e=int.from_bytes(e, "big"))
    if kind is KeyType.EC:
        curve, point = attribute(found, Attribute.EC_PARAMS), attribute(found, Attribute.EC_POINT)
        return PublicMaterial(curve=bytes(curve), point=_bare_point(bytes(point)))
    return None


def agree(key: Any, point: bytes) -> bytes:
    """ECDH with the uncompressed `point`: the shared x coordinate (PKCS#11 v2.40 clause 2.3.14, CKD_NULL)."""
    size = len(point) // 2
    template = {Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True, Attribute.VALUE_LEN: size}
    secret = key.derive_key(
        KeyType.GENERIC_SECRET,
        size * 8,
        mechanism=Mechanism.ECDH1_DERIVE,
        mechanism_param=(KDF.NULL, None, point),
        template=template,
    )
    try:
        return bytes(secret[Attribute.VALUE])
    finally:
        secret.destroy()


def _forms(found: Any, mechanisms: frozenset[int]) -> frozenset[Form]:
    kind = attribute(found, Attribute.KEY_TYPE)
    if kind is KeyType.EC and attribute(found, Attribute.DERIVE) is True and Mechanism.ECDH1_DERIVE in mechanisms:
        return frozenset({Form.ECDH})
    if kind is KeyType.RSA and attribute(found, Attribute.DECRYPT) is True and Mechanism.RSA_PKCS_OAEP in mechanisms:
        return frozenset({Form.OAEP_SHA256, Form.OAEP_SHA1})
    return frozenset()


def _bare_point(value: bytes) -> bytes:
    """CKA_EC_POINT is a DER OCTET STRING; some tokens give the bare point (PKCS#11 v2.40 clause 2.3.3)."""
    wrapped = value[:1] == bytes([_OCTET_STRING]) and len(value) > 2
    if wrapped and value[1] < _LONG_FORM and value[1] == len(value) - 2 and value[2] == _UNCOMPRESSED:
        return value[2:]
    return value
