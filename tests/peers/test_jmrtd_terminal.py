"""JMRTD as a terminal opens our chip in each way that it knows, reads it, and verifies that it is genuine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import IO

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.chip import Chip, Personal
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import STANDARDISED, curve
from tests.peers.java import JavaPeer
from tests.support import chips
from tests.unit.crypto.emrtd.test_active_authentication import dg15, ecdsa, iso9796
from tests.unit.crypto.emrtd.test_terminal_authentication import DG3, chain

pytestmark = pytest.mark.peers

JMRTD = JavaPeer("jmrtd", "JmrtdTerminal")
READ = ("011e", "011d", "0101", "0102")
WAYS = [
    *(("GM", suite, 13) for suite in Suite),
    *(("GM", Suite.AES_128, number) for number in STANDARDISED),
    # with AES-192 JMRTD draws a nonce of 32 bytes, as long as the chip's; the clause says as long as the key
    *(("IM", suite, 12) for suite in Suite if suite is not Suite.AES_192),
    *(("IM", Suite.AES_128, number) for number in STANDARDISED if number != 10),
    *(("CAM", suite, 13) for suite in (Suite.AES_128, Suite.AES_192, Suite.AES_256)),
]
Ask = Callable[..., list[str]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """One Java for all jobs; it talks to the chip that a job is given."""
    with JMRTD.started() as java:
        assert java.stdin is not None
        assert java.stdout is not None
        out, into = java.stdin, java.stdout

        def job(chip: Chip, how: str, *steps: str, block: int = 223) -> list[str]:
            mrz = chips.MRZ
            words = (how, mrz.number, mrz.birth, mrz.expiry, chips.CAN.digits, str(block), *steps)
            return _done(chip, "\t".join(words), out, into)

        yield job


def _done(chip: Chip, words: str, out: IO[str], into: IO[str]) -> list[str]:
    print(words, file=out, flush=True)
    while True:
        kind, _, said = into.readline().rstrip("\n").partition("\t")
        if kind != "C":
            assert kind == "D", said
            return str(said).split("\t")
        print(chip(bytes.fromhex(said)).hex(), file=out, flush=True)


def digests(personal: Personal) -> list[str]:
    return [sha256(personal.application[int(each, 16)]).hexdigest() for each in READ]


@pytest.mark.parametrize("block", [223, 112, 4_000])
def test_bac(ask: Ask, block: int) -> None:
    personal = chips.extended(chips.with_bac())
    assert ask(Chip(personal), "bac", *READ, block=block) == digests(personal)


@pytest.mark.parametrize(("mapping", "suite", "number"), WAYS, ids=str)
def test_pace(ask: Ask, mapping: str, suite: Suite, number: int) -> None:
    personal = chips.extended(chips.with_pace(chips.pace(mapping, suite, number)))
    for how in ("pace-mrz", "pace-can"):
        assert ask(Chip(personal), how, *READ, block=1_000) == digests(personal)


def test_a_file_beyond_32_kib(ask: Ask) -> None:
    """JMRTD's offsets have sixteen bits: not beyond 64."""
    personal = chips.extended(chips.with_bac(application=chips.files(portrait=50_000)))
    assert ask(Chip(personal), "bac", *READ) == digests(personal)


def genuine(suite: Suite, *, rsa: bool) -> Personal:
    plain = curve(13)
    assert isinstance(plain, EcGroup)
    dg14 = tlv.write(0x6E, der.set_of(chips.key_info(plain, chips.STATIC), chips.ca_info(suite)))
    if rsa:
        file, sign = dg15(chips.rsa_key(2048)), iso9796(chips.rsa_key(2048), "sha256")
    else:
        file, sign = dg15(chips.ec_key()), ecdsa(chips.ec_key(), SHA256(), True)
    files = chips.files() | {0x010E: dg14, 0x010F: file}
    return chips.extended(chips.with_bac(application=files, sign=sign))


@pytest.mark.parametrize("suite", Suite)
@pytest.mark.parametrize("rsa", [False, True], ids=["ecdsa", "rsa"])
def test_chip_and_active_authentication(ask: Ask, suite: Suite, rsa: bool) -> None:
    personal = genuine(suite, rsa=rsa)
    assert ask(Chip(personal), "bac", "ca", "aa", *READ) == ["ok", "ok", *digests(personal)]


@pytest.mark.parametrize("how", ["bac", "pace-can"])
def test_terminal_authentication(ask: Ask, how: str) -> None:
    """With certificates that we minted; data group 3 is given afterwards, and not before."""
    root, verifier, own, pair = chain()
    cvca = tlv.write(0x42, root.holder).ljust(36, b"\0")
    base = genuine(Suite.AES_128, rsa=False)
    files = {**base.application, 0x0103: DG3, 0x011C: cvca}
    pace = chips.with_pace(chips.pace())
    made = replace(base, application=files, trusted=(root,), pace=pace.pace, can=pace.can, master=pace.master)
    step = ":".join(["ta", pair.pkcs8.hex(), verifier.encoded.hex(), own.encoded.hex()])
    digest = sha256(DG3).hexdigest()
    assert ask(Chip(made), how, "ca", step, "0103") == ["ok", "ok", digest]
    with pytest.raises(AssertionError, match="select"):
        ask(Chip(made), how, "ca", "0103")
