"""What an applicant said of their application, they said of what stood there: it goes as soon as that changes.

As signatures do: a notice that says of other data that somebody found them right would be signed and sealed with them.
The audit log keeps that it was said.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from station.domain.citizen_view import DATA_CONFIRMED
from station.domain.item import SUMMARIES, Item, LinkKind, Notice
from station.domain.override import Override
from station.domain.sample import Samples
from station.domain.value import FieldValue

NAME_PARTS = ("surname", "given", "patronymic")
DATA_FIELDS = (*(f"{part}_{script}" for part in NAME_PARTS for script in ("hy", "latin")), "birth_date")
"""What is compared letter by letter; the zone is made of them."""


class Application(Protocol):
    """An application (`station.domain.enrollment`), as far as somebody can say that it is right."""

    @property
    def values(self) -> Mapping[str, FieldValue]: ...
    @property
    def samples(self) -> Samples: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def links(self) -> Mapping[LinkKind, FieldValue]: ...
    @property
    def overrides(self) -> tuple[Override, ...]: ...
    @property
    def notices(self) -> tuple[Notice, ...]: ...


def data_texts(of: Application) -> tuple[str, ...]:
    """What stands in DATA_FIELDS, in their order."""
    return tuple(of.values[name].text if name in of.values else "" for name in DATA_FIELDS)


def _whole(of: Application) -> object:
    """All that a summary says."""
    return of.values, of.samples, of.items, of.links, of.overrides


_OF: Mapping[str, Callable[[Application], object]] = {DATA_CONFIRMED: data_texts, **dict.fromkeys(SUMMARIES, _whole)}


def still_said(before: Application, after: Application) -> tuple[Notice, ...]:
    """The notices of the changed one that hold."""
    void = {about for about, of in _OF.items() if of(before) != of(after)}
    return tuple(each for each in after.notices if each.about not in void)
