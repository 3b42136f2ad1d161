"""The chip's files: selected, read in pieces, and who may (Doc 9303 part 10 clause 3.6)."""

from crypto.emrtd import tlv
from crypto.emrtd.apdu import END_OF_FILE, OK, READ_BINARY_ODD, SHORT_LE, Command, Response
from crypto.emrtd.chip.faults import Faults
from crypto.emrtd.chip.personal import Personal
from crypto.emrtd.chip.session import Says
from crypto.emrtd.chip.state import State
from crypto.emrtd.errors import MalformedTlv
from crypto.emrtd.files import APPLICATION, ATR_INFO, CARD_ACCESS, DIR, MASTER_FILE
from crypto.emrtd.reading import DATA, OFFSET

NOT_ALLOWED, NOT_FOUND, NO_FILE, WRONG_OFFSET = 0x6982, 0x6A82, 0x6986, 0x6B00
_PUBLIC = frozenset({CARD_ACCESS.identifier, ATR_INFO.identifier, DIR.identifier})
_RIGHTS = {0x0103: 1, 0x0104: 2}
"""Bits of a certificate's rights: fingers, irises."""
_MASTER_SHORT = {0x1C: 0x011C, 0x1D: 0x011D, 0x01: 0x2F01, 0x1E: 0x2F00}


class Files:
    def __init__(self, personal: Personal, faults: Faults) -> None:
        self._personal, self._faults = personal, faults

    def select(self, command: Command, state: State) -> None:
        """Raises Says."""
        if command.p1 == 4:
            if command.data != APPLICATION:
                raise Says(NOT_FOUND)
            state.application, state.file = True, None
        elif command.p1 == 0 and command.data in (b"", MASTER_FILE):
            if self._faults.master_file != OK:
                raise Says(self._faults.master_file)
            state.application, state.file = False, None
        else:
            identifier = int.from_bytes(command.data, "big")
            self._require_readable(identifier, state)
            state.file = identifier

    def read(self, command: Command, state: State) -> Response:
        """READ BINARY with both INS. Raises Says."""
        data, offset = self._where(command, state)
        if offset > len(data):
            raise Says(WRONG_OFFSET)
        wanted = command.le or 0
        if self._faults.most is not None and wanted > self._faults.most:
            raise Says(self._faults.too_much)
        end = self._faults.cuts.get(state.file or 0)
        if end is not None and offset >= end:
            raise Says(WRONG_OFFSET)
        given = min(wanted, self._room(state))
        if command.ins == READ_BINARY_ODD:
            given -= len(tlv.write(DATA, bytes(given))) - given
        piece = data[offset : min(offset + given, len(data) if end is None else end)]
        short = len(piece) < given and wanted < SHORT_LE
        return Response(
            tlv.write(DATA, piece) if command.ins == READ_BINARY_ODD else piece, END_OF_FILE if short else OK
        )

    def _where(self, command: Command, state: State) -> tuple[bytes, int]:
        if command.ins == READ_BINARY_ODD:
            try:
                offset = int.from_bytes(tlv.one(command.data, OFFSET), "big")
            except MalformedTlv:
                raise Says(WRONG_OFFSET) from None
        elif command.p1 & 0x80:
            if self._faults.no_short:
                raise Says(0x6A86)
            short = command.p1 & 0x1F
            state.file = self._by_short(short, state)
            offset = command.p2
        else:
            offset = command.p1 << 8 | command.p2
        if state.file is None:
            raise Says(NO_FILE)
        return self._require_readable(state.file, state), offset

    def _by_short(self, short: int, state: State) -> int:
        if not state.application:
            return _MASTER_SHORT.get(short, 0)
        return 0x0100 | short

    def _require_readable(self, identifier: int, state: State) -> bytes:
        files = self._personal.application if state.application else self._personal.master
        public = not state.application and identifier in _PUBLIC
        if not public and not state.unlocked and not self._personal.open:
            raise Says(NOT_ALLOWED)
        if identifier not in files:
            raise Says(NOT_FOUND)
        if state.application and identifier in self._personal.guarded and not state.rights & _RIGHTS.get(identifier, 0):
            raise Says(NOT_ALLOWED)
        return files[identifier]

    def _room(self, state: State) -> int:
        most = state.most
        return most if state.session is None else state.session.room(most)
