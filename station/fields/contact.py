"""How somebody is reached: telephone and e-mail."""

from station.domain.contact import email_is_wellformed, phone_is_wellformed
from station.fields.field import Around, Field, FieldType, Read, problem


def _phone(text: str, field: Field, _around: Around) -> Read:
    return Read(text) if phone_is_wellformed(text) else Read(None, problem("APP-PHONE", field))


def _email(text: str, field: Field, _around: Around) -> Read:
    return Read(text) if email_is_wellformed(text) else Read(None, problem("APP-EMAIL", field))


PHONE = FieldType("phone", "text", "line", _phone, longest=30)
EMAIL = FieldType("email", "text", "line", _email, longest=254)
