"""What is made of other fields: a document that was shown, a person, any group."""

from station.fields.field import Field, FieldType, of_parts

_KINDS = ("PASSPORT", "ID_CARD", "BIRTH_CERTIFICATE", "OTHER")
_FORMS = ("ORIGINAL", "COPY", "TRANSLATION")


def _document(field: Field) -> tuple[Field, ...]:
    """choices: which kinds of document."""
    return (
        Field(
            f"{field.id}.kind", "choice", choices=field.choices or _KINDS, needed=True, choice_names=field.choice_names
        ),
        Field(f"{field.id}.issuer", "country"),
        Field(f"{field.id}.number", "doc_number", needed=True),
        Field(f"{field.id}.authority", "text", longest=60),
        Field(f"{field.id}.issued", "date"),
        Field(f"{field.id}.expiry", "date"),
        Field(f"{field.id}.form", "choice", choices=_FORMS),
    )


def _members(field: Field) -> tuple[Field, ...]:
    return field.own_members


DOCUMENT = FieldType("document", "other", "group", of_parts, parts=_document, takes=frozenset({"choices"}))
PERSON = FieldType("person", "people", "group", of_parts, parts=_members, takes=frozenset({"members"}))
GROUP = FieldType("group", "people", "group", of_parts, parts=_members, takes=frozenset({"members"}))
