"""Virtual readers with virtual cards: pcscd in a network, process and mount namespace of its own.

    python card_lab.py FOLDER      inside the namespaces; FOLDER/control takes one line a command:
    insert SLOT CARD | pull SLOT   CARD: a file FOLDER/CARD.json, of a PIV card or of a chip of a document
    stop | start                   pcscd itself; the cards are out then

The driver (vpcd) listens to all addresses: here to those of an empty network. pcscd's socket lies in FOLDER/run.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from crypto.emrtd.chip import Chip
from crypto.emrtd.chip.messages import ATR as DOCUMENT_ATR
from crypto.emrtd.chip.messages import GIVE_ATR, exactly, framed, quickly
from crypto.emrtd.chip.stored import read_chip
from crypto.emrtd.errors import ChipGone
from tests.support.piv_card import PivCard

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
FIRST_PORT = 0x8C7B
SLOTS = 2
START_S = 20.0


@dataclass(frozen=True)
class Lab:
    """Seen from the test: cards go in and out; `environment` leads OpenSC to these readers."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"PCSCLITE_CSOCK_NAME": str(self.folder / "run" / "pcscd.comm")}

    def insert(self, slot: int, card: str) -> None:
        self._say(f"insert {slot} {card}")

    def pull(self, slot: int) -> None:
        self._say(f"pull {slot}")

    def stop(self) -> None:
        """No pcscd any more."""
        self._say("stop 0")

    def start(self) -> None:
        self._say("start 0")

    def _say(self, line: str) -> None:
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.folder / "control"))
            control.sendall(line.encode() + b"\n")
            if control.recv(16) != b"done":
                raise RuntimeError(line)


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    (folder / "run").mkdir(parents=True)
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command += [*([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), sys.executable, __file__, str(folder)]
    log = (folder / "lab.log").open("wb")
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        give_up = monotonic() + START_S
        while not (folder / "control").exists():
            if child.poll() is not None or monotonic() > give_up:
                from tests.support.programs import cannot  # here: inside the namespaces there is no pytest to ask

                cannot(f"no virtual readers: {(folder / 'lab.log').read_text()}")
            sleep(0.02)
        yield Lab(folder)
    finally:
        child.kill()
        child.wait()
        log.close()


# --- inside the namespaces -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Document:
    """A chip of ours as a card."""

    chip: Chip
    atr: bytes = DOCUMENT_ATR

    def answer(self, command: bytes) -> bytes:
        return self.chip(command)

    def reset(self) -> None:
        self.chip.reset()


class Slot:
    """One place for a card: a connection to the driver is a card put in."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: socket.socket | None = None
        self._card: PivCard | Document | None = None

    def insert(self, card: PivCard | Document) -> None:
        self._card = card
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=START_S)
        self._connection.settimeout(None)
        threading.Thread(target=self._serve, args=(self._connection, card), daemon=True).start()

    def pull(self) -> None:
        if self._connection is not None and self._card is not None:
            self._card.reset()
            self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            self._connection = None

    def _serve(self, connection: socket.socket, card: PivCard | Document) -> None:
        take = exactly(quickly(connection))
        with suppress(OSError, EOFError, ChipGone), connection:
            while head := take(2):
                message = take(int.from_bytes(head, "big"))
                if len(message) > 1:
                    connection.sendall(framed(card.answer(message)))
                elif message == GIVE_ATR:
                    connection.sendall(framed(card.atr))
                else:
                    card.reset()


def load_card(path: Path) -> PivCard | Document:
    told = json.loads(path.read_text())
    if "files" in told:
        return Document(Chip(*read_chip(path.read_bytes())))
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    keys = {int(ref): load_der_private_key(b64decode(key), None) for ref, key in told["keys"].items()}
    certificates = {int(ref): b64decode(found) for ref, found in told["certificates"].items()}
    return PivCard(told["name"], told["pin"], keys, certificates)  # type: ignore[arg-type]


def start_daemon(folder: Path, configuration: Path) -> "subprocess.Popen[bytes]":
    daemon = subprocess.Popen(["pcscd", "--foreground", "--config", str(configuration.resolve())])
    while not (folder / "run" / "pcscd.comm").exists():
        sleep(0.02)
    return daemon


def main(folder: Path) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    Path("/run/pcscd").mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", str(folder / "run"), "/run/pcscd"], check=True)
    configuration = folder / "reader.conf.d"
    configuration.mkdir()
    (configuration / "lab").write_text(
        f'FRIENDLYNAME "Lab"\nDEVICENAME /dev/null:{FIRST_PORT:#X}\nLIBPATH {DRIVER}\nCHANNELID {FIRST_PORT:#X}\n'
    )
    daemon = start_daemon(folder, configuration)
    slots = [Slot(FIRST_PORT + number) for number in range(SLOTS)]
    cards: dict[str, PivCard | Document] = {}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "control.new"))
        listener.listen()
        (folder / "control.new").rename(folder / "control")
        while True:
            client, _ = listener.accept()
            with client:
                word, slot, *rest = client.makefile().readline().split()
                if word == "insert":
                    card = cards.setdefault(rest[0], load_card(folder / f"{rest[0]}.json"))
                    slots[int(slot)].insert(card)
                elif word == "pull":
                    slots[int(slot)].pull()
                elif word == "stop":
                    daemon.kill()
                    daemon.wait()
                    for name in ("pcscd.comm", "pcscd.pid"):
                        (folder / "run" / name).unlink(missing_ok=True)
                else:
                    daemon = start_daemon(folder, configuration)
                client.sendall(b"done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
