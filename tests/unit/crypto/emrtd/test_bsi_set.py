"""BSI's reference data set in a chip of ours: read whole, with its own keys for chip and active authentication."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import authenticate_actively, read_dg15
from crypto.emrtd.chip import Chip, Personal, StaticKey
from crypto.emrtd.chip_authentication import authenticate_chip, offers
from crypto.emrtd.errors import ChipNotAuthentic
from crypto.emrtd.files import COM, DATA_GROUPS, SOD
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.security_info import read_security_infos
from crypto.emrtd.terminal import Terminal
from tests.support import chips
from tests.unit.crypto.emrtd.test_active_authentication import iso9796

pytestmark = pytest.mark.shared_data
NAMES = {1: "Datagroup1", 2: "Datagroup2", 3: "Datagroup3", 4: "Datagroup4", 14: "Datagroup14", 15: "Datagroup15"}


@pytest.fixture
def folder(shared_data: Path) -> Path:
    return shared_data / "emrtd/bsi_tr03105_5"


def personal(folder: Path, *, off: int = 0) -> Personal:
    """off: added to the key of chip authentication, as a copy would have it."""
    files = {DATA_GROUPS[n].identifier: (folder / f"{name}.bin").read_bytes() for n, name in NAMES.items()}
    files |= {
        COM.identifier: (folder / "EF_COM.bin").read_bytes(),
        SOD.identifier: (folder / "EF_SOD.bin").read_bytes(),
    }
    (info,) = read_security_infos(tlv.one(files[0x010E], 0x6E), "DG14").chip_keys
    fields = der.parse((folder / "DG14_sk.pkcs8").read_bytes(), 4_096).fields()
    fields.next(), fields.next()
    private = der.parse(fields.next().bytes_of(der.OCTET_STRING), 4_096).fields()
    private.next()
    number = int.from_bytes(private.next().bytes_of(der.OCTET_STRING), "big")
    own = load_der_private_key((folder / "DG15_sk.pkcs8").read_bytes(), None)
    assert isinstance(own, rsa.RSAPrivateKey)
    static = StaticKey(info.public.group, number + off, info.key)
    return Personal(
        files, mrz=mrz(files[0x0101]), static=(static,), sign=iso9796(own, "sha1"), guarded=frozenset()
    )  # fmt: skip


def mrz(dg1: bytes) -> MrzKey:
    second = tlv.one(tlv.one(dg1, 0x61), 0x5F1F)[44:].decode("ascii")
    return MrzKey(second[:9], second[13:19], second[21:27])


def opened(made: Personal) -> Terminal:
    terminal = Terminal(Chip(made).connect)
    assert made.mrz is not None
    terminal.open(made.mrz)
    return terminal


def test_it_is_read_whole_and_genuine(folder: Path) -> None:
    made = personal(folder)
    terminal = opened(made)
    for file in (COM, SOD, *(DATA_GROUPS[number] for number in NAMES)):
        assert terminal.read(file) == made.application[file.identifier]
    infos = read_security_infos(tlv.one(terminal.read(DATA_GROUPS[14]), 0x6E), "DG14")
    authenticate_chip(terminal.channel, offers(infos)[0])
    found = authenticate_actively(terminal.channel, read_dg15(terminal.read(DATA_GROUPS[15])), infos.active_hash)
    assert found.hash == "sha1"


def test_a_copy_of_it_is_none(folder: Path) -> None:
    terminal = opened(personal(folder, off=1))
    infos = read_security_infos(tlv.one(terminal.read(DATA_GROUPS[14]), 0x6E), "DG14")
    with pytest.raises(ChipNotAuthentic):
        authenticate_chip(terminal.channel, offers(infos)[0])
    assert chips.MRZ.number
