"""Chips: secure messaging, PACE, a whole document, in this process and its processor time. Where a chip must answer,
its part is a recording, or stands in the figure and is said to."""

from collections.abc import Callable
from hashlib import sha256
from time import process_time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.cmac import CMAC
from pytest_benchmark.fixture import BenchmarkFixture

from crypto.emrtd import tlv
from crypto.emrtd.apdu import Command, Response
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip
from crypto.emrtd.chip.session import ChipSession
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.files import COM, DATA_GROUPS, SOD
from crypto.emrtd.groups import Group
from crypto.emrtd.pace.terminal import open_with_pace
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.terminal import Terminal
from tests.support import chips

FILES = (COM, SOD, DATA_GROUPS[1], DATA_GROUPS[2])
ANSWERS = 2_400
_DENSE = int.from_bytes(sha256(b"a private key").digest(), "big") >> 1
"""As keys of chance are: one with few bits set would be quicker."""


def in_processor_time(benchmark: BenchmarkFixture, run: Callable[[], object], rounds: int, iterations: int = 1) -> None:
    benchmark._timer = process_time
    benchmark.pedantic(run, rounds=rounds, iterations=iterations, warmup_rounds=3)


@pytest.mark.benchmark(group="chip, a READ BINARY")
@pytest.mark.parametrize("suite", [Suite.AES_128, Suite.AES_256, Suite.TDES], ids=lambda suite: suite.name)
def test_one_read_binary(benchmark: BenchmarkFixture, suite: Suite) -> None:
    """The command protected and its answer opened; the answers were made before."""
    keys, command = Keys.of(suite, b"secret"), Command(0, 0xB0, 0, 0, le=223)
    chip = ChipSession(keys)
    talker = Session(keys)
    answers = []
    for _ in range(ANSWERS):
        chip.open(talker.protect(command))
        answers.append(chip.close(Response(bytes(223), 0x9000), odd=False))
        talker._counter.next()
    session, left = Session(keys), iter(answers)

    def run() -> None:
        session.protect(command).encode()
        session.unprotect(next(left))

    in_processor_time(benchmark, run, rounds=19, iterations=100)
    goal = {"target_s": 40e-6} if suite is Suite.AES_128 else {}
    benchmark.extra_info.update(what=f"secure messaging, a READ BINARY of 223 bytes, {suite.name}", **goal)


@pytest.mark.benchmark(group="chip, a READ BINARY")
def test_its_ciphers_alone(benchmark: BenchmarkFixture) -> None:
    """Two checksums, two counters encrypted, 224 bytes decrypted: what no terminal can leave out with AES."""
    key, data, counter = bytes(range(16)), bytes(224), bytes(16)
    counters, checksums = Cipher(AES(key), ECB()).encryptor(), CMAC(AES(key))

    def run() -> None:
        for message in (bytes(48), bytes(256)):
            counters.update(counter)
            context = checksums.copy()
            context.update(message)
            context.finalize()
        opened = Cipher(AES(key), CBC(counter)).decryptor()
        opened.update(data)
        opened.finalize()

    in_processor_time(benchmark, run, rounds=19, iterations=100)
    benchmark.extra_info.update(what="its ciphers and checksums, AES-128", floor=True)


@pytest.mark.benchmark(group="chip, PACE")
@pytest.mark.parametrize("number", [12, 13, 14], ids=["P-256", "brainpoolP256r1", "brainpoolP320r1"])
def test_pace(benchmark: BenchmarkFixture, number: int) -> None:
    """The terminal's side: the chip's answers were recorded, chance of both is given."""
    protocol = chips.pace(number=number)
    privates = (_DENSE, _DENSE - 2**100)

    def fixed() -> Callable[[Group], int]:
        left = list(privates)
        return lambda _: left.pop(0)

    nonce = sha256(b"a nonce").digest()[:16]
    recorded: list[bytes] = []
    chip = Chip(chips.with_pace(protocol), private=lambda _: _DENSE - 3, draw=lambda _: nonce)

    def recording(raw: bytes) -> bytes:
        recorded.append(chip(raw))
        return recorded[-1]

    open_with_pace(Channel(recording), protocol, chips.MRZ, private=fixed())

    def run() -> None:
        left = list(recorded)
        open_with_pace(Channel(lambda _: left.pop(0)), protocol, chips.MRZ, private=fixed())

    in_processor_time(benchmark, run, rounds=20)
    goal = {"target_s": 0.012} if number == 13 else {}
    benchmark.extra_info.update(what=f"PACE, generic mapping, {protocol.group.name}, the terminal's side", **goal)  # type: ignore[attr-defined]


@pytest.mark.benchmark(group="chip, PACE")
def test_its_products_by_openssl(benchmark: BenchmarkFixture) -> None:
    """Two public keys, two secrets and the nonce's point: the five products that PACE is, on brainpoolP256r1."""
    curve = ec.BrainpoolP256R1()
    theirs = ec.derive_private_key(7, curve).public_key()
    keys = [ec.derive_private_key(_DENSE - at, curve) for at in range(2)]

    def run() -> None:
        for at in range(3):
            ec.derive_private_key(_DENSE - 9 - at, curve).public_key()
        for key in keys:
            key.exchange(ec.ECDH(), theirs)

    in_processor_time(benchmark, run, rounds=20)
    benchmark.extra_info.update(what="five products on brainpoolP256r1 by OpenSSL", floor=True)


@pytest.mark.benchmark(group="chip, whole document")
@pytest.mark.parametrize("suite", [Suite.AES_128, Suite.TDES], ids=lambda suite: suite.name)
@pytest.mark.parametrize("extended", [False, True], ids=["short", "extended"])
def test_whole_document(benchmark: BenchmarkFixture, suite: Suite, extended: bool) -> None:
    """EF.COM, EF.SOD, DG1 and DG2, 16,276 bytes, after access; the chip's half of the work is in the figure."""
    personal = chips.with_pace(chips.pace(suite=suite))
    if extended:
        personal = chips.extended(personal)
    chip = Chip(personal)
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    opening = chip.received

    def run() -> int:
        return sum(len(terminal.read(file)) for file in FILES)

    assert run() == 16_276
    commands = chip.received
    assert commands <= (15 if extended else 85)
    in_processor_time(benchmark, run, rounds=20)
    goal = {"target_s": 0.008} if suite is Suite.AES_128 and not extended else {}
    length = "extended" if extended else "short"
    what = f"16 kB read and given, {suite.name}, {length} length: {commands} commands, {opening} of them to open"
    benchmark.extra_info.update(what=what, **goal)


@pytest.mark.benchmark(group="chip, whole document")
def test_its_bytes_in_plain(benchmark: BenchmarkFixture) -> None:
    """The same commands to the same chip without access control: what the files alone cost, both sides."""
    chip = Chip(chips.with_bac(bac=False))
    terminal = Terminal(chip.connect)
    terminal.open(chips.MRZ)
    in_processor_time(benchmark, lambda: [terminal.read(file) for file in FILES], rounds=20)
    benchmark.extra_info.update(what="the same files without secure messaging", floor=True)


def test_what_is_timed_is_right() -> None:
    assert tlv.head(chips.files()[chips.DG2_ID]).end == 13_853
