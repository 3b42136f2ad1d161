"""Chip authentication mapping (Doc 9303 part 11 clause 4.4.3.5): PACE itself showed that the chip has its static key.

The key is one of EF.CardSecurity, which is read afterwards; it counts once passive authentication has bound that file.
"""

from crypto.emrtd.errors import AuthenticationNotOffered, BadPublicKey, ChipNotAuthentic
from crypto.emrtd.groups import Group
from crypto.emrtd.pace.terminal import Established
from crypto.emrtd.public_key import EcKey
from crypto.emrtd.security_info import SecurityInfos


def verify_chip(established: Established, card_security: SecurityInfos) -> EcKey:
    """The static key that the chip has. card_security: what EF.CardSecurity signs for.

    Raises ChipNotAuthentic; AuthenticationNotOffered where PACE went without this mapping, or no key is on its curve.
    """
    data, mapping_key, group = established.chip_data, established.mapping_key, established.protocol.group
    if data is None or mapping_key is None:
        raise AuthenticationNotOffered(protocol="CAM")
    return same_key(card_security, group, group.encode(mapping_key), data)


def same_key(card_security: SecurityInfos, group: Group, mapping_key: bytes, data: bytes) -> EcKey:
    """The same of what the chip sent. Raises as `verify_chip`."""
    keys = [info.public for info in card_security.chip_keys if isinstance(info.public, EcKey)]
    fitting = [key for key in keys if (key.group.p, key.group.order) == (group.field, group.order)]
    if not fitting:
        raise AuthenticationNotOffered(protocol="CAM")
    number = int.from_bytes(data, "big")
    for key in fitting:
        if 0 < number < group.order and _same(key, number, mapping_key):
            return key
    raise ChipNotAuthentic(protocol="CAM")


def _same(key: EcKey, number: int, mapping_key: bytes) -> bool:
    try:
        return key.group.encode(key.group.shared(number, key.element)) == mapping_key
    except BadPublicKey:
        return False
