"""What proves the reasons for which something is not taken, in the packet: a photograph, and who else saw it."""

from collections.abc import Mapping

from station.domain.proven import Proven, Seen
from station.domain.sample import Blob, Modality
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.part import Json, Part

EXCEPTION_PHOTO = "EXCEPTION_PHOTO"
"""Type of its document; the enrollment object has no word for it."""


def proof_part(what: Modality, proven: Proven) -> Part:
    """Nothing where nothing is asked for and nothing is there."""
    if not proven.asked and proven.photo is None and proven.second is None:
        return Part()
    if proven.photo is None:
        return Part(proven={what: proven})
    path = layout.exception_photo(what, proven.photo.media_type)
    return Part(
        proven={what: proven}, documents=(_document(what, proven, path, proven.photo),), kept={path: proven.photo}
    )


def proofs_told(given: Mapping[Modality, Proven]) -> Json:
    """asked: also what is not there, so that a reader sees what the service wanted."""
    return {what.value: {"asked": list(proven.asked), **_second(proven.second)} for what, proven in given.items()}


def _second(seen: Seen | None) -> Json:
    if seen is None:
        return {}
    by = seen.by
    person = {"credential": by.credential_id, "identifier": by.identifier, "key": by.key, "name": by.name}
    told = {**person, "organisation": by.organisation}
    return {"second": {"by": told, **({"at": moment_text(seen.at)} if seen.at is not None else {})}}


def _document(what: Modality, proven: Proven, path: str, photo: Blob) -> Json:
    taken = proven.taken
    return {
        "documentType": "OTHER",
        "documentTypeOther": EXCEPTION_PHOTO,
        "instance": what.name,
        "parts": [
            {
                "pages": [1],
                "dataRef": path,
                "mimeType": photo.media_type,
                "width": photo.width,
                "height": photo.height,
                **({"captureDevice": taken.text} if taken is not None else {}),
                **({"captureDate": moment_text(taken.at)} if taken is not None and taken.at is not None else {}),
            }
        ],
    }
