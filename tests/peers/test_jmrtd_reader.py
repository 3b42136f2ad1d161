"""JMRTD with scuba, over javax.smartcardio, a true pcscd and a virtual reader: opens and reads our chip, and finds it
genuine."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import curve
from tests.peers.java import JavaPeer
from tests.support import card_lab, chips
from tests.support.programs import library, need
from tests.unit.crypto.emrtd.test_active_authentication import dg15

pytestmark = pytest.mark.peers

JMRTD = JavaPeer("jmrtd", "JmrtdTerminal")
READ = ("011e", "011d", "0101", "0102")
Ask = Callable[..., list[str]]


def files() -> dict[int, bytes]:
    plain = curve(13)
    assert isinstance(plain, EcGroup)
    keys = der.set_of(chips.key_info(plain, chips.STATIC), chips.ca_info(Suite.AES_128))
    return chips.files() | {0x010E: tlv.write(0x6E, keys), 0x010F: dg15(chips.rsa_key(2048))}


def card(**more: Any) -> str:
    own = chips.rsa_key(2048).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    told = {
        "files": {f"{number:04X}": data.hex() for number, data in files().items()},
        "mrz": [chips.MRZ.number, chips.MRZ.birth, chips.MRZ.expiry],
        "static": [{"group": 13, "private": f"{chips.STATIC:x}"}],
        "active": own.hex(),
    }
    return json.dumps(told | more)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[card_lab.Lab]:
    need("pcscd", "unshare", "ip", card_lab.DRIVER)
    with card_lab.running(tmp_path_factory.mktemp("readers") / "lab") as made:
        offered = chips.pace("GM", Suite.AES_256, 13)
        pace = {
            "pace": [[offered.oid, 13]],
            "can": chips.CAN.digits,
            "master": {"011C": chips.card_access(offered).hex()},
        }
        (made.folder / "bac.json").write_text(card())
        (made.folder / "pace.json").write_text(card(**pace, response=4_096))
        yield made


@pytest.fixture(scope="module", params=[0, 1], ids=["bac", "pace"])
def ask(request: pytest.FixtureRequest, lab: card_lab.Lab) -> Iterator[Ask]:
    """One Java a reader."""
    found = Path(library("*/libpcsclite.so.1"))
    lab.insert(request.param, ("bac", "pace")[request.param])
    options = (f"-Dreader={request.param}", f"-Dsun.security.smartcardio.library={found}")
    with JMRTD.started(*options, **lab.environment) as java:
        assert java.stdin is not None
        assert java.stdout is not None
        out, into = java.stdin, java.stdout

        def job(*steps: str) -> list[str]:
            how = "bac" if request.param == 0 else "pace-can"
            mrz = chips.MRZ
            words = (how, mrz.number, mrz.birth, mrz.expiry, chips.CAN.digits, "223", *steps)
            print("\t".join(words), file=out, flush=True)
            kind, _, said = into.readline().rstrip("\n").partition("\t")
            assert kind == "D", said
            return str(said).split("\t")

        yield job


def test_it_opens_reads_and_finds_it_genuine(ask: Ask) -> None:
    digests = [sha256(files()[int(each, 16)]).hexdigest() for each in READ]
    assert ask(*READ, "ca", "aa", *READ) == [*digests, "ok", "ok", *digests]
