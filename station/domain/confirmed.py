"""What an applicant said of their application, they said of what stood there: it goes as soon as that changes.

As signatures do: a notice that says of other data that somebody found them right would be signed and sealed with them.
The audit log keeps that it was said.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from station.domain.citizen_view import DATA_CONFIRMED
from station.domain.item import SUMMARIES

if TYPE_CHECKING:
    from station.domain.enrollment import Enrollment

NAME_PARTS = ("surname", "given", "patronymic")
DATA_FIELDS = (*(f"{part}_{script}" for part in NAME_PARTS for script in ("hy", "latin")), "birth_date")
"""What is compared letter by letter; the zone is made of them."""


def data_texts(enrollment: "Enrollment") -> tuple[str, ...]:
    """What stands in these, in their order."""
    return tuple(enrollment.fields.get(name, "") for name in DATA_FIELDS)


def _whole(enrollment: "Enrollment") -> object:
    """All that a summary says."""
    return enrollment.values, enrollment.samples, enrollment.items, enrollment.links, enrollment.overrides


_OF: Mapping[str, Callable[["Enrollment"], object]] = {
    DATA_CONFIRMED: data_texts,
    **dict.fromkeys(SUMMARIES, _whole),
}


def said_still(before: "Enrollment", after: "Enrollment") -> "Enrollment":
    """The changed one, with what holds of all that was said of it."""
    void = {about for about, of in _OF.items() if of(before) != of(after)}
    notices = tuple(each for each in after.notices if each.about not in void)
    return after if notices == after.notices else replace(after, notices=notices)
