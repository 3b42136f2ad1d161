"""The input that a field is filled in with, by the widget id of its type."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLineEdit

from station.domain.document import DocumentKind
from station.services.form_view import FieldView
from ui.pages.form import latin
from ui.widgets.choice import ChoiceBox
from ui.widgets.date_input import DateInput
from ui.widgets.field_words import choice_key
from ui.widgets.form import Editor
from ui.widgets.lines_input import LinesInput
from ui.widgets.mrz import MrzInput
from ui.widgets.position_line import PositionLine, Taken
from ui.widgets.segmented import Segmented

# Few and short enough to lie open; all other choices drop down.
_OPEN = frozenset({"sex", "document_kind"})
BY_PLACE: Mapping[str, Taken] = {
    "date_partial": "digits",
    "email": "latin",
    "money": "digits",
    "number": "digits",
    "phone": "digits",
    "postcode": "digits",
    "psn": "digits",
    "doc_number": "number",
    "ref": "number",
}
"""What lines of a type are typed by the place of the keys; those of all others by the layout that is on."""
_LATIN = frozenset({"payment_receipt"})
"""Numbers that are refused in other letters."""
_NUMBER, _KIND = "document_number", "document_kind"
_TRAVEL = frozenset({DocumentKind.PASSPORT, DocumentKind.ID_CARD})


class UnknownWidget(LookupError):
    """A type of field names an input that the window does not have."""


def input_for(name: str, field: FieldView) -> Editor:
    """name: the whole id. Raises UnknownWidget."""
    make = _MADE.get(field.widget)
    if make is None:
        raise UnknownWidget(field.widget)
    return make(name, field)


def suit_number(name: str, editor: Editor, values: Mapping[str, str]) -> None:
    """The number of a travel document is of Latin letters; the series of a certificate may be Armenian."""
    if name.endswith(_NUMBER) and isinstance(editor, PositionLine):
        kind = values.get(name.removesuffix(_NUMBER) + _KIND, "")
        editor.takes = "latin" if kind in _TRAVEL else "number"


def _line(name: str, field: FieldView) -> Editor:
    takes: Taken | None = "latin" if name in _LATIN else BY_PLACE.get(field.type)
    return QLineEdit() if takes is None else PositionLine(takes)


def _code(_name: str, _field: FieldView) -> Editor:
    editor = PositionLine("latin")
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
