"""Data group 12: additional document details (ICAO Doc 9303-10 clause 4.7.12)."""

from dataclasses import dataclass, field

from crypto.emrtd.files import GROUP_TAGS
from station.formats.lds.details import Details, Left, Name, digits_bytes, name_bytes, text_bytes, write_details
from station.formats.lds.tlv import read_one

_AUTHORITY, _ISSUED, _OTHER_PERSONS, _OBSERVATIONS, _EXIT = 0x5F19, 0x5F26, 0x5F1A, 0x5F1B, 0x5F1C
_FRONT, _REAR, _PERSONALISED, _SYSTEM = 0x5F1D, 0x5F1E, 0x5F55, 0x5F56
_DAY, _MOMENT = 8, 14


@dataclass(frozen=True, repr=False)
class DocumentDetails:
    """Each empty where the document does not say it. issued: YYYYMMDD. other_persons: whom it is issued to as well.
    exit: tax or other requirements to leave. front, rear: pictures of the document. personalised: YYYYMMDDhhmmss, by
    the `system` of that serial number. left: what could not be read."""

    authority: str = ""
    issued: str = ""
    other_persons: tuple[Name, ...] = ()
    observations: str = ""
    exit: str = ""
    front: bytes = b""
    rear: bytes = b""
    personalised: str = ""
    system: str = ""
    left: Left = field(default_factory=Left)


def write_dg12(details: DocumentDetails) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    return write_details(
        GROUP_TAGS[12],
        (
            (_AUTHORITY, text_bytes(details.authority)),
            (_ISSUED, digits_bytes(details.issued, _DAY)),
            (_OTHER_PERSONS, tuple(map(name_bytes, details.other_persons))),
            (_OBSERVATIONS, text_bytes(details.observations)),
            (_EXIT, text_bytes(details.exit)),
            (_FRONT, details.front),
            (_REAR, details.rear),
            (_PERSONALISED, digits_bytes(details.personalised, _MOMENT)),
            (_SYSTEM, text_bytes(details.system)),
        ),
    )


def read_dg12(data: bytes) -> DocumentDetails:
    """Raises RecordUnreadable for what is no such group at all, RecordTooLarge."""
    found = Details(read_one(data, GROUP_TAGS[12]))
    return DocumentDetails(
        authority=found.text(_AUTHORITY),
        issued=found.digits(_ISSUED, _DAY),
        other_persons=found.names(_OTHER_PERSONS),
        observations=found.text(_OBSERVATIONS),
        exit=found.text(_EXIT),
        front=found.raw(_FRONT),
        rear=found.raw(_REAR),
        personalised=found.digits(_PERSONALISED, _MOMENT),
        system=found.text(_SYSTEM),
        left=found.left,  # last: of what was asked for before
    )
