"""What steps with typed fields of the profile have in common: their problems, their content, and their lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Choice, Country, Line, Shown
from station.domain.sample import Modality
from station.fields import Field, Json, items, packed, parts_of
from station.forms import Asked, Sheet
from station.packet.further import further
from station.packet.part import Part
from station.steps.base import ProfileStep

_LONG = 60  # characters: such a text has the whole width


@dataclass(frozen=True)
class TypedStep(ProfileStep):
    page: ClassVar[str] = "form"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        return sheet.problems(self.step_id)

    def blank(self, enrollment: Enrollment, sheet: Sheet) -> bool:
        asked = tuple(each for each in self.form(sheet) if each.shown)
        texts = enrollment.fields
        return bool(asked) and not any(texts.get(name) for each in asked for name in _held(each.field, texts))

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return further(self.typed(sheet))

    def typed(self, sheet: Sheet, but: Collection[str] = ()) -> Mapping[str, Json]:
        """The fields that are filled in, as the packet has them. but: fields that are said otherwise."""
        asked = self.service.asks
        values = {name: sheet.value(name) for name in self.said.fields if name not in but}
        return {name: packed(value, asked[name]) for name, value in values.items() if value is not None}

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        return self.lines_of(enrollment, self.form(sheet))

    def lines_of(self, enrollment: Enrollment, form: Iterable[Asked]) -> tuple[Line, ...]:
        texts = enrollment.fields
        lines = ((each, line) for each in form if each.shown for line in _lines(each.field, texts))
        return tuple(line for each, line in lines if line.said or each.required)


def _lines(field: Field, texts: Mapping[str, str]) -> Iterator[Line]:
    """A line for a field with all of its parts; for a repeated field, a line for each repetition. Nothing typed yet:
    one line without text, which the review shows as missing."""
    each = items(field, texts) if field.repeated else (field,)
    for one in each or (field,):
        leaves = tuple(_leaves(one, texts))
        said = tuple(_said(leaf, texts[leaf.id]) for leaf in leaves if texts.get(leaf.id))
        fields = dict.fromkeys((field.id, *(leaf.id for leaf in leaves)))
        whole = len(leaves) > 1 or any(len(text) > _LONG for text in said if isinstance(text, str))
        yield Line("", said, tuple(fields), wide=whole, called=field.called)


def _held(field: Field, texts: Mapping[str, str]) -> Iterator[str]:
    """Ids of all in which its text may stand."""
    return (leaf.id for leaf in _leaves(field, texts))


def _leaves(field: Field, texts: Mapping[str, str]) -> Iterator[Field]:
    """The innermost parts of a field: those that hold typed text themselves."""
    inner = items(field, texts) if field.repeated else parts_of(field)
    if not field.repeated and not inner:
        yield field
    for each in inner:
        yield from _leaves(each, texts)


def _said(field: Field, text: str) -> str | Choice | Country:
    if field.type == "country":
        return Country(text.upper())
    if field.type not in ("choice", "yes_no"):
        return text
    word = text.upper()
    return Choice(field.id, word, field.choice_names.get(word, {}), field.called)
