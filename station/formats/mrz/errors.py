"""What is wrong with a zone, and where: line and position counted from 1; `item` is the data element's id."""

from station.domain.errors import StationError


class MrzError(StationError):
    """Any fault of a machine-readable zone. `params` always hold line and position."""

    retryable = True

    def __init__(self, *, line: int, position: int, **params: str | int) -> None:
        super().__init__(line=line, position=position, **params)
        self.line = line
        self.position = position


class MrzSize(MrzError):
    """Number or length of the lines fits no format. `expected` and `got` count characters, lines where `line` is 0."""

    code = "STN-250"


class MrzCharacter(MrzError):
    """A character other than A-Z, 0-9 and `<`."""

    code = "STN-251"


class MrzCheckDigit(MrzError):
    """A check digit does not agree with what it protects; a character of `item` or the digit itself is wrong."""

    code = "STN-252"


class MrzDate(MrzError):
    """Not a day of the calendar."""

    code = "STN-253"


class MrzField(MrzError):
    """A data element has a value that it cannot have, or that does not fit its place."""

    code = "STN-254"
