"""Data group 11: additional personal details (ICAO Doc 9303-10 clause 4.7.11)."""

from dataclasses import dataclass, field

from crypto.emrtd.files import GROUP_TAGS
from station.formats.lds.details import Details, Left, Name, digits_bytes, name_bytes, text_bytes, write_details
from station.formats.lds.tlv import read_one

_NAME, _OTHER_NAMES, _PERSONAL_NUMBER, _BIRTH, _BIRTH_PLACE = 0x5F0E, 0x5F0F, 0x5F10, 0x5F2B, 0x5F11
_ADDRESS, _TELEPHONE, _PROFESSION, _TITLE, _SUMMARY = 0x5F42, 0x5F12, 0x5F13, 0x5F14, 0x5F15
_CITIZENSHIP, _OTHER_DOCUMENTS, _CUSTODY = 0x5F16, 0x5F17, 0x5F18
_DAY = 8


@dataclass(frozen=True, repr=False)
class PersonalDetails:
    """Each empty where the document does not say it. birth: YYYYMMDD, 00 for a part that is unknown. birth_place,
    address: lines. citizenship: a picture of the proof. left: what could not be read."""

    name: Name | None = None
    other_names: tuple[Name, ...] = ()
    personal_number: str = ""
    birth: str = ""
    birth_place: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    telephone: str = ""
    profession: str = ""
    title: str = ""
    summary: str = ""
    citizenship: bytes = b""
    other_documents: tuple[str, ...] = ()
    custody: str = ""
    left: Left = field(default_factory=Left)


def write_dg11(details: PersonalDetails) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    return write_details(
        GROUP_TAGS[11],
        (
            (_NAME, name_bytes(details.name)),
            (_OTHER_NAMES, tuple(map(name_bytes, details.other_names))),
            (_PERSONAL_NUMBER, text_bytes(details.personal_number)),
            (_BIRTH, digits_bytes(details.birth, _DAY)),
            (_BIRTH_PLACE, text_bytes(*details.birth_place)),
            (_ADDRESS, text_bytes(*details.address)),
            (_TELEPHONE, text_bytes(details.telephone)),
            (_PROFESSION, text_bytes(details.profession)),
            (_TITLE, text_bytes(details.title)),
            (_SUMMARY, text_bytes(details.summary)),
            (_CITIZENSHIP, details.citizenship),
            (_OTHER_DOCUMENTS, text_bytes(*details.other_documents)),
            (_CUSTODY, text_bytes(details.custody)),
        ),
    )


def read_dg11(data: bytes) -> PersonalDetails:
    """Raises RecordUnreadable for what is no such group at all, RecordTooLarge."""
    found = Details(read_one(data, GROUP_TAGS[11]))
    return PersonalDetails(
        name=found.name(_NAME),
        other_names=found.names(_OTHER_NAMES),
        personal_number=found.text(_PERSONAL_NUMBER),
        birth=found.digits(_BIRTH, _DAY),
        birth_place=found.parts(_BIRTH_PLACE),
        address=found.parts(_ADDRESS),
        telephone=found.text(_TELEPHONE),
        profession=found.text(_PROFESSION),
        title=found.text(_TITLE),
        summary=found.text(_SUMMARY),
        citizenship=found.raw(_CITIZENSHIP),
        other_documents=found.parts(_OTHER_DOCUMENTS),
        custody=found.text(_CUSTODY),
        left=found.left,  # last: of what was asked for before
    )
