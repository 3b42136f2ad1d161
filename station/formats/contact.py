"""Bytes and `Contact`: read only from behind a seal of our own."""

import json

from station.domain.contact import Contact


def encode_contact(contact: Contact) -> bytes:
    return json.dumps({"name": contact.name, "phone": contact.phone}, ensure_ascii=False).encode()


def decode_contact(data: bytes) -> Contact:
    """Raises ValueError where it is none."""
    found = json.loads(data)
    if not isinstance(found, dict) or set(found) != {"name", "phone"}:
        raise ValueError("a contact has a name and a phone")
    if not all(isinstance(text, str) for text in found.values()):
        raise ValueError("a contact's parts are texts")
    return Contact(found["name"], found["phone"])
