"""Lines as they are shown, in the language in use. No Qt."""

from station.domain.lines import Choice, Line, Word
from ui.messages import Words, say
from ui.widgets.field_words import choice_key, label_key

_YES_NO = "field.choice.yes_no."


def label_of(line: Line) -> Words:
    """What the service calls it, else its own words, else the name of what stands in it."""
    return line.called or line.label or label_key(line.fields[0])


def said(line: Line) -> str:
    """What stands behind the label; "" where it is missing."""
    return line.between.join(_part(part) for part in line.said)


def _part(part: str | Word | Choice) -> str:
    if isinstance(part, Word):
        return say(part.key)
    if not isinstance(part, Choice):
        return part
    if part.called:
        return say(part.called)
    key = choice_key(part.field_id, "yes_no", part.word)
    if "." in part.field_id and key.startswith(_YES_NO):  # among what else is said of somebody: yes to what?
        return say("field.told", label=say(part.of or label_key(part.field_id)), word=say(key).lower())
    return say(key)
