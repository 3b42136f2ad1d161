"""Opening a document: which protocol, what is said of a downgrade, and what each refusal means."""

import pytest

from crypto.emrtd.apdu import Transmit
from crypto.emrtd.chip import Chip, Faults
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.errors import (
    AccessDenied,
    BacNotOffered,
    ChipError,
    ChipGone,
    ChipSilent,
    FileAbsent,
    PaceFailed,
    PaceNotOffered,
    SessionBroken,
    WrongCan,
    WrongMrz,
)
from crypto.emrtd.files import COM, DATA_GROUPS, SOD
from crypto.emrtd.terminal import Terminal
from tests.support import chips


def test_pace_where_it_is_offered() -> None:
    chip = Chip(chips.with_pace(chips.pace("CAM"), chips.pace("GM")))
    access = Terminal(chip.connect).open(chips.CAN)
    assert (access.by, access.downgraded) == ("PACE", None)
    assert access.established is not None
    assert access.established.chip_data is not None


def test_bac_where_there_is_no_pace() -> None:
    access = Terminal(Chip(chips.with_bac()).connect).open(chips.MRZ)
    assert (access.by, access.card_access, access.downgraded) == ("BAC", None, None)


@pytest.mark.parametrize("status", [0x6FFF, 0x6A80, 0x6D00])
def test_a_downgrade_is_never_silent(status: int) -> None:
    chip, resets = Chip(chips.with_pace(chips.pace()), Faults(pace=status)), []

    def connect() -> Transmit:
        resets.append(chip.received)
        return chip.connect()

    access = Terminal(connect).open(chips.MRZ)
    assert (access.by, access.downgraded) == ("BAC", "nonce")
    assert len(resets) == 2  # BAC begins with one: chips were seen that say 6883 until then
    assert access.card_access == chips.card_access(chips.pace())


def test_the_next_pace_is_tried_before_bac() -> None:
    """The best one breaks off at its mapping, once."""
    best, next_best = chips.pace("CAM"), chips.pace("GM")
    chip, asked = Chip(chips.with_pace(best, next_best)), [0]

    def transmit(raw: bytes) -> bytes:
        asked[0] += raw[1] == 0x86
        return b"\x6f\0" if asked[0] == 2 and raw[1] == 0x86 else chip(raw)

    def connect() -> Transmit:
        chip.reset()
        return transmit

    access = Terminal(connect).open(chips.CAN)
    assert access.established is not None
    assert (access.by, access.downgraded, access.established.protocol) == ("PACE", "map", next_best)


def test_a_card_that_is_no_travel_document_behind_its_pace() -> None:
    """Identity cards whose chip serves something else: a file denied, a file absent, a session that goes on."""
    files = {chips.SOD_ID: chips.files()[chips.SOD_ID]}
    chip = Chip(chips.with_pace(chips.pace(), application=files, guarded=frozenset({chips.SOD_ID})))
    terminal = Terminal(chip.connect)
    assert terminal.open(chips.CAN).by == "PACE"
    with pytest.raises(AccessDenied):
        terminal.read(SOD)
    with pytest.raises(FileAbsent):
        terminal.read(COM)
    assert terminal.channel.session is not None
    assert not terminal.channel.session.broken


def test_a_chip_with_pace_only_is_not_opened_otherwise() -> None:
    chip = Chip(chips.with_pace(chips.pace(), bac=False), Faults(pace=0x6FFF))
    with pytest.raises(PaceFailed):
        Terminal(chip.connect).open(chips.MRZ)
    with pytest.raises(PaceFailed):
        Terminal(Chip(chips.with_pace(chips.pace()), Faults(pace=0x6FFF)).connect).open(chips.CAN)


def test_a_wrong_number_is_said_to_be_wrong_and_nothing_else_is_tried() -> None:
    chip = Chip(chips.with_pace(chips.pace()))
    with pytest.raises(WrongCan):
        Terminal(chip.connect).open(chips.OTHER_CAN)
    with pytest.raises(WrongMrz):
        Terminal(chip.connect).open(chips.OTHER_MRZ)
    with pytest.raises(PaceNotOffered):
        Terminal(Chip(chips.with_bac()).connect).open(chips.CAN)
    with pytest.raises(WrongMrz):
        Terminal(Chip(chips.with_bac()).connect).open(chips.OTHER_MRZ)


def test_a_bad_try_does_not_spoil_the_next() -> None:
    """The chip says 6883 to everything after a wrong password; each try begins with a reset."""
    chip = Chip(chips.with_pace(chips.pace()), Faults(poisoned=True))
    terminal = Terminal(chip.connect)
    for wrong in (chips.OTHER_CAN, chips.OTHER_MRZ):
        with pytest.raises(ChipError):
            terminal.open(wrong)
    assert terminal.open(chips.MRZ).by == "PACE"


@pytest.mark.parametrize("status", [0x6982, 0x6A81, 0x6A86, 0x6A87, 0x6985, 0x6D00])
def test_chips_that_refuse_their_master_file(status: int) -> None:
    chip = Chip(chips.with_pace(chips.pace()), Faults(master_file=status, no_short=True))
    assert Terminal(chip.connect).open(chips.MRZ).by == "PACE"


def test_an_open_chip_is_read_and_said_to_be_open() -> None:
    chip = Chip(chips.with_bac(bac=False))
    terminal = Terminal(chip.connect)
    assert terminal.open(chips.MRZ).by == "open"
    assert terminal.read(DATA_GROUPS[1]) == chips.files()[chips.DG1_ID]


def test_what_is_no_travel_document() -> None:
    def transmit(command: bytes) -> bytes:
        return b"\x6a\x82"

    with pytest.raises(FileAbsent):
        Terminal(lambda: transmit).open(chips.MRZ)


def test_a_silent_chip_and_one_that_is_gone() -> None:
    for faults, error in ((Faults(silent=frozenset({4})), ChipSilent), (Faults(removed=4), ChipGone)):
        with pytest.raises(error):
            Terminal(Chip(chips.with_pace(chips.pace()), faults).connect).open(chips.MRZ)
    with pytest.raises(SessionBroken):
        Terminal(Chip(chips.with_bac()).connect).read(COM)


def test_an_access_control_that_is_not_known() -> None:
    """The application is there, no challenge, and nothing is given in plain."""

    def transmit(command: bytes) -> bytes:
        return b"\x90\0" if command[:4] == b"\0\xa4\x04\x0c" else b"\x69\x82"

    with pytest.raises(BacNotOffered):
        Terminal(lambda: transmit).open(chips.MRZ)


def test_the_watch_sees_headers_and_status_words_only() -> None:
    seen: list[tuple[bytes, int]] = []
    terminal = Terminal(Chip(chips.with_bac()).connect, watch=lambda header, status: seen.append((header, status)))
    terminal.open(chips.MRZ)
    terminal.read(DATA_GROUPS[1])
    assert seen
    assert all(len(header) == 4 and 0x6000 <= status <= 0x9FFF for header, status in seen)


def test_a_slow_chip_is_waited_for() -> None:
    waited: list[int] = []
    chip = Chip(chips.with_pace(chips.pace(suite=Suite.AES_256)), Faults(waits=waited.append))
    Terminal(chip.connect).open(chips.MRZ)
    assert waited == list(range(chip.received))


def test_no_error_says_what_is_printed_on_the_document() -> None:
    chip = Chip(chips.with_bac())
    with pytest.raises(WrongMrz) as caught:
        Terminal(chip.connect).open(chips.OTHER_MRZ)
    said = f"{caught.value!r} {caught.value} {caught.value.params}"
    assert "AM000" not in said
    assert "900101" not in said
