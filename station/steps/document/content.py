"""The held document in the packet: the file documents/held.json, and the entry of `documentData` that names the
file."""

import rfc8785

from station.domain.document import DocumentKind, TravelDocument
from station.packet import layout
from station.packet.fields import HELD_DOCUMENT, members, values
from station.packet.part import Json, Part

_TYPES = {
    DocumentKind.PASSPORT: "PASSPORT",
    DocumentKind.ID_CARD: "ID_CARD",
    DocumentKind.BIRTH_CERTIFICATE: "BIRTH_CERTIFICATE",
    DocumentKind.OTHER: "OTHER",
}


def part(document: TravelDocument) -> Part:
    """Empty where the applicant holds no document."""
    if document.kind is DocumentKind.NONE:
        return Part()
    return Part(
        values=values(HELD_DOCUMENT, document),
        documents=(_entry(document.kind),),
        written={layout.HELD_DOCUMENT: rfc8785.dumps(members(HELD_DOCUMENT, document))},
    )


def _entry(kind: DocumentKind) -> Json:
    page = {"pages": [1], "dataRef": layout.HELD_DOCUMENT, "mimeType": "application/json"}
    other = {"documentTypeOther": "as stated by the applicant"} if kind is DocumentKind.OTHER else {}
    return {"documentType": _TYPES[kind], "parts": [page], **other}
