"""Free text: one line of it, or several with the language they are in."""

from station.domain.languages import LANGUAGES, OTHER
from station.fields.field import Field, FieldContext, FieldType, Read, of_parts
from station.fields.scripts import foreign_letter, mixed_word


def read_text(text: str, field: Field, context: FieldContext) -> Read:
    """Digits and marks stand in a text of one script too."""
    typed = context.typed(field)
    strangers = foreign_letter(typed, field.script, field.id) if field.script else mixed_word(typed, field.id)
    return Read(None if strangers else text, strangers)


def _told(field: Field) -> tuple[Field, ...]:
    return (
        Field(f"{field.id}.language", "choice", choices=(*LANGUAGES, OTHER), needed=True),
        Field(f"{field.id}.words", "lines", longest=field.longest, needed=True),
    )


TEXT = FieldType("text", "text", "line", read_text, takes=frozenset({"script"}), joiners=True)
LINES = FieldType("lines", "text", "lines", lambda text, *_: Read(text), longest=4_000, lines=True, joiners=True)
TEXT_LONG = FieldType("text_long", "other", "group", of_parts, parts=_told)
