"""Chip authentication: recorded passports, all ways with a chip of ours, and copies that have another key."""

from dataclasses import replace
from pathlib import Path

import pytest

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import Command
from crypto.emrtd.bac import open_with_bac
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip, Faults, Personal, StaticKey
from crypto.emrtd.chip_authentication import authenticate_chip, offers
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.errors import AuthenticationNotOffered, ChipNotAuthentic, MalformedFile
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import curve
from crypto.emrtd.reading import select_application
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.security_info import SecurityInfos, read_security_infos
from tests.support import chips
from tests.support.recorded_chip import RecordedChip, recorded, vectors


def infos(*entries: bytes) -> SecurityInfos:
    return read_security_infos(der.set_of(*entries), "DG14")


def opened(personal: Personal, faults: Faults | None = None) -> Channel:
    channel = Channel(Chip(personal, faults))
    select_application(channel)
    open_with_bac(channel, chips.MRZ)
    return channel


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "counter"), [("TestChipAuthAT", 0xF0), ("TestChipAuthDE", 0xBA)])
def test_recorded_passports(shared_data: Path, name: str, counter: int) -> None:
    session = recorded(shared_data, name)
    values = [value for _, value in session["constants"]]
    chip = RecordedChip(session["apdus"])
    channel = Channel(chip)
    channel.session = Session(Keys(Suite.AES_128, bytes.fromhex(values[1]), bytes.fromhex(values[2])), counter)
    dg14 = read_security_infos(tlv.one(bytes.fromhex(values[0]), 0x6E), "DG14")
    authenticated = authenticate_chip(channel, offers(dg14)[0], private=lambda _: int(values[4], 16))
    assert chip.done
    assert channel.session is not None
    assert channel.session.keys.enc.hex() == values[11].lower()
    assert channel.session.keys.mac.hex() == values[12].lower()
    assert authenticated.terminal_key.hex() == values[8].lower()


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["TestNewDG14", "TestNewDG14AT", "TestNewDG14MY"])
def test_issued_data_groups_14(shared_data: Path, name: str) -> None:
    """Curves by their numbers, keys with and without a number."""
    value = bytes.fromhex(recorded(shared_data, name)["constants"][0][1])
    found = read_security_infos(tlv.one(value, 0x6E), "DG14")
    assert len(found.chip_keys) == 1
    assert offers(found)[0].key is found.chip_keys[0]


@pytest.mark.shared_data
def test_what_issued_and_test_cards_say(shared_data: Path) -> None:
    values = vectors(shared_data, "bsi_eac_worked_examples.json")
    read = {
        name: read_security_infos(bytes.fromhex(value), "EF.CardAccess")
        for name, value in values.items()
        if "cardaccess" in name
    }
    assert len(read) == 7
    assert {name for name, each in read.items() if not each.pace} == {
        "ef_cardaccess_old_testcard", "ef_cardaccess_slowenia",  # PACE of version 1, none at all
    }  # fmt: skip


@pytest.mark.parametrize("suite", Suite)
@pytest.mark.parametrize("number", [None, 5])
def test_each_cipher(suite: Suite, number: int | None) -> None:
    plain = curve(13)
    personal = chips.with_bac(static=(StaticKey(plain, chips.STATIC, number),))
    channel = opened(personal)
    (offer,) = offers(infos(chips.key_info(plain, chips.STATIC, number), chips.ca_info(suite, number)))
    before = channel.session
    authenticated = authenticate_chip(channel, offer)
    assert (offer.suite, offer.inferred) == (suite, False)
    assert channel.session is not before
    assert authenticated.response.status == 0x9000
    assert channel.demand(Command(0, 0xB0, 0, 0, le=4)) == chips.files()[chips.DG14_ID]


@pytest.mark.parametrize("suite", [Suite.TDES, Suite.AES_256])
def test_a_copy_has_not_the_key(suite: Suite) -> None:
    """Everything is accepted; nothing is proven until the chip answers, and it cannot."""
    plain = curve(13)
    channel = opened(chips.with_bac(static=(StaticKey(plain, chips.STATIC + 1),)))
    (offer,) = offers(infos(chips.key_info(plain, chips.STATIC), chips.ca_info(suite)))
    with pytest.raises(ChipNotAuthentic) as caught:
        authenticate_chip(channel, offer)
    assert caught.value.params["protocol"] == "CA"


@pytest.mark.parametrize("status", [0x6F00, 0x6A80, 0x6D00])
def test_a_chip_that_does_not_begin(status: int) -> None:
    plain = curve(13)
    channel = opened(chips.with_bac(), Faults(chip_authentication=status))
    (offer,) = offers(infos(chips.key_info(plain, chips.STATIC), chips.ca_info(Suite.AES_128)))
    with pytest.raises(AuthenticationNotOffered):
        authenticate_chip(channel, offer)


def test_a_key_without_a_protocol_is_used_with_3des() -> None:
    (offer,) = offers(infos(chips.key_info(curve(13), chips.STATIC)))
    assert (offer.suite, offer.inferred, offer.oid) == (Suite.TDES, True, "0.4.0.127.0.7.2.2.3.2.1")
    authenticate_chip(opened(chips.with_bac()), offer)


def test_each_key_goes_with_its_own_protocol() -> None:
    small, large = curve(13), curve(14)
    found = offers(
        infos(
            chips.key_info(small, chips.STATIC, 1), chips.key_info(large, chips.STATIC, 2),
            chips.ca_info(Suite.AES_128, 1), chips.ca_info(Suite.AES_256, 2),
        )
    )  # fmt: skip
    assert [(each.key.key, each.suite) for each in found] == [(2, Suite.AES_256), (1, Suite.AES_128)]
    keys = tuple(StaticKey(each, chips.STATIC, number) for number, each in ((1, small), (2, large)))
    for offer in found:
        authenticate_chip(opened(chips.with_bac(static=keys)), offer)


def test_what_stands_after_the_set_is_counted_and_kept_out() -> None:
    found = read_security_infos(der.set_of(chips.key_info(curve(13), 5)) + b"\0\0\0", "DG14")
    assert (found.trailing, len(found.chip_keys)) == (3, 1)


def test_one_unreadable_entry_takes_nothing_from_the_others() -> None:
    broken = der.sequence(der.oid("0.4.0.127.0.7.2.2.1.2"), der.sequence())
    odd = der.sequence(der.oid("1.2.643.2.2.19"), der.integer(1))
    found = infos(chips.key_info(curve(13), 5), broken, odd)
    assert len(found.chip_keys) == 1
    assert set(found.unknown) == {"0.4.0.127.0.7.2.2.1.2", "1.2.643.2.2.19"}
    with pytest.raises(MalformedFile):
        read_security_infos(b"\x30\x00", "DG14")


def test_explicit_parameters_are_compared_with_what_is_known() -> None:
    """As issued keys have them; one digit off is another curve, and refused."""
    plain = curve(13)

    def info(b: int) -> bytes:
        size = plain.size
        field = der.sequence(der.oid("1.2.840.10045.1.1"), der.integer(plain.p))
        ab = der.sequence(*(der.octet_string(each.to_bytes(size, "big")) for each in (plain.a, b)))
        generator = der.octet_string(plain.encode(plain.generator))
        numbers = der.sequence(der.integer(1), field, ab, generator, der.integer(plain.order), der.integer(1))
        point = b"\0" + plain.encode(plain.public(5))
        algorithm = der.sequence(der.oid("1.2.840.10045.2.1"), numbers)
        return der.sequence(der.oid("0.4.0.127.0.7.2.2.1.2"), der.sequence(algorithm, der.tlv(der.BIT_STRING, point)))

    (key,) = infos(info(plain.b)).chip_keys
    assert isinstance(key.public.group, EcGroup)
    assert key.public.group is plain
    assert infos(info(plain.b + 1)).chip_keys == ()
    assert replace(key, key=1).key == 1
