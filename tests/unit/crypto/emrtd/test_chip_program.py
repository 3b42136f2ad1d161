"""The chip as a program: what it talks, what is written into it, what a file of that may not hold."""

import json
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd.active_authentication import authenticate_actively, read_dg15, write_dg15
from crypto.emrtd.chip import Chip
from crypto.emrtd.chip.messages import ATR, GIVE_ATR, RESET, exactly, framed, quickly, serve
from crypto.emrtd.chip.specimen import CAN, specimen
from crypto.emrtd.chip.stored import MAX_BYTES, read_chip
from crypto.emrtd.errors import ChipGone, MalformedFile
from crypto.emrtd.files import COM, DATA_GROUPS
from crypto.emrtd.passwords import Can
from crypto.emrtd.public_key import EcKey, RsaKey
from crypto.emrtd.terminal import Terminal
from tests.support import chips

SELECT = bytes.fromhex("00A4040C07A0000002471001")


def test_it_talks_over_its_input_and_output() -> None:
    asked = framed(GIVE_ATR) + framed(SELECT) + framed(RESET) + framed(SELECT)
    said = subprocess.run([sys.executable, "-m", "crypto.emrtd.chip"], input=asked, capture_output=True, check=True)
    assert said.stdout == framed(ATR) + framed(b"\x90\x00") * 2


def test_it_talks_to_a_virtual_reader() -> None:
    with socket.create_server(("127.0.0.1", 0)) as reader:
        reader.settimeout(20)
        command = [sys.executable, "-m", "crypto.emrtd.chip", "--reader", str(reader.getsockname()[1])]
        with subprocess.Popen(command) as program:
            connection, _ = reader.accept()
            with connection:
                take = exactly(quickly(connection))
                connection.sendall(framed(GIVE_ATR) + framed(SELECT))
                said = [take(int.from_bytes(take(2), "big")) for _ in range(2)]
            assert said == [ATR, b"\x90\x00"]
            assert program.wait(20) == 0, "the end of the connection takes the chip away"


def test_an_end_in_the_middle_of_a_message_is_an_end() -> None:
    asked = framed(SELECT)[:-1]
    said = subprocess.run([sys.executable, "-m", "crypto.emrtd.chip"], input=asked, capture_output=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (1, b"", b"")


def test_the_invented_document_opens_with_both_passwords() -> None:
    made = specimen()
    assert made.mrz is not None
    for password in (made.mrz, Can(CAN)):
        terminal = Terminal(Chip(made).connect)
        assert terminal.open(password).by == "PACE"
        assert terminal.read(DATA_GROUPS[1]) == made.application[0x0101]
        assert terminal.read(COM)


def stored(**more: Any) -> bytes:
    told = {"files": {f"{number:04X}": data.hex() for number, data in chips.files(40).items()}, "can": "482913"}
    told |= {"mrz": ["AM0000001", "900101", "310101"], "pace": [["0.4.0.127.0.7.2.2.4.2.2", 13]]}
    told |= {"master": {"011C": chips.card_access(chips.pace()).hex()}}
    return json.dumps({**told, **more}).encode()


def test_what_a_file_says_is_written_into_it() -> None:
    personal, faults = read_chip(stored(faults={"removed": 3, "bad_mac": [2], "says": {"1": "6988"}, "no_short": True}))
    assert (personal.mrz, personal.can, personal.pace) == (chips.MRZ, chips.CAN, (chips.pace(),))
    assert (faults.removed, faults.bad_mac, dict(faults.says), faults.no_short) == (3, {2}, {1: 0x6988}, True)
    terminal = Terminal(Chip(personal).connect)
    terminal.open(chips.CAN)
    assert terminal.read(DATA_GROUPS[2]) == chips.files(40)[chips.DG2_ID]


@pytest.mark.parametrize("kind", ["rsa", "curve"])
def test_it_signs_with_the_key_of_the_file(kind: str) -> None:
    own = chips.rsa_key(2048) if kind == "rsa" else chips.ec_key()
    encoded = own.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    if kind == "rsa":
        rsa = chips.rsa_key(2048).public_key().public_numbers()
        public: RsaKey | EcKey = RsaKey(rsa.n, rsa.e)
    else:
        point, curve = chips.ec_key().public_key().public_numbers(), chips.group(12)
        assert isinstance(curve, chips.EcGroup)
        public = EcKey(curve, curve.point(point.x, point.y))
    files = {f"{number:04X}": data.hex() for number, data in chips.files(40).items()}
    files["010F"] = write_dg15(public).hex()
    personal, _ = read_chip(stored(active=encoded.hex(), files=files))
    terminal = Terminal(Chip(personal).connect)
    terminal.open(chips.CAN)
    found = authenticate_actively(terminal.channel, read_dg15(terminal.read(DATA_GROUPS[15])), None)
    assert found.hash == "sha256"


@pytest.mark.parametrize(
    "wrong",
    [
        b"", b"[]", b"1", b"{}", b"\xff", stored(files={"01": "x"}), stored(files=1), stored(mrz=["A"]),
        stored(can="12"), stored(pace=[["1.2", 13]]), stored(pace=[["0.4.0.127.0.7.2.2.4.2.2", 99]]),
        stored(static=[{"group": 13}]), stored(active="30"), stored(unknown=1), stored(faults={"waits": 1}),
        stored(faults={"nothing": 1}), stored(faults={"removed": "x"}), b"[" * 100_000, b" " * (MAX_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(wrong: bytes) -> None:
    with pytest.raises(MalformedFile):
        read_chip(wrong)


@given(st.binary(max_size=200))
def test_any_bytes_are_messages_or_their_end(data: bytes) -> None:
    at = 0

    def receive(size: int) -> bytes:
        nonlocal at
        piece = data[at : at + size]
        at += size
        return piece

    said: list[bytes] = []
    with suppress(EOFError):
        serve(Chip(specimen()), exactly(receive), said.append)
    assert all(int.from_bytes(each[:2], "big") == len(each) - 2 for each in said)


def test_a_document_that_is_taken_away_ends_the_program(tmp_path: Path) -> None:
    file = tmp_path / "chip.json"
    file.write_bytes(stored(faults={"removed": 1}))
    asked = framed(SELECT) * 3
    said = subprocess.run(
        [sys.executable, "-m", "crypto.emrtd.chip", str(file)], input=asked, capture_output=True, check=True
    )
    assert said.stdout == framed(b"\x90\x00")
    with pytest.raises(ChipGone):
        Chip(*read_chip(stored(faults={"removed": 0})))(SELECT)
