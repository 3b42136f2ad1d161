"""How a chip wants to be read, as far as it is learnt by now: docs/adr/0187."""

from crypto.emrtd.apdu import EXTENDED_LE, SHORT_LE
from crypto.emrtd.files import Buffers

STEPS = (SHORT_LE, 231, 223, 192, 160, 128, 112)
SMALLEST = STEPS[-1]
_WRAPPED = 48
"""What secure messaging adds to a piece, at most: objects, padding, checksum, status word."""


class Ladder:
    """One for a chip, kept over its sessions. reader_limit: bytes of a response that the reader passes, if known."""

    def __init__(self, reader_limit: int | None = None) -> None:
        self._reader_limit = reader_limit
        self._sizes = list(STEPS)
        self.whole = True
        """Files are read by their short identifier, and the first piece is a large one."""

    @property
    def size(self) -> int:
        """Bytes to ask for at once."""
        return self._sizes[0]

    def learn(self, buffers: Buffers | None) -> None:
        """What EF.ATR/INFO says, where both chip and reader go beyond short length."""
        most = min(buffers.response if buffers else 0, self._reader_limit or EXTENDED_LE) - _WRAPPED
        if most > SHORT_LE:
            self._sizes = [most, *STEPS]

    def down(self) -> bool:
        """Ask for less from now on. False where there is no less."""
        if len(self._sizes) == 1:
            return False
        self._sizes.pop(0)
        return True

    def short(self) -> bool:
        """After nothing came at all: no extended length any more, which drivers may not pass. False where none was."""
        longer = len(self._sizes) > len(STEPS)
        if longer:
            self._sizes = list(STEPS)
        return longer

    def humbler(self) -> bool:
        """After the chip broke off: as Doc 9303 shows it first, then for less. False where nothing is left to try."""
        if self.whole:
            self.whole = False
            return True
        return self.down()
