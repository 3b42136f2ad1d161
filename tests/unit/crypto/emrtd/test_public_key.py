"""Keys as chips have them: written with all their numbers, read back, and by `cryptography` where it can."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from crypto import der
from crypto.emrtd.active_authentication import read_dg15, write_dg15
from crypto.emrtd.groups import DhGroup, EcGroup
from crypto.emrtd.parameters import group
from crypto.emrtd.public_key import DhKey, EcKey, RsaKey, read_public_key, write_public_key
from crypto.emrtd.security_info import (
    ACTIVE_AUTHENTICATION,
    BSI,
    CHIP_KEY,
    ChipAuthenticationInfo,
    ChipKeyInfo,
    PaceInfo,
    SecurityInfos,
    read_security_infos,
    write_security_infos,
)
from tests.support import chips


@pytest.mark.parametrize("number", [*range(3), *range(8, 19)])
def test_keys_of_every_group_are_read_back(number: int) -> None:
    chosen = group(number)
    element = chosen.public(chips.STATIC)
    key = EcKey(chosen, element) if isinstance(chosen, EcGroup) else DhKey(_modp(chosen), element)
    written = write_public_key(key)
    found = read_public_key(der.parse(written, 8_192))
    assert type(found) is type(key)
    assert (found.group.encode(found.element), found.group.order) == (chosen.encode(element), chosen.order)


def _modp(chosen: object) -> DhGroup:
    assert isinstance(chosen, DhGroup)
    return chosen


def test_an_rsa_key_is_what_others_read() -> None:
    numbers = chips.rsa_key().public_key().public_numbers()
    written = write_public_key(RsaKey(numbers.n, numbers.e))
    theirs = load_der_public_key(written)
    assert isinstance(theirs, rsa.RSAPublicKey)
    assert theirs.public_numbers() == numbers
    assert read_dg15(write_dg15(RsaKey(numbers.n, numbers.e))) == RsaKey(numbers.n, numbers.e)


def test_all_that_a_chip_says_it_can_is_read_back() -> None:
    p256 = group(12)
    assert isinstance(p256, EcGroup)
    infos = SecurityInfos(
        pace=(PaceInfo(f"{BSI}.4.2.2", 13), PaceInfo(f"{BSI}.4.1.1", None)),
        chip_authentication=(ChipAuthenticationInfo(f"{BSI}.3.2.2", 1, 7),),
        chip_keys=(ChipKeyInfo(True, EcKey(p256, p256.public(chips.STATIC)), 7),),
        active_hash="0.4.0.127.0.7.1.1.4.1.3",
        terminal_authentication=True,
    )
    found = read_security_infos(write_security_infos(infos), "DG14")
    assert sorted(found.pace, key=repr) == sorted(infos.pace, key=repr)
    assert found.chip_authentication == infos.chip_authentication
    assert [(each.elliptic, each.key, each.public.group.encode(each.public.element)) for each in found.chip_keys] == [
        (True, 7, p256.encode(p256.public(chips.STATIC)))
    ]
    assert (found.active_hash, found.terminal_authentication) == (infos.active_hash, True)
    assert (found.unknown, found.trailing) == ((), 0)


def test_nothing_is_written_where_a_chip_can_nothing() -> None:
    assert write_security_infos(SecurityInfos()) == der.set_of()
    only = write_security_infos(SecurityInfos(active_hash="0.4.0.127.0.7.1.1.4.1.3"))
    assert der.oid(ACTIVE_AUTHENTICATION) in only
    assert der.oid(CHIP_KEY)[:-1] not in only
