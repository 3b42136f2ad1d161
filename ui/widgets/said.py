"""Lines as they are shown, in the language in use. No Qt."""

from station.domain.lines import Choice, Country, Line, Word, Zone
from station.domain.override import FINGER_QUALITY, FailedCheck
from station.domain.sample import Finger
from ui.messages import Words, code_text, joined, listed, say
from ui.widgets.field_words import choice_key, label_key, state_words

_YES_NO = "field.choice.yes_no."


def label_of(line: Line) -> Words:
    """What the service calls it, else its own words, else the name of what stands in it."""
    return line.called or line.label or label_key(line.fields[0])


def said(line: Line, *, details: bool = False) -> str:
    """What stands behind the label; "" where it is missing; a paper that is called as its
    label is, is there. details: with what was measured."""
    words = listed((_part(part, details=details) for part in line.said), line.between)
    return say("review.there") if words and words == say(label_of(line)) else words


def check_words(check: FailedCheck, *, details: bool) -> str:
    """A check that did not hold, by its name. details: what was measured and the limit, too, for those who asked for
    numbers and for those who decide by them."""
    name = code_text(check.code).happened
    if check.code == FINGER_QUALITY:
        name = say(f"fingerprints.finger.{Finger[check.about.upper()].value}")
    elif check.about.upper() in Finger.__members__:
        name = joined(say(f"fingerprints.finger.{Finger[check.about.upper()].value}"), name)
    elif check.about:
        name = say("override.measure", name=check.about)
    if not details:
        return name
    value = "–" if check.value is None else f"{check.value:.3g}{check.unit}"
    return f"{name} {value} ({short_limit(check.limit)})" if check.limit else f"{name} {value}"


def short_limit(limit: str) -> str:
    """A limit as it fits into a narrow column: "|x| <= 5" is "±5", "4 <= x <= 77" is "4–77"."""
    if limit.startswith("|x| <= "):
        return "±" + limit.removeprefix("|x| <= ")
    low, between, high = limit.partition(" <= x <= ")
    if between:
        return f"{low}–{high}"
    return limit.replace("x >= ", "≥ ").replace("x <= ", "≤ ")


def _part(part: str | Word | Choice | Country | FailedCheck | Zone, *, details: bool) -> str:
    if isinstance(part, Word):
        return say(part.key)
    if isinstance(part, Country):
        name = state_words(part.code)
        return say(name) if name else part.code
    if isinstance(part, Zone):
        return part.text
    if isinstance(part, FailedCheck):
        return check_words(part, details=details)
    if not isinstance(part, Choice):
        return part
    if part.called:
        return say(part.called)
    key = choice_key(part.field_id, "yes_no", part.word)
    if "." in part.field_id and key.startswith(_YES_NO):  # among what else is said of somebody: yes to what?
        return joined(say(part.of or label_key(part.field_id)), say(key).lower())
    return say(key)
