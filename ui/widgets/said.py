"""Lines as they are shown, in the language in use. No Qt."""

from station.domain.lines import Line, Word
from ui.messages import say


def said(line: Line) -> str:
    """What stands behind the label; "" where it is missing."""
    return line.between.join(say(part.key) if isinstance(part, Word) else part for part in line.said)
