"""True pcscd with virtual readers: a document is laid down, read and lifted; the service dies and comes back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from crypto.emrtd.chip.messages import ATR
from crypto.emrtd.chip.specimen import CAN, ZONE
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.security_info import BSI
from tests.support import card_lab, chips, reader_child
from tests.support.programs import need

MRZ = (ZONE[44:53], ZONE[57:63], ZONE[65:71])
PORTRAIT = 13_849
SELECT = "00A4040C07A0000002471001"
READ_DG1 = "00B0810004"


@dataclass
class Desk:
    """The program that uses the readers, asked from here."""

    lab: card_lab.Lab
    asks: IO[str]
    says: IO[str]

    def ask(self, *question: Any) -> Any:
        self.say(*question)
        return self.heard()

    def say(self, *question: Any) -> None:
        self.asks.write(json.dumps(question) + "\n")
        self.asks.flush()

    def heard(self) -> Any:
        kind, *found = json.loads(self.says.readline())
        return found[0] if kind == "found" else (kind, *found)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    need("pcscd", "unshare", "ip", card_lab.DRIVER)
    with card_lab.running(tmp_path / "lab") as lab:
        (lab.folder / "passport.json").write_text(json.dumps(passport()))
        (lab.folder / "lifted.json").write_text(json.dumps({**passport(), "faults": {"removed": 40}}))
        environment = {**os.environ, **lab.environment}
        command = [sys.executable, reader_child.__file__]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            yield Desk(lab, child.stdin, child.stdout)
            child.stdin.close()
            child.kill()


def passport() -> dict[str, Any]:
    offered = chips.pace("GM", Suite.AES_128, 13)
    return {
        "files": {f"{identifier:04X}": data.hex() for identifier, data in chips.files(PORTRAIT).items()},
        "master": {"011C": chips.card_access(offered).hex()},
        "mrz": list(MRZ),
        "can": CAN,
        "pace": [[f"{BSI}.4.2.2", 13]],
        "response": 4096,
    }


def test_a_document_is_laid_down_read_and_lifted(desk: Desk) -> None:
    assert len(set(desk.ask("listed"))) == card_lab.SLOTS
    assert desk.ask("next", 0) == [1, False, ""]
    assert desk.ask("connect", 0) == ("refused", "DEV-070", "")
    assert desk.ask("checks", 0) == [["READER-LISTED", "pass"], ["READER-CARD", "skip"]]
    desk.lab.insert(0, "passport")
    assert desk.ask("next", 0) == [2, True, ATR.hex()]
    assert desk.ask("checks", 0) == [["READER-LISTED", "pass"], ["READER-CARD", "pass"]]
    assert desk.ask("connect", 0) == ATR.hex()
    sizes = [22, 5 + 88, PORTRAIT + 4]
    assert desk.ask("read", 0, "", *MRZ) == ["PACE", *sizes]
    assert desk.ask("read", 0, CAN) == ["PACE", *sizes]
    assert desk.ask("elsewhere", 0) == ("refused", "DEV-011", "")
    assert desk.ask("close", 0) == "closed"
    assert desk.ask("elsewhere", 0) == "connected"
    desk.lab.pull(0)
    seen = desk.ask("next", 0)
    assert (seen[0] > 2, seen[1:]) == (True, [False, ""])


def test_what_was_opened_is_not_left_open(desk: Desk) -> None:
    desk.lab.insert(0, "passport")
    assert desk.ask("next", 0)[1:] in ([True, ATR.hex()], [False, ""])
    while desk.ask("connect", 0) != ATR.hex():
        pass
    assert desk.ask("read", 0, CAN)[0] == "PACE"
    desk.ask("close", 0)
    assert desk.ask("connect", 0) == ATR.hex()
    assert desk.ask("transmit", 0, SELECT).endswith("9000")
    assert desk.ask("transmit", 0, READ_DG1) == "6982"


def test_a_document_that_is_lifted_while_it_is_read(desk: Desk) -> None:
    desk.lab.insert(1, "lifted")
    while desk.ask("connect", 1) != ATR.hex():
        pass
    assert desk.ask("read", 1, CAN) == ("refused", "EMR-006", "")
    assert desk.ask("next", 1)[1] is False


def test_the_service_dies_and_comes_back(desk: Desk) -> None:
    desk.lab.insert(0, "passport")
    while not desk.ask("next", 0)[1]:
        pass
    desk.lab.stop()
    assert desk.ask("next", 0)[1:] == [False, ""]
    assert desk.ask("listed") == ("refused", "DEV-050", "service")
    desk.say("next", 0)
    desk.lab.start()
    desk.lab.insert(0, "passport")
    assert desk.heard()[1:] == [True, ATR.hex()]
    assert desk.ask("connect", 0) == ATR.hex()
    assert desk.ask("read", 0, CAN)[0] == "PACE"
