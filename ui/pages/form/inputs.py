"""The input that a field is filled in with, by the widget id of its type."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLineEdit

from station.services.form_view import FieldView
from ui.pages.form import latin
from ui.widgets.choice import ChoiceBox, Segmented
from ui.widgets.date_input import DateInput
from ui.widgets.field_words import choice_key
from ui.widgets.form import Editor
from ui.widgets.lines_input import LinesInput
from ui.widgets.mrz import MrzInput

# Few and short enough to lie open; all other choices drop down.
_OPEN = frozenset({"sex", "document_kind"})
_SCANNED = "ref"
"""Type of numbers that stand as a bar code on a paper."""


class UnknownWidget(LookupError):
    """A type of field names an input that the window does not have."""


def input_for(name: str, field: FieldView) -> Editor:
    """name: the whole id. Raises UnknownWidget."""
    make = _MADE.get(field.widget)
    if make is None:
        raise UnknownWidget(field.widget)
    return make(name, field)


def _line(_name: str, field: FieldView) -> Editor:
    """A reader of bar codes ends what it types with Return: then the next is asked, as after Tab."""
    editor = QLineEdit()
    if field.type == _SCANNED:
        editor.returnPressed.connect(lambda: editor.window().focusNextChild())
    return editor


def _code(_name: str, _field: FieldView) -> Editor:
    editor = QLineEdit()
    editor.setMaxLength(3)
    return editor


def _choice(name: str, field: FieldView) -> Editor:
    words = [word for word in field.choices if not (latin.stem_of(name) and word == latin.TABLE)]
    options = [(word, field.choice_names.get(word) or choice_key(name, field.type, word)) for word in words]
    return Segmented(options) if name in _OPEN or field.type == "yes_no" else ChoiceBox(options)


def _kept(_name: str, _field: FieldView) -> Editor:
    """Shows which page is kept; nobody types it."""
    editor = QLineEdit()
    editor.setReadOnly(True)
    return editor


_MADE: Mapping[str, Callable[[str, FieldView], Editor]] = {
    "line": _line,
    "name": _line,
    "lines": lambda _name, _field: LinesInput(),
    "date": lambda _name, _field: DateInput(),
    "country": _code,
    "choice": _choice,
    "mrz": lambda _name, _field: MrzInput(),
    "attachment": _kept,
}
WIDGETS = frozenset(_MADE) | {"group"}
"""Every widget id that a type of field may have; a group is drawn by `group`."""
