"""PACE by the worked examples of Doc 9303 and BSI, byte for byte; with a chip of ours in every way that there is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import Command
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip, Faults
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.errors import (
    BadPublicKey,
    ChipBlocked,
    ChipError,
    ChipNotAuthentic,
    PaceFailed,
    UnsupportedAlgorithm,
    WrongCan,
    WrongMrz,
)
from crypto.emrtd.groups import EcGroup, Group
from crypto.emrtd.pace.chip_mapping import verify_chip
from crypto.emrtd.pace.integrated import mapped, pseudo_random, to_point
from crypto.emrtd.pace.protocols import Mapping, Protocol, generic
from crypto.emrtd.pace.terminal import offered, open_with_pace
from crypto.emrtd.parameters import STANDARDISED, curve, group
from crypto.emrtd.passwords import MrzKey, Password
from crypto.emrtd.security_info import BSI, PaceInfo, SecurityInfos, read_security_infos
from tests.support import chips
from tests.support.recorded_chip import RecordedChip, recorded, vectors

ICAO = MrzKey("T22000129", "640812", "101031")
READ_CARD_ACCESS = Command(0, 0xB0, 0x9C, 0, le=256)


def keys(*numbers: str) -> Callable[[Group], int]:
    left = [int(number, 16) for number in numbers]
    return lambda _: left.pop(0)


@pytest.mark.shared_data
def test_example_g1(shared_data: Path) -> None:
    """Generic mapping over brainpoolP256r1: each command and each answer, and the keys."""
    session = recorded(shared_data, "TestDoPace_GM_ECDH")
    values = [value for _, value in session["constants"]]
    chip, protocol = RecordedChip(session["apdus"]), chips.pace()
    channel = Channel(chip)
    open_with_pace(channel, protocol, ICAO, private=keys(values[0], values[3]))
    assert chip.done
    assert channel.session is not None
    assert [channel.session.keys.enc.hex(), channel.session.keys.mac.hex()] == [values[5].lower(), values[6].lower()]


@pytest.mark.shared_data
def test_a_recorded_passport_with_3des(shared_data: Path) -> None:
    """Its zone is not known, so that the nonce stays closed; keys and both tokens follow from what was recorded."""
    session = recorded(shared_data, "TestDoPace_GM_ECDH_TDES_CBC_NZ")
    values = [value for _, value in session["constants"]]
    protocol = chips.pace(suite=Suite.TDES, number=13)
    assert [each.oid for each in offered(read_security_infos(bytes.fromhex(values[4]), "x"))] == [protocol.oid]
    said = [bytes.fromhex(each)[start:end] for pair in session["apdus"] for each, start, end in
            ((pair[0], 5, -1), (pair[1], 0, -2))]  # fmt: skip

    def value(at: int, tag: int) -> bytes:
        return tlv.template(tlv.one(said[at], 0x7C))[tag]

    plain = protocol.group
    assert plain.encode(plain.public(int(values[0], 16))) == value(4, 0x81)
    ours, theirs = plain.decode(value(6, 0x83)), plain.decode(value(7, 0x84))
    made = Keys.of(Suite.TDES, plain.secret(plain.shared(int(values[3], 16), theirs)))
    assert [made.enc.hex(), made.mac.hex()] == values[5:7]
    assert protocol.token(made, plain, theirs) == value(8, 0x85)
    assert protocol.token(made, plain, ours) == value(9, 0x86)


@pytest.mark.shared_data
def test_examples_of_dh_and_of_integrated_mapping(shared_data: Path) -> None:
    found = vectors(shared_data, "icao_pace_worked_examples.json")
    dh = dict(found["testSupplementDHGMSample"])
    modp = group(0)
    with_new = generic(modp, bytes.fromhex(dh["byte[] nonceSBytes"]), int(dh["byte[] sharedSecretHBytes"], 16))
    assert with_new.encode(with_new.public(1)).hex() == dh["byte[] expectedEphemeralGeneratorBytes"].lower()
    secret = int(dh["BigInteger pcdPrivateKeyFieldElement"], 16)
    theirs = with_new.decode(bytes.fromhex(dh["BigInteger piccPublicKeyFieldElement"]))
    assert with_new.secret(with_new.shared(secret, theirs)).hex() == dh["byte[] expectedSharedSecret"].lower()

    h1 = dict(found["testPseudoRandomFunctionWorkedExampleH1"])
    s, t = bytes.fromhex(h1["byte[] s"]), bytes.fromhex(h1["byte[] t"])
    number = pseudo_random(Suite.AES_128, s, t, curve(13).p)
    assert f"{number:064X}" == h1["byte[] expectedX"]
    point = curve(13).coordinates(to_point(curve(13), number))
    example = dict(found["testSpecSamplePACEIMWithECDHPointEncodingExampleH1"])
    names = ("byte[] expectedMappedGeneratorX", "byte[] expectedMappedGeneratorY")
    assert [f"{each:064X}" for each in point] == [example[name] for name in names]

    h2 = dict(found["testPACEIMWithDHWorkedExampleH2"])
    s, t = bytes.fromhex(h2["byte[] s"]), bytes.fromhex(h2["byte[] t"])
    assert mapped(modp, Suite.AES_128, s, t) == int(h2["BigInteger expectedMappedGenerator"], 16)


@pytest.mark.shared_data
@pytest.mark.parametrize("kind", ["ecdh", "dh"])
def test_bsis_examples(shared_data: Path, kind: str) -> None:
    """Mapping, key agreement, session keys, both tokens."""
    values = vectors(shared_data, "bsi_eac_worked_examples.json")

    def raw(name: str) -> bytes:
        return bytes.fromhex(values[f"tc_{kind}_{name}"])

    infos = read_security_infos(raw("ef_cardaccess"), "EF.CardAccess")
    protocol = offered(infos)[0]
    plain = protocol.group
    theirs = plain.decode(raw("map_picc_pub_key"))
    shared = plain.shared(int.from_bytes(raw("map_pcd_priv_key"), "big"), theirs)
    assert plain.encode(shared) == raw("map_shared_secret_h")
    new = generic(plain, raw("nonce"), shared)
    assert new.encode(new.public(1)) == raw("map_generator")
    ours, chip = new.decode(raw("pcd_pub_key")), new.decode(raw("picc_pub_key"))
    secret = new.secret(new.shared(int.from_bytes(raw("pcd_priv_key"), "big"), chip))
    assert secret == raw("shared_secret_k")
    made = Keys.of(protocol.suite, secret)
    assert (made.enc, made.mac) == (raw("k_enc"), raw("k_mac"))
    tokens = protocol.token(made, new, chip), protocol.token(made, new, ours)
    assert tokens == (raw("authentication_token_pcd"), raw("authentication_token_picc"))


WAYS = [
    *(("GM", suite, 13) for suite in Suite),
    *(("GM", Suite.AES_128, number) for number in STANDARDISED),
    *(("IM", suite, 12) for suite in Suite),
    *(("IM", Suite.AES_256, number) for number in STANDARDISED if number != 10),
    *(("CAM", suite, 13) for suite in (Suite.AES_128, Suite.AES_192, Suite.AES_256)),
]


@pytest.mark.drawn(12)
@pytest.mark.parametrize(("mapping", "suite", "number"), WAYS, ids=str)
@pytest.mark.parametrize("password", [chips.MRZ, chips.CAN], ids=["mrz", "can"])
def test_each_way_opens_a_chip(mapping: str, suite: Suite, number: int, password: Password) -> None:
    protocol = chips.pace(mapping, suite, number)
    chip = Chip(chips.with_pace(protocol))
    channel = Channel(chip)
    established = open_with_pace(channel, protocol, password)
    read = channel.demand(READ_CARD_ACCESS)
    assert read == chips.card_access(protocol)
    assert (established.chip_data is None) == (mapping != "CAM")
    assert channel.sent == 6


@pytest.mark.parametrize("mapping", ["GM", "IM"])
def test_a_wrong_password_is_said_to_be_one(mapping: str) -> None:
    protocol = chips.pace(mapping)
    for password, error in ((chips.OTHER_MRZ, WrongMrz), (chips.OTHER_CAN, WrongCan)):
        channel = Channel(Chip(chips.with_pace(protocol)))
        with pytest.raises(error):
            open_with_pace(channel, protocol, password)
        assert channel.session is None


@pytest.mark.parametrize(("status", "error"), [(0x6983, ChipBlocked), (0x6F00, PaceFailed), (0x6A80, PaceFailed)])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_what_breaks_off_before_the_token_is_not_the_password(step: int, status: int, error: type[ChipError]) -> None:
    protocol = chips.pace()
    with pytest.raises(error):
        open_with_pace(Channel(Chip(chips.with_pace(protocol), Faults(says={step: status}))), protocol, chips.MRZ)


def test_a_chip_that_refuses_the_number_of_the_group() -> None:
    protocol = chips.pace()
    chip = Chip(chips.with_pace(protocol), Faults(says={0: 0x6A80}))
    channel = Channel(chip)
    open_with_pace(channel, protocol, chips.MRZ)
    assert channel.sent == 6


def test_tries_that_are_left_are_no_refusal() -> None:
    protocol = chips.pace()
    chip = Chip(chips.with_pace(protocol))

    def warns(raw: bytes) -> bytes:
        answer = chip(raw)
        return b"\x63\xc2" if raw[1] == 0x22 else answer

    channel = Channel(warns)
    open_with_pace(channel, protocol, chips.CAN)
    assert (channel.session is not None, channel.sent) == (True, 5)


def test_the_chips_token_is_checked() -> None:
    protocol = chips.pace()
    chip = Chip(chips.with_pace(protocol))

    def altered(raw: bytes) -> bytes:
        answer = chip(raw)
        return answer[:-3] + bytes((answer[-3] ^ 1,)) + answer[-2:] if raw[:2] == b"\0\x86" else answer

    with pytest.raises(PaceFailed) as caught:
        open_with_pace(Channel(altered), protocol, chips.MRZ)
    assert caught.value.params == {"step": "token", "reason": "chip"}


@pytest.mark.parametrize("tag", [0x81, 0x83])
def test_a_chip_that_sends_our_key_back(tag: int) -> None:
    """Whoever repeats what we said knows no password."""
    protocol = chips.pace()
    chip = Chip(chips.with_pace(protocol))

    def mirror(raw: bytes) -> bytes:
        answer = chip(raw)
        if raw[1] == 0x86 and len(raw) > 8 and raw[7] == tag:
            return raw[5:7] + bytes((tag + 1,)) + raw[8:-1] + b"\x90\0"
        return answer

    with pytest.raises(BadPublicKey) as caught:
        open_with_pace(Channel(mirror), protocol, chips.MRZ)
    assert caught.value.params == {"reason": "ours"}


def test_points_that_are_none() -> None:
    plain = curve(13)
    assert isinstance(plain, EcGroup)
    good = plain.encode(plain.public(7))
    for bad in (b"", good[:-1], b"\x02" + good[1:], good[:-1] + bytes((good[-1] ^ 1,)), b"\x04" + bytes(64)):
        with pytest.raises(BadPublicKey):
            plain.decode(bad)
    with pytest.raises(BadPublicKey):
        plain.shared(plain.order, plain.public(1))
    with pytest.raises(BadPublicKey):
        generic(plain, bytes(16), plain.public(1))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_numbers_outside_the_subgroup(number: int) -> None:
    modp = group(number)
    small = (0, 1, modp.field - 1, modp.field, modp.field + 5)
    outside = next(n for n in range(2, 99) if pow(n, modp.order, modp.field) != 1)
    for bad in (*small, outside):
        with pytest.raises(BadPublicKey):
            modp.decode(bad.to_bytes(len(modp.encode(modp.public(1))) + (bad > modp.field), "big"))
    assert modp.decode(modp.encode(modp.public(5))) == modp.public(5)


@pytest.mark.parametrize("number", STANDARDISED)
def test_parameters_are_groups(number: int) -> None:
    """The generator has the order that is said, and orders are odd: a digit wrong in a table is seen."""
    found = group(number)
    again = found.shared(found.order + 1, found.public(1))
    assert found.encode(again) == found.encode(found.public(1))
    with pytest.raises(BadPublicKey):
        found.shared(found.order, found.public(1))


@pytest.mark.parametrize(
    "info",
    [
        PaceInfo(f"{BSI}.4.{kind}", number)
        for kind, number in (
            ("2.2", None), ("2.2", 3), ("2.2", 0), ("1.2", 13), ("4.2", 10), ("6.1", 13), ("5.2", 13), ("2.9", 13),
        )
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_offered(info: PaceInfo) -> None:
    with pytest.raises(UnsupportedAlgorithm):
        Protocol.of(info)
    assert offered(SecurityInfos((info,))) == ()


def test_pace_of_version_1_is_another_protocol() -> None:
    oid = der.oid(chips.pace().oid)
    for version, count in ((1, 0), (2, 1)):
        infos = read_security_infos(der.set_of(der.sequence(oid, der.integer(version), der.integer(13))), "x")
        assert len(offered(infos)) == count


def test_the_best_comes_first() -> None:
    infos = [PaceInfo(f"{BSI}.4.{kind}", number) for kind, number in
             (("1.4", 2), ("2.1", 13), ("2.2", 13), ("4.4", 12), ("6.2", 13))]  # fmt: skip
    found = offered(SecurityInfos(tuple(infos)))
    assert [(each.mapping, each.suite) for each in found] == [
        (Mapping.CHIP, Suite.AES_128), (Mapping.INTEGRATED, Suite.AES_256), (Mapping.GENERIC, Suite.AES_128),
        (Mapping.GENERIC, Suite.TDES), (Mapping.GENERIC, Suite.AES_256),
    ]  # fmt: skip


def test_chip_authentication_mapping_shows_the_static_key() -> None:
    protocol = chips.pace("CAM")
    established = open_with_pace(Channel(Chip(chips.with_pace(protocol))), protocol, chips.MRZ)

    def signed_for(private: int) -> SecurityInfos:
        return read_security_infos(der.set_of(chips.key_info(curve(13), private)), "EF.CardSecurity")

    key = verify_chip(established, signed_for(chips.STATIC))
    assert key.group.encode(key.element) == curve(13).encode(curve(13).public(chips.STATIC))
    with pytest.raises(ChipNotAuthentic):  # a copy: the file is the true one, the key is not
        verify_chip(established, signed_for(chips.STATIC + 1))
