"""Standard input that is no terminal: one PIN a line."""

from collections.abc import Iterator


class Typed:
    def __init__(self, pins: Iterator[str]) -> None:
        self._pins = pins

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return next(self._pins) + "\n"
