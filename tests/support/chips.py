"""Chips of ours, personalised for tests: invented people, keys made here."""

from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.chip import Personal, StaticKey
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.parameters import group
from crypto.emrtd.passwords import Can, MrzKey
from crypto.emrtd.security_info import BSI, PaceInfo
from crypto.oids import EC_PUBLIC_KEY

MRZ = MrzKey("AM0000001", "900101", "310101")
CAN = Can("482913")
OTHER_MRZ, OTHER_CAN = MrzKey("AM0000007", "900101", "310101"), Can("482914")
DG1_ID, DG2_ID, DG14_ID, SOD_ID, COM_ID = 0x0101, 0x0102, 0x010E, 0x011D, 0x011E
STATIC = 0x5A17C0DE
"""A private key of chip authentication, for tests."""
MAPPINGS = {"GM": ("1", "2"), "IM": ("3", "4"), "CAM": ("", "6")}


def files(portrait: int = 13_849) -> dict[int, bytes]:
    """By identifier. portrait: bytes of data group 2."""
    return {
        DG14_ID: tlv.write(0x6E, der.set_of()),
        COM_ID: tlv.write(0x60, tlv.write(0x5F01, b"0108"), tlv.write(0x5F36, b"040000"), tlv.write(0x5C, b"\x61\x75")),
        SOD_ID: tlv.write(0x77, bytes(range(256)) * 9),
        DG1_ID: tlv.write(0x61, tlv.write(0x5F1F, b"P" * 88)),
        DG2_ID: tlv.write(0x75, bytes(at * 7 % 251 for at in range(portrait))),
    }


def pace(mapping: str = "GM", suite: Suite = Suite.AES_128, number: int = 13) -> Protocol:
    kind = MAPPINGS[mapping][number > 2]
    return Protocol.of(PaceInfo(f"{BSI}.4.{kind}.{suite.value}", number))


def pace_info(protocol: Protocol) -> bytes:
    return der.sequence(der.oid(protocol.oid), der.integer(2), der.integer(protocol.number))


def card_access(*protocols: Protocol) -> bytes:
    return der.set_of(*(pace_info(each) for each in protocols))


def key_info(group_of_key: EcGroup, private: int, number: int | None = None) -> bytes:
    """ChipAuthenticationPublicKeyInfo, the curve by its name."""
    point = group_of_key.encode(group_of_key.public(private))
    named = der.oid(CURVE_OIDS[group_of_key.name])
    info = der.sequence(der.sequence(der.oid(EC_PUBLIC_KEY), named), der.tlv(der.BIT_STRING, b"\0" + point))
    return der.sequence(der.oid(f"{BSI}.1.2"), info, *(() if number is None else (der.integer(number),)))


def ca_info(suite: Suite, number: int | None = None) -> bytes:
    oid = der.oid(f"{BSI}.3.2.{suite.value}")
    return der.sequence(oid, der.integer(1), *(() if number is None else (der.integer(number),)))


CURVE_OIDS = {
    "NIST256p": "1.2.840.10045.3.1.7",
    "BRAINPOOLP256r1": "1.3.36.3.3.2.8.1.1.7",
    "BRAINPOOLP320r1": "1.3.36.3.3.2.8.1.1.9",
}


def with_pace(*protocols: Protocol, **more: object) -> Personal:
    """A chip with PACE, BAC and a key of chip authentication on each curve of its PACE."""
    static = tuple(StaticKey(each.group, STATIC) for each in protocols if isinstance(each.group, EcGroup))
    made = Personal(
        files(), {0x011C: card_access(*protocols)}, MRZ, CAN, pace=tuple(protocols), static=static or (static_key(),)
    )
    return replace(made, **more)  # type: ignore[arg-type]


def extended(personal: Personal, response: int = 4_096) -> Personal:
    """A chip that gives long answers, and says so."""
    return replace(personal, response=response, master={**personal.master, 0x2F01: atr_info(response)})


def with_bac(**more: object) -> Personal:
    return replace(Personal(files(), mrz=MRZ, static=(static_key(),)), **more)  # type: ignore[arg-type]


def static_key(number: int = 13) -> StaticKey:
    return StaticKey(group(number), STATIC)


def atr_info(response: int, command: int = 1_000) -> bytes:
    numbers = (tlv.write(2, each.to_bytes(2, "big")) for each in (command, response))
    return tlv.write(0x43, b"\x01") + tlv.write(0x7F66, *numbers)


@cache
def rsa_key(bits: int = 1024) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str = "secp256r1") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key({"secp256r1": ec.SECP256R1, "brainpoolP384r1": ec.BrainpoolP384R1}[name]())
