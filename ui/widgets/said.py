"""Lines as they are shown, in the language in use. No Qt."""

from station.domain.lines import Choice, Line, Word
from ui.messages import say
from ui.widgets.field_words import choice_key, label_key


def label_of(line: Line) -> str:
    """Key of its own words, or of the name of what stands in it."""
    return line.label or label_key(line.fields[0])


def said(line: Line) -> str:
    """What stands behind the label; "" where it is missing."""
    return line.between.join(_part(part) for part in line.said)


def _part(part: str | Word | Choice) -> str:
    if isinstance(part, Word):
        return say(part.key)
    return say(choice_key(part.field_id, "yes_no", part.word)) if isinstance(part, Choice) else part
