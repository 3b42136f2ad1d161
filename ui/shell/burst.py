"""Tells a machine-readable zone that a reader on the keyboard's cable sends from what a person types: by speed and by
shape. No Qt.

Keys that may begin a zone are held back until it is known what they are: with the first key that no zone has there,
or with the first pause, they are given on as they came, in their order. A person waits for a P or an A at most as long
as a reader takes between two signs. Nothing of a zone is ever typed anywhere, so nothing has to be taken back.
"""

from re import fullmatch
from typing import Generic, TypeVar

READER_MS = 60
"""Between two signs of a reader; slow ones take 30 or 40. A person who rolls over two keys is as quick; sixteen times
in a row nobody is: the quickest typists need more on the average."""
END_MS = 150
"""Behind the last sign; between two lines a reader may rest."""
_SURE = 16
_REPEATED_MS = 15  # no keyboard repeats a key that is held down sooner
# Kind of document, State, and what follows, as ICAO Doc 9303-3 section 4 and the national zones have them.
_BEGINS = r"[PIACV]([A-Z<]([A-Z<]{0,3}|[A-Z<]{3}[A-Z0-9<]*))?"

K = TypeVar("K")


class Burst(Generic[K]):
    """Of keys as the window has them, of a kind K. For keys that are pressed while no zone has the keyboard."""

    def __init__(self) -> None:
        self._held: list[K] = []
        self._text = ""
        self._last_ms = 0.0

    @property
    def waits_ms(self) -> int:
        """How long a pause ends it."""
        return END_MS if self._sure else READER_MS

    def paused(self, at_ms: float) -> bool:
        """Whether something is held, and the next key comes too late to belong to it."""
        return bool(self._held) and at_ms - self._last_ms > self.waits_ms

    def takes(self, key: K, sign: str, at_ms: float, *, repeated: bool = False) -> bool:
        """Whether the key is held, as one that may be of a zone. sign: as a US keyboard gives it, "\\n" for Return and
        Tab, "" for what is none. at_ms: when it was pressed. repeated: by being held down, as the system takes it;
        two equal signs of a quick reader look like that too."""
        if not self._sure:
            held_down = repeated and at_ms - self._last_ms >= _REPEATED_MS
            if not sign or held_down or fullmatch(_BEGINS, self._text + sign) is None:
                return False
        self._held.append(key)
        self._text += sign
        self._last_ms = at_ms
        return True

    def end(self) -> tuple[str, list[K]]:
        """What a reader sent; or, where a person typed, the keys to give on. Nothing is held any more."""
        zone = self._sure and "<" in self._text
        text, keys = self._text, self._held
        self._held, self._text = [], ""
        return (text, []) if zone else ("", keys)

    @property
    def _sure(self) -> bool:
        return len(self._text) >= _SURE
