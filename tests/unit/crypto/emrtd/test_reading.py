"""Files are read whole, in few commands, whatever a chip refuses meanwhile."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd import tlv
from crypto.emrtd.apdu import Response
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip, Faults, Personal
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.errors import (
    AccessDenied,
    ChipError,
    ChipGone,
    ChipSilent,
    FileAbsent,
    FileCut,
    MalformedFile,
    SessionBroken,
)
from crypto.emrtd.files import (
    ATR_INFO,
    COM,
    DATA_GROUPS,
    DIR,
    SOD,
    Buffers,
    read_atr_info,
    read_cvca,
    read_dir,
)
from crypto.emrtd.ladder import Ladder
from crypto.emrtd.reading import MAX_FILE_BYTES, read_file, read_to_its_end, select_application
from crypto.emrtd.terminal import Terminal
from tests.support import chips

FILES = {COM: chips.COM_ID, SOD: chips.SOD_ID, DATA_GROUPS[1]: chips.DG1_ID, DATA_GROUPS[2]: chips.DG2_ID}


def read_all(terminal: Terminal) -> list[bytes]:
    return [terminal.read(file) for file in FILES]


def written(personal: Personal) -> list[bytes]:
    return [personal.application[identifier] for identifier in FILES.values()]


@pytest.mark.parametrize("suite", [Suite.TDES, Suite.AES_128, Suite.AES_256])
def test_short_length(suite: Suite) -> None:
    """Everything of a document of 16,276 bytes; EF.CardAccess, EF.ATR/INFO and PACE among the commands."""
    personal = chips.with_pace(chips.pace(suite=suite))
    chip = Chip(personal)
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)
    assert chip.received <= 85


def test_extended_length() -> None:
    personal = chips.extended(chips.with_pace(chips.pace()))
    chip = Chip(personal)
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)
    assert chip.received <= 15


def test_a_reader_that_passes_only_short_ones() -> None:
    personal = chips.extended(chips.with_bac())
    terminal = Terminal(Chip(personal).connect, reader_limit=261)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)
    assert terminal.ladder.size == 256


def test_a_driver_that_passes_nothing_long() -> None:
    """The chip says 4,096 bytes, and the driver stops at 261: short length from then on, in a new session."""
    personal = chips.extended(chips.with_pace(chips.pace()))
    terminal = Terminal(Chip(personal, Faults(swallowed=261)).connect)
    terminal.open(chips.MRZ)
    assert terminal.ladder.size > 256
    assert read_all(terminal) == written(personal)
    assert terminal.ladder.size == 256


def test_a_driver_that_passes_nothing_at_all() -> None:
    chip = Chip(chips.with_bac(), Faults(silent=frozenset(range(12, 99))))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    with pytest.raises(ChipSilent):
        read_all(terminal)


@pytest.mark.parametrize("most", [231, 223, 200, 160, 128, 112])
@pytest.mark.parametrize("too_much", [0x6700, 0x6B00, 0x6C00])
def test_a_chip_that_gives_less_at_once(most: int, too_much: int) -> None:
    personal = chips.with_bac()
    chip = Chip(personal, Faults(most=most, too_much=too_much))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)
    learnt = terminal.ladder.size
    assert learnt <= most
    before = chip.received
    terminal.read(COM)  # what was learnt is not learnt again
    assert chip.received - before <= 3


@pytest.mark.parametrize("most", [223, 160, 112])
def test_a_chip_that_ends_its_session_over_a_length(most: int) -> None:
    personal = chips.with_bac()
    terminal = Terminal(Chip(personal, Faults(most=most, too_much=0x6988, too_much_ends=True)).connect)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)


def test_a_chip_without_short_identifiers() -> None:
    personal = chips.with_pace(chips.pace())
    terminal = Terminal(Chip(personal, Faults(no_short=True)).connect)
    assert terminal.open(chips.MRZ).by == "PACE"
    assert read_all(terminal) == written(personal)


@pytest.mark.parametrize("status", [0x6B00, 0x6986, 0x6F00])
def test_a_false_end_in_the_middle(status: int) -> None:
    personal = chips.with_bac()
    chip = Chip(personal)
    Terminal(chip.connect).open(chips.MRZ)
    opened = chip.received
    for at in (opened + 1, opened + 7, opened + 20):
        faulty = Chip(personal, Faults(refuses={at: status}))
        terminal = Terminal(faulty.connect)
        terminal.open(chips.MRZ)
        assert read_all(terminal) == written(personal)
        assert terminal.ladder.size == 256  # the size was not at fault


def test_a_right_that_is_lost_in_the_middle() -> None:
    chip = Chip(chips.with_bac(), Faults(refuses={20: 0x6982}))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    with pytest.raises(AccessDenied):
        terminal.read(DATA_GROUPS[2])
    assert chip.received == 21


def test_a_chip_of_ours_gives_nothing_before_it_is_opened() -> None:
    channel = Channel(Chip(chips.with_bac()))
    select_application(channel)
    with pytest.raises(AccessDenied):
        read_file(channel, COM, Ladder())


def test_a_file_that_is_cut_is_said_to_be() -> None:
    personal = chips.with_bac()
    terminal = Terminal(Chip(personal, Faults(cuts={chips.DG2_ID: 5_000})).connect)
    terminal.open(chips.MRZ)
    with pytest.raises(FileCut) as caught:
        terminal.read(DATA_GROUPS[2])
    assert caught.value.params == {"file": "DG2"}
    assert terminal.read(DATA_GROUPS[1]) == personal.application[chips.DG1_ID]  # and nothing else is lost


@pytest.mark.parametrize("suite", [Suite.TDES, Suite.AES_128])
@pytest.mark.parametrize("response", [256, 4_096])
def test_a_large_file_is_read_beyond_32_kib(response: int, suite: Suite) -> None:
    files = chips.files(portrait=70_000)
    personal = chips.extended(chips.with_pace(chips.pace(suite=suite), application=files), response)
    terminal = Terminal(Chip(personal).connect)
    terminal.open(chips.MRZ)
    assert terminal.read(DATA_GROUPS[2]) == files[chips.DG2_ID]


def test_a_checksum_that_is_wrong_is_never_read_over() -> None:
    """A new session, from the first byte of the file: nothing of the bad piece stays."""
    personal = chips.with_bac()
    chip = Chip(personal, Faults(bad_mac=frozenset({12})))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    assert read_all(terminal) == written(personal)


def test_a_chip_that_breaks_off_for_ever_ends() -> None:
    chip = Chip(chips.with_bac(), Faults(bad_mac=frozenset(range(500))))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    with pytest.raises(SessionBroken):
        terminal.read(COM)
    assert chip.received < 120


@given(at=st.integers(0, 90))
def test_a_document_that_is_lifted(at: int) -> None:
    """Whenever: the error says so, and another session reads all of it."""
    personal = chips.with_bac()
    terminal = Terminal(Chip(personal, Faults(removed=at)).connect)
    with suppress(ChipGone):
        terminal.open(chips.MRZ)
        assert read_all(terminal) == written(personal)
        assert at > 60
    assert_readable(personal)


def assert_readable(personal: Personal) -> None:
    terminal = Terminal(Chip(personal).connect)
    terminal.open(chips.MRZ)
    assert terminal.read(COM) == personal.application[chips.COM_ID]


def test_absent_and_forbidden_files() -> None:
    personal = chips.with_bac(application=chips.files() | {0x0103: tlv.write(0x63, b"prints")})
    chip = Chip(personal)
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    with pytest.raises(FileAbsent):
        terminal.read(DATA_GROUPS[11])
    with pytest.raises(AccessDenied):
        terminal.read(DATA_GROUPS[3])
    assert terminal.read(DATA_GROUPS[1]) == personal.application[chips.DG1_ID]  # in the same session


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (tlv.write(0x62, b"x" * 40), "tag"), (b"\x61\x85" + bytes(40), "length"),
        (b"\x61\x84\x7f\xff\xff\xff" + bytes(40), "large"),
    ],
)  # fmt: skip
def test_what_is_no_file(file: bytes, reason: str) -> None:
    terminal = Terminal(Chip(chips.with_bac(application=chips.files() | {chips.DG1_ID: file})).connect)
    terminal.open(chips.MRZ)
    with pytest.raises(MalformedFile) as caught:
        terminal.read(DATA_GROUPS[1])
    assert caught.value.params["reason"] == reason
    assert MAX_FILE_BYTES < 0x7FFFFFFF


@given(answers=st.lists(st.binary(max_size=60), max_size=30))
def test_any_answers_are_a_file_or_an_error(answers: list[bytes]) -> None:
    left = list(answers)
    channel = Channel(lambda _: left.pop(0) + b"\x90\0" if left else b"\x6f\0")
    with suppress(ChipError):
        data = read_file(channel, DATA_GROUPS[1], Ladder())
        assert data[0] == 0x61


def test_more_than_was_asked_for() -> None:
    answers = [b"\x61\x0a" + bytes(2), bytes(200)]
    with pytest.raises(MalformedFile):
        read_file(Channel(lambda _: Response(answers.pop(0), 0x9000).encode()), DATA_GROUPS[1], Ladder())


def test_what_says_how_long_answers_may_be() -> None:
    assert read_atr_info(chips.atr_info(4_096, 1_000)) == Buffers(1_000, 4_096)
    assert read_atr_info(chips.atr_info(4_096) + bytes(6)) == Buffers(1_000, 4_096)
    assert read_atr_info(tlv.write(0x43, b"\1")) is None
    assert read_atr_info(b"") is None
    assert read_atr_info(chips.atr_info(12)) is None
    with pytest.raises(MalformedFile):
        read_atr_info(b"\x43\x05\x01")
    ladder = Ladder()
    ladder.learn(Buffers(1_000, 4_096))
    assert ladder.size == 4_096 - 48
    ladder.learn(None)
    assert ladder.size == 4_096 - 48


def test_lists_of_applications_and_of_trust_points() -> None:
    first, second = bytes.fromhex("A0000002471001"), bytes.fromhex("A0000002472001")
    assert read_dir(b"".join(tlv.write(0x61, tlv.write(0x4F, each)) for each in (first, second))) == (first, second)
    points = tlv.write(0x42, b"AMCVCA00001") + tlv.write(0x42, b"AMCVCA00002")
    assert read_cvca(points.ljust(36, b"\0")) == (b"AMCVCA00001", b"AMCVCA00002")
    for read in (read_dir, read_cvca):
        with pytest.raises(MalformedFile):
            read(b"\x42\x50a")
    with pytest.raises(MalformedFile):
        read_cvca(tlv.write(0x42, b"A" * 17))


@given(data=st.binary(max_size=100))
def test_any_bytes_are_such_a_list_or_an_error(data: bytes) -> None:
    for read in (read_atr_info, read_dir, read_cvca):
        with suppress(MalformedFile):
            read(data)


def test_a_file_of_several_objects_is_read_to_its_end() -> None:
    entries = b"".join(tlv.write(0x61, tlv.write(0x4F, bytes((at,)) * 7)) for at in range(40))
    personal = chips.with_bac(master={0x2F00: entries, 0x2F01: chips.atr_info(300)})
    for limit in (256, 128):
        channel = Channel(Chip(replace(personal, response=limit)))
        assert read_to_its_end(channel, DIR, Ladder()) == entries
        assert read_to_its_end(channel, ATR_INFO, Ladder()) == chips.atr_info(300)
