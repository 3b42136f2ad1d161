"""A form as a page draws it: its fields in their order, which of them are asked for now, and with which input. Pure;
quick enough for each key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from station.domain.document import DocumentKind, DocumentSource
from station.domain.subject import GuardianRelation, LatinSource, PsnKind
from station.fields import Field, parts_of, type_of
from station.fields.holder import Difference
from station.fields.mrz import name_otherwise, own_rules
from station.forms import Asked, Circumstances, Sheet
from station.forms.document import is_over
from station.forms.printed import NAMES, Printed, printed
from station.profiles import Service
from station.workflow.step import Step

__all__ = ["Difference", "FieldView", "Form", "Printed", "is_over", "name_otherwise", "own_rules"]

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
    asked. choices: as they are written into a case. begins: the text of a new case. unsaid: what an empty one means to
    the service. parts: of a field that is made of others, for each of several. called, help, choice_names: words of the
    service's own, as `station.fields.Field` has them. script: of its letters, "hy", "la" or "cy"; "" for any."""

    field_id: str
    widget: str
    type: str
    shown: bool = True
    required: bool = False
    choices: tuple[str, ...] = ()
    repeated: bool = False
    begins: str = ""
    unsaid: str = ""
    parts: tuple["FieldView", ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    choice_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    script: str = ""


@dataclass(frozen=True)
class FormNow:
    """What a step asks while the texts of the case are as they are. fields: empty where it asks for none. printed: how
    the document will carry the names of a form that asks for them; None while it can not be said. due: what may be paid
    there with a terminal, in whole drams; 0 where nothing is. differs: what the zone of the held document says
    otherwise of the applicant."""

    fields: tuple[FieldView, ...]
    printed: Printed | None
    due: int
    differs: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Form:
    """What one step of a service asks. Safe across threads."""

    service: Service
    step: Step
    besides: Circumstances | None = field(default=None, compare=False)

    def now(self, texts: Mapping[str, str], today: date) -> FormNow:
        """texts: of the case."""
        sheet = Sheet(self.service, texts, today, self.besides)
        form = self.step.form(sheet)
        named = {each.field.id for each in form if each.shown}.issuperset(NAMES)
        return FormNow(
            tuple(self._view(each) for each in form),
            printed(self.service.profile.document, sheet) if named else None,
            self.step.due(sheet),
            sheet.differences(),
        )

    def _view(self, asked: Asked) -> FieldView:
        drawn = self._drawn.get(asked.field.id)
        if drawn is not None:
            return replace(drawn, shown=asked.shown, required=asked.required)
        # of the step itself: no draft of before holds such words
        return replace(_view(asked.field, asked.shown, asked.required), choices=asked.field.choices)

    @cached_property
    def _drawn(self) -> Mapping[str, FieldView]:
        """The fields of the service at this step: made once, since no answer changes how they are drawn."""
        rules, asks = self.service.profile.fields, self.service.asks
        names = next(each.fields for each in self.service.profile.steps if each.id == self.step.step_id)
        return {
            name: _view(asks[name], begins=rules[name].begins, asked=rules[name].when is not False) for name in names
        }


def _view(of: Field, shown: bool = True, required: bool = False, begins: str = "", asked: bool = True) -> FieldView:
    kind = type_of(of.type)
    choices = _YES_NO if of.type == "yes_no" else of.choices
    return FieldView(
        of.id.rpartition(".")[2],
        kind.widget if asked else "",
        of.type,
        shown,
        required,
        tuple(_WRITTEN.get(choice, choice) for choice in choices),
        of.repeated,
        _WRITTEN.get(begins, begins),
        _WRITTEN.get(of.default, of.default),
        tuple(_view(part, shown=True, required=part.needed) for part in parts_of(of)),
        of.called,
        of.help,
        {_WRITTEN.get(word, word): said for word, said in of.choice_names.items()},
        of.script or "",
    )
