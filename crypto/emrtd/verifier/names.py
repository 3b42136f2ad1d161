"""Names of issuers, compared as issued documents want it: in any order, any kind of string, any case and spacing.

A name finds candidates only. Which of them signed, the signature decides.
"""

from crypto import der

COUNTRY = der.oid("2.5.4.6")
Name = tuple[tuple[bytes, str], ...]
"""Attribute type and folded value, sorted."""
_WIDE = 0x1E
_MOST = 32


def read_name(name: der.Element) -> Name:
    """Raises MalformedDer, TooLarge."""
    found = []
    for several in name.fields(most=_MOST):
        for each in several.fields(der.SET, _MOST):
            pair = each.fields()
            kind, value = pair.next().encoded, pair.next()
            found.append((kind, _folded(value.tag, bytes(value.value))))
    return tuple(sorted(found))


def country(name: Name) -> str:
    """Two letters, capitals; "" where it says none."""
    return next((value.upper() for kind, value in name if kind == COUNTRY), "")


def _folded(tag: int, value: bytes) -> str:
    text = value.decode("utf-16-be" if tag == _WIDE else "utf-8", "replace")
    return " ".join(text.casefold().split())
