"""What stands beside a zone: its check digits, and what it says otherwise than what is entered of the applicant. No Qt
of its own."""

from collections.abc import Iterator, Sequence

from station.services.form_view import Difference
from station.services.mrz_marks import MrzMark
from ui.messages import say
from ui.widgets.checklist import CheckItem, CheckState
from ui.widgets.field_words import label_key

_STATES: dict[bool | None, CheckState] = {True: "ok", False: "fail", None: "wait"}


def zone_checks(marks: Sequence[MrzMark], differs: Sequence[Difference]) -> Iterator[CheckItem]:
    """Of a zone of which every digit holds the last one alone, which runs over all."""
    shown = marks[-1:] if all(mark.right for mark in marks) else marks
    for mark in shown:
        yield CheckItem(mark.item, _STATES[mark.right], say(f"field.check.{mark.item}"))
    for each in differs:
        label = say(label_key(each.field))
        words = say("field.check.differs", label=label, said=each.said, entered=each.entered)
        yield CheckItem(each.field, "fail", words)
