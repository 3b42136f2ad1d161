"""From the approved container to the object and its buffers, everything personal in clear no more.

data/application.json   the object's skeleton; `biographicData` becomes the text of one encrypted buffer
imageRef, templateRef, dataRef   a path in the container before, a buffer now
every other file        a part of the document SIGNED_CONTAINER, so that the receiver can put the container together
                        again and check both signatures: all of application.json is in it
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence

import rfc8785

from station.packet import layout
from station.packet.content import PacketFile
from station.receivers.osia.form.members import ENCRYPTED
from station.receivers.osia.scope import Json
from station.receivers.osia.submission import Buffer, Submission

CONTAINER = "SIGNED_CONTAINER"
_REFERENCES = ("imageRef", "templateRef")
_NOT_IN_CLEAR = ("format", "operator", "entered", "exceptions", "proofs", "overrides", "notices", "records")


def compose(files: Sequence[PacketFile], encrypt: Callable[[bytes], bytes]) -> Submission:
    """files: of the container, in its order. The submission is not signed yet. Raises what encrypt raises."""
    held = {file.path: file.data for file in files}
    application: Json = json.loads(held[layout.APPLICATION])
    biometrics: list[Json] = application["biometricData"]
    documents: list[Json] = application.get("documentData", [])
    places = dict(_references(biometrics, documents))
    rest = [file.path for file in files if file.path not in places.values()]
    places |= {f"/documentData/{len(documents)}/parts/{number}/dataRef": path for number, path in enumerate(rest)}
    documents.append(_container(rest))
    buffers = tuple(Buffer(place, encrypt(held[path])) for place, path in places.items())
    sealed = b64encode(encrypt(rfc8785.dumps(application["biographicData"]))).decode()
    value = {
        "enrollmentType": application["enrollmentType"],
        "enrollmentFlags": application["enrollmentFlags"],
        "contextualData": _contextual(application["contextualData"], buffers),
        "biographicData": sealed,
        "biometricData": biometrics,
        "documentData": documents,
        "encryption": {"type": "PKCS7", "scope": ENCRYPTED},
    }
    return Submission(application["enrollmentId"], value, buffers)


def _references(biometrics: Sequence[Json], documents: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Take the paths out of the object: (place, path in the container)."""
    for number, item in enumerate(biometrics):
        for member in _REFERENCES:
            if member in item:
                yield f"/biometricData/{number}/{member}", item.pop(member)
    for number, document in enumerate(documents):
        for index, part in enumerate(document["parts"]):
            yield f"/documentData/{number}/parts/{index}/dataRef", part.pop("dataRef")


def _container(paths: Sequence[str]) -> Json:
    """What else the container holds. pages: the place of each among these files, from 1."""
    return {
        "documentType": "OTHER",
        "documentTypeOther": CONTAINER,
        "parts": [
            {"pages": [number], "mimeType": layout.media_type_of(path)} for number, path in enumerate(paths, start=1)
        ],
    }


def _contextual(context: Json, buffers: Sequence[Buffer]) -> Json:
    """Where and when; by whom only as certificates. In the container alone is what was corrected, why something is not
    taken, or is taken though a rule refuses it, and what the applicant was told, wished and confirmed. buffers: SHA-256
    as sent, in the order of the object."""
    told = {name: value for name, value in context.items() if name not in _NOT_IN_CLEAR}
    captured_by = [each["credential"] for each in context["capturedBy"]]
    return {**told, "capturedBy": captured_by, "buffers": [buffer.sha256 for buffer in buffers]}
