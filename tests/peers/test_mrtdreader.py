"""Debian's mrtdreader, a reader in C of another hand, opens our chip with BAC and reads it: EF.COM, EF.SOD, the zone,
and the portrait, which it finds in data group 2 and writes into a file.

It knows readers of libnfc alone: a library of ours stands in for that, and leads to the chip over a socket.
"""

import os
import socket
import subprocess
from io import BytesIO
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PIL import Image

from crypto.emrtd.chip import Chip
from crypto.emrtd.chip.messages import exactly, serve
from crypto.emrtd.passwords import MrzKey
from station.domain.record import RecordKind
from station.formats.iso19794.face import FaceData, FaceView
from station.formats.lds.biometric_groups import write_dg2
from station.formats.lds.zone import write_dg1
from station.formats.mrz import parse, split_lines
from station.formats.records import write_face
from tests.support import chips
from tests.support.programs import need

pytestmark = pytest.mark.peers

HOUSE = Path(__file__).parent / "mrtdreader"
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def portrait() -> bytes:
    encoded = BytesIO()
    shades = np.add.outer(np.arange(531), np.arange(413)) % 251
    Image.fromarray(np.stack([shades] * 3, axis=2).astype(np.uint8)).save(encoded, "JPEG")
    return encoded.getvalue()


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("mrtdreader", "gcc")
    made = tmp_path_factory.mktemp("nfc") / "chip.so"
    flags = ("-O1", "-Wall", "-Werror", "-shared", "-fPIC")
    subprocess.run(["gcc", *flags, "-o", str(made), str(HOUSE / "chip_for_nfc.c")], check=True)
    return made


def read(chip: Chip, zone: str, folder: Path, stand_in: Path) -> str:
    place = folder / "chip"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                serve(chip, exactly(connection.recv), connection.sendall)

        thread = Thread(target=answer)
        thread.start()
        environment = {**os.environ, "CHIP": str(place), "LD_PRELOAD": str(stand_in)}
        command = ["mrtdreader", zone]
        said = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60, check=False)
        thread.join(10)
    return said.stdout.decode("latin-1")


def test_it_opens_and_reads_all(tmp_path: Path, stand_in: Path) -> None:
    picture = portrait()
    record = write_face(RecordKind.ISO_19794_2005, (FaceView(picture, 413, 531, FaceData.JPEG),))
    second = TD3.splitlines()[1]
    files = chips.files() | {
        chips.DG1_ID: write_dg1(parse(split_lines(TD3))),
        chips.DG2_ID: write_dg2((record,)),
    }
    mrz = MrzKey(second[:9], second[13:19], second[21:27])
    chip = Chip(chips.with_bac(application=files, mrz=mrz))
    said = read(chip, second, tmp_path, stand_in)
    assert "Challenge successful" in said
    assert files[chips.COM_ID].hex() in said
    assert files[chips.SOD_ID].hex() in said
    assert TD3.replace("\n", "") in said
    (written,) = [path for path in tmp_path.iterdir() if path.suffix]
    assert written.read_bytes().startswith(picture)


def test_with_another_zone_it_is_refused(tmp_path: Path, stand_in: Path) -> None:
    said = read(Chip(chips.with_bac()), TD3.splitlines()[1], tmp_path, stand_in)
    assert "Challenge successful" not in said
    assert not [path for path in tmp_path.iterdir() if path.suffix]
