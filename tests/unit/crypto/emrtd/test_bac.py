"""BAC and secure messaging by appendix D of Doc 9303 part 11, byte for byte, and what is refused."""

from pathlib import Path

import pytest

from crypto.emrtd.apdu import Command
from crypto.emrtd.bac import NOT_OFFERED, document_keys, open_with_bac
from crypto.emrtd.channel import Channel
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.errors import BacNotOffered, ChipBlocked, ChipError, MrzUnusable, SessionBroken, WrongMrz
from crypto.emrtd.passwords import Can, MrzKey
from crypto.emrtd.secure_messaging import Session
from tests.support.recorded_chip import RecordedChip, draws, recorded

MRZ = MrzKey("L898902C<", "690806", "940623")
AUTHENTICATE = (
    ("0084000008", "4608F919887022129000"),
    (
        "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728",
        "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000",
    ),
)
READ_COM = (
    ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000"),
    ("0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
    (
        "0CB000040D9701128E082EA28A70F3C7B53500",
        "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
    ),
)
COM = "60145F0104303130365F36063034303030305C026175"


def opened(*exchanges: tuple[str, str]) -> tuple[Channel, RecordedChip]:
    chip = RecordedChip((*AUTHENTICATE, *exchanges))
    channel = Channel(chip)
    open_with_bac(channel, MRZ, draw=draws("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B"))
    return channel, chip


def test_the_worked_example() -> None:
    channel, chip = opened(*READ_COM)
    assert channel.session is not None
    assert channel.session.keys.enc.hex().upper() == "979EC13B1CBFE9DCD01AB0FED307EAE5"
    assert channel.session.keys.mac.hex().upper() == "F1CB1F1FB5ADF208806B89DC579DC1F8"
    assert channel.session.counter == 0x887022120C06C226
    channel.demand(Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"))
    read = channel.demand(Command(0, 0xB0, 0, 0, le=4)) + channel.demand(Command(0, 0xB0, 0, 4, le=0x12))
    assert read.hex().upper() == COM
    assert chip.done
    assert channel.sent == 5


@pytest.mark.parametrize("at", [0, 5, 10, 20, 28])
def test_one_altered_bit_ends_the_session(at: int) -> None:
    command, response = READ_COM[1]
    altered = bytearray.fromhex(response)
    altered[at % (len(altered) - 2)] ^= 1
    channel, _ = opened(READ_COM[0], (command, altered.hex()))
    channel.demand(Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"))
    with pytest.raises(SessionBroken):
        channel.send(Command(0, 0xB0, 0, 0, le=4))
    with pytest.raises(SessionBroken):  # and nothing goes out any more
        channel.send(Command(0, 0xB0, 0, 4, le=4))


def test_a_status_beside_the_checksum_is_no_status() -> None:
    channel, _ = opened((READ_COM[0][0], READ_COM[0][1].removesuffix("9000") + "6282"))
    with pytest.raises(SessionBroken) as caught:
        channel.send(Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"))
    assert caught.value.params == {"reason": "status", "status": "6282"}


@pytest.mark.parametrize("status", ["6988", "6987", "6A82", "9000"])
def test_an_answer_without_a_checksum_ends_the_session(status: str) -> None:
    channel, _ = opened((READ_COM[0][0], status))
    with pytest.raises(SessionBroken) as caught:
        channel.send(Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"))
    assert caught.value.status == int(status, 16)


def refused(status: str, has_pace: bool) -> ChipError:
    channel = Channel(RecordedChip((AUTHENTICATE[0], (AUTHENTICATE[1][0], status))))
    with pytest.raises(ChipError) as caught:
        open_with_bac(
            channel, MRZ, has_pace=has_pace, draw=draws("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B")
        )
    assert channel.session is None
    return caught.value


@pytest.mark.parametrize("status", ["6300", "6982", "6985", "6A88", "6A80", "6988"])
def test_without_pace_each_refusal_means_the_key(status: str) -> None:
    assert isinstance(refused(status, has_pace=False), WrongMrz)


def test_with_pace_some_refusals_mean_that_there_is_no_bac() -> None:
    for status in NOT_OFFERED:
        assert isinstance(refused(f"{status:04X}", has_pace=True), BacNotOffered)
    assert isinstance(refused("6300", has_pace=True), WrongMrz)
    assert isinstance(refused("6983", has_pace=True), ChipBlocked)


@pytest.mark.parametrize("answer", ["6A88", "6D00", "460890009000"])
def test_no_challenge(answer: str) -> None:
    with pytest.raises(BacNotOffered):
        open_with_bac(Channel(RecordedChip((("0084000008", answer),))), MRZ)


@pytest.mark.parametrize("cut", [0, 1])
def test_a_cryptogram_without_its_checksum(cut: int) -> None:
    altered = bytearray.fromhex(AUTHENTICATE[1][1])[: -2 - cut]
    altered[-1] ^= 1
    channel = Channel(RecordedChip((AUTHENTICATE[0], (AUTHENTICATE[1][0], altered.hex() + "9000"))))
    with pytest.raises(SessionBroken) as caught:
        open_with_bac(channel, MRZ, draw=draws("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B"))
    assert caught.value.params["reason"] == "cryptogram"


def test_a_chip_that_only_repeats() -> None:
    """A cryptogram with a good checksum, over another challenge than ours."""
    keys = document_keys(MRZ)
    forged = keys.suite.encrypt(keys.enc, bytes(32))
    response = (forged + keys.suite.mac(keys.mac, forged)).hex() + "9000"
    channel = Channel(RecordedChip((AUTHENTICATE[0], (AUTHENTICATE[1][0], response))))
    with pytest.raises(SessionBroken) as caught:
        open_with_bac(channel, MRZ, draw=draws("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B"))
    assert caught.value.params["reason"] == "challenge"


@pytest.mark.parametrize(
    ("number", "information"),
    [
        ("L898902C", "L898902C<369080619406236"),
        ("D23145890734", "D23145890734934071279507122"),
        ("AB1", "AB1<<<<<<4" + "69080619406236"),
    ],
)
def test_the_keys_input(number: str, information: str) -> None:
    """Short numbers are filled; long ones of a TD1 go in whole, their digit after the last character."""
    birth, expiry = ("340712", "950712") if number.startswith("D") else ("690806", "940623")
    assert MrzKey(number, birth, expiry).information == information


def test_unknown_dates_go_into_the_key_as_they_stand() -> None:
    assert MrzKey("L898902C", "69<<<<", "940623").information[10:17] == "69<<<<" + "9"


@pytest.mark.parametrize(
    ("number", "birth", "expiry"),
    [
        ("l898", "690806", "940623"), ("", "690806", "940623"), ("L89890", "6908", "940623"),
        ("L89890", "690806", "94062A"), ("L" * 23, "690806", "940623"), ("A\n", "690806", "940623"),
    ],
)  # fmt: skip
def test_what_no_zone_says(number: str, birth: str, expiry: str) -> None:
    with pytest.raises(MrzUnusable):
        MrzKey(number, birth, expiry)


def test_keys_are_not_shown() -> None:
    assert "L898902C" not in repr(MRZ)
    assert "123456" not in repr(Can("123456"))
    assert "ab94" not in repr(document_keys(MRZ)).lower()


@pytest.mark.shared_data
def test_a_recorded_session_with_aes_256(shared_data: Path) -> None:
    session = recorded(shared_data, "TestNfcSessionSecureMessagingAES")
    values = [value for _, value in session["constants"]]
    chip = RecordedChip(session["apdus"])
    channel = Channel(chip)
    channel.session = Session(
        Keys(Suite.AES_256, bytes.fromhex(values[1]), bytes.fromhex(values[2])), int(values[3], 16)
    )
    channel.demand(Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"))
    read = channel.demand(Command(0, 0xB0, 0, 0, le=4)) + channel.demand(Command(0, 0xB0, 0, 4, le=0x16))
    assert read.hex() == values[0].lower()
    assert (chip.done, channel.session.counter) == (True, int(values[4], 16))
