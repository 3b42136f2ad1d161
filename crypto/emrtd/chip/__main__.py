"""A chip of ours as a program: `python -m crypto.emrtd.chip [FILE]` talks over its input and output, `--reader PORT`
over a virtual reader's connection. FILE: what is written into it (`stored`), else the invented document.

Each message, both ways, is its length in two bytes and itself. One byte: 0 power off, 1 power on, 2 reset, 4 what does
it answer to its reset; more bytes: a command, answered by its response. The end of the input takes the chip away.
"""

import argparse
import socket
import sys
from pathlib import Path

from crypto.emrtd.chip.card import Chip
from crypto.emrtd.chip.messages import exactly, quickly, serve
from crypto.emrtd.chip.specimen import specimen
from crypto.emrtd.chip.stored import read_chip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="chip", description="A simulated chip of a document")
    parser.add_argument("file", nargs="?", type=Path, help="what is written into it")
    parser.add_argument("--reader", type=int, metavar="PORT", help="of a virtual reader on this computer")
    wanted = parser.parse_args(arguments)
    personal, faults = (specimen(), None) if wanted.file is None else read_chip(wanted.file.read_bytes())
    chip = Chip(personal, faults)
    try:
        return _talk(chip, wanted.reader)
    except (EOFError, ConnectionError):  # the other side ended in the middle of a message
        return 1


def _talk(chip: Chip, port: int | None) -> int:
    if port is None:
        give, take = sys.stdout.buffer, sys.stdin.buffer

        def send(message: bytes) -> None:
            give.write(message)
            give.flush()

        serve(chip, exactly(take.read), send)
        return 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        serve(chip, exactly(quickly(connection)), connection.sendall)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
