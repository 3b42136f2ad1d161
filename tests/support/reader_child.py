"""A program that uses the readers of a card lab: `python reader_child.py`, with the lab's environment. The library of
PC/SC looks once, at its first use in a process, for the service it talks to.

It takes one line a question, JSON, and answers each with one line: ["found", value] or ["refused", code].
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from crypto.emrtd.errors import ChipError, ChipGone
from crypto.emrtd.files import COM, DATA_GROUPS
from crypto.emrtd.passwords import Can, MrzKey
from crypto.emrtd.terminal import Terminal
from devices.adapters.pcsc.adapter import PcscAdapter
from devices.adapters.pcsc.reader import PcscReader
from devices.api import AdapterUnavailable, CancelScope, CardAbsent, CardConnection, CardSeen, DeviceError

_WAIT_S = 15.0


class Desk:
    def __init__(self) -> None:
        self.adapter = PcscAdapter()
        self.readers: dict[int, PcscReader] = {}
        self.cards: dict[int, Iterator[CardSeen]] = {}
        self.connections: dict[int, CardConnection] = {}

    def listed(self) -> list[str]:
        return [info.device_id for info in self.adapter.discover({})]

    def next(self, which: int) -> list[Any]:
        """What lies on a reader, or what changed since it was asked last."""
        if which not in self.cards:
            self.cards[which] = self._reader(which).cards(CancelScope())
        seen = next(self.cards[which])
        return [seen.change, seen.present, seen.atr.hex()]

    def connect(self, which: int) -> str:
        self.connections[which] = self._reader(which).connect(CancelScope(_WAIT_S))
        return self.connections[which].atr.hex()

    def elsewhere(self, which: int) -> str:
        """As another program would."""
        other = self.adapter.open(self.adapter.discover({})[which], {})
        connection = other.connect(CancelScope(_WAIT_S))
        connection.close()
        return "connected"

    def transmit(self, which: int, command: str) -> str:
        return self.connections[which].transmit(bytes.fromhex(command)).hex()

    def read(self, which: int, can: str, *mrz: str) -> list[Any]:
        """How it was opened, and how many bytes EF.COM and data group 1 and 2 have."""
        connection = self.connections[which]

        def transmit(command: bytes) -> bytes:
            try:
                return connection.transmit(command)
            except CardAbsent:
                raise ChipGone from None

        def connect() -> Callable[[bytes], bytes]:
            connection.reset()
            return transmit

        terminal = Terminal(connect)
        access = terminal.open(Can(can) if can else MrzKey(*mrz))
        return [access.by, *(len(terminal.read(each)) for each in (COM, DATA_GROUPS[1], DATA_GROUPS[2]))]

    def close(self, which: int) -> str:
        self.connections.pop(which).close()
        return "closed"

    def checks(self, which: int) -> list[list[str]]:
        return [[each.code, each.outcome] for each in self._reader(which).self_test(CancelScope(_WAIT_S))]

    def _reader(self, which: int) -> PcscReader:
        if which not in self.readers:
            self.readers[which] = self.adapter.open(self.adapter.discover({})[which], {})
        return self.readers[which]


def main() -> None:
    desk = Desk()
    for line in sys.stdin:
        word, *rest = json.loads(line)
        try:
            answer = ["found", getattr(desk, word)(*rest)]
        except (DeviceError, ChipError) as error:
            answer = [
                "refused",
                error.code,
                str(error.params.get("reason", "")) if isinstance(error, AdapterUnavailable) else "",
            ]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
