"""A form as a page draws it: its fields in their order, which of them are asked for now, and with which input. Pure;
quick enough for each key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from station.domain.document import DocumentKind, DocumentSource
from station.domain.subject import GuardianRelation, LatinSource, PsnKind
from station.fields import Field, parts_of, type_of
from station.forms import Sheet
from station.forms.passport import passport

# Drafts have held the words of these choices in small letters since before there were profiles.
_WRITTEN: Mapping[str, str] = {
    word.value.upper(): word.value
    for words in (DocumentKind, DocumentSource, GuardianRelation, LatinSource, PsnKind)
    for word in words
}
_YES_NO = ("YES", "NO")


@dataclass(frozen=True)
class FieldView:
    """field_id: what its text is kept under; of a part, the end of it. widget: the input, or "" where nobody is ever
    asked. choices: as they are written into a case. begins: the text of a new case. parts: of a field that is made of
    others, for each of several."""

    field_id: str
    widget: str
    type: str
    shown: bool = True
    required: bool = False
    choices: tuple[str, ...] = ()
    repeated: bool = False
    begins: str = ""
    parts: tuple["FieldView", ...] = ()


def form_view(step: str, texts: Mapping[str, str], today: date) -> tuple[FieldView, ...]:
    """The form of a step; empty where the step has none. texts: of the case."""
    service = passport()
    rules = service.profile.fields
    return tuple(
        _view(
            each.field, each.shown, each.required, rules[each.field.id].begins, rules[each.field.id].when is not False
        )
        for each in Sheet(service, texts, today).form(step)
    )


def _view(field: Field, shown: bool, required: bool, begins: str = "", asked: bool = True) -> FieldView:
    kind = type_of(field.type)
    choices = _YES_NO if field.type == "yes_no" else field.choices
    return FieldView(
        field.id.rpartition(".")[2],
        kind.widget if asked else "",
        field.type,
        shown,
        required,
        tuple(_WRITTEN.get(choice, choice) for choice in choices),
        field.repeated,
        _WRITTEN.get(begins, begins),
        tuple(_view(part, shown=True, required=part.needed) for part in parts_of(field)),
    )
