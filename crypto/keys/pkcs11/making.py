"""Inside the module's process: new keys and certificates in a token. Modules differ in which templates they take."""

from collections.abc import Iterator
from typing import Any

import pkcs11
from pkcs11 import Attribute, CertificateType, KeyType, MechanismFlag, ObjectClass
from pkcs11 import exceptions as refused
from pkcs11.constants import DEFAULT
from pkcs11.util.ec import encode_named_curve_parameters

from crypto.errors import TokenUnfit
from crypto.keys.pkcs11 import objects
from crypto.keys.pkcs11.wire import Kind, PublicMaterial, Use

_CURVES = {Kind.P256: "secp256r1", Kind.P384: "secp384r1"}
_RSA_BITS = 3072
_REFUSALS = (
    refused.TemplateInconsistent,
    refused.TemplateIncomplete,
    refused.AttributeTypeInvalid,
    refused.AttributeValueInvalid,
    refused.AttributeReadOnly,
    refused.GeneralError,  # tpm2-pkcs11 says no more of a template it does not like
)
_STAYS = {Attribute.PRIVATE: True, Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}


def key_pair(session: pkcs11.Session, kind: Kind, use: Use, label: str, key_id: bytes) -> PublicMaterial:
    """Make a pair and prove that its private half stays. Raises TokenUnfit(what=generate|keep), PKCS11Error."""
    refusal: Exception | None = None
    for public_template, private_template in _templates(kind, use):
        try:
            public, private = _generate(session, kind, label, key_id, public_template, private_template)
        except _REFUSALS as error:
            refusal = error
            continue
        if not _stays(private):
            private.destroy()
            public.destroy()
            raise TokenUnfit(what="keep")
        found = objects.material(public)
        if found is None:
            raise TokenUnfit(what="generate")
        return found
    raise TokenUnfit(what="generate") from refusal


def certificate(session: pkcs11.Session, key_id: bytes, label: str, subject: bytes, der: bytes) -> None:
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True,
            Attribute.PRIVATE: False,
            Attribute.ID: key_id,
            Attribute.LABEL: label,
            Attribute.SUBJECT: subject,
            Attribute.VALUE: der,
        }
    )


_Template = dict[Attribute, Any]


def _templates(kind: Kind, use: Use) -> Iterator[tuple[_Template, _Template]]:
    """Public and private, the strictest first: one use named and all others refused; then only the use named."""
    rsa = kind is Kind.RSA3072
    if use is Use.SIGN:
        public, private = {Attribute.VERIFY: True}, {Attribute.SIGN: True}
    elif rsa:
        public, private = {Attribute.ENCRYPT: True}, {Attribute.DECRYPT: True}
    else:
        public, private = {}, {Attribute.DERIVE: True}
    of_public = (Attribute.ENCRYPT, Attribute.WRAP, Attribute.VERIFY)
    of_private = (Attribute.DECRYPT, Attribute.UNWRAP, Attribute.SIGN, Attribute.DERIVE)
    for others in (False, DEFAULT):
        yield dict.fromkeys(of_public, others) | public, dict.fromkeys(of_private, others) | private | _STAYS
    yield dict.fromkeys(of_public, DEFAULT), dict.fromkeys(of_private, DEFAULT) | private | _STAYS


def _generate(
    session: pkcs11.Session, kind: Kind, label: str, key_id: bytes, public: _Template, private: _Template
) -> tuple[Any, Any]:
    named: dict[str, Any] = {
        "id": key_id,
        "label": label,
        "store": True,
        "capabilities": MechanismFlag(0),
        "public_template": public,
        "private_template": private,
    }
    if kind is Kind.RSA3072:
        return session.generate_keypair(KeyType.RSA, _RSA_BITS, **named)
    parameters = {Attribute.EC_PARAMS: encode_named_curve_parameters(_CURVES[kind])}
    return session.create_domain_parameters(KeyType.EC, parameters, local=True).generate_keypair(**named)


def _stays(private: Any) -> bool:
    """What the token itself says: sensitive from the beginning, never extractable."""
    never = objects.attribute(private, Attribute.NEVER_EXTRACTABLE)
    always = objects.attribute(private, Attribute.ALWAYS_SENSITIVE)
    return (
        objects.attribute(private, Attribute.SENSITIVE) is True
        and objects.attribute(private, Attribute.EXTRACTABLE) is False
        and never is not False
        and always is not False
    )
