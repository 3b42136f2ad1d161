"""How somebody is reached: telephone and e-mail. Only the form is checked, never whether somebody answers."""

import re

from station.fields.field import Field, FieldContext, FieldType, Read, problem

# ITU-T E.164 allows 15 digits; Armenian national numbers have 8 after the trunk 0.
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def phone_is_wellformed(text: str) -> bool:
    """Digits with an optional leading plus; spaces, hyphens, dots and brackets between them are ignored."""
    return _PHONE.fullmatch(re.sub(r"[ \-().]", "", text)) is not None


def email_is_wellformed(text: str) -> bool:
    """One "@", something before it, a dotted name after it; 254 characters at most (RFC 5321)."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def _phone(text: str, field: Field, _context: FieldContext) -> Read:
    return Read(text) if phone_is_wellformed(text) else Read(None, problem("APP-PHONE", field))


def _email(text: str, field: Field, _context: FieldContext) -> Read:
    return Read(text) if email_is_wellformed(text) else Read(None, problem("APP-EMAIL", field))


PHONE = FieldType("phone", "text", "line", _phone, longest=30)
EMAIL = FieldType("email", "text", "line", _email, longest=254)
