"""Biometric records in a packet: each is one of its kind, of one sample, with the picture that the packet has of it."""

from collections.abc import Mapping

from intake.acceptance.contexts import Recorded
from station.domain.errors import StationError
from station.domain.sample import PORTRAIT, Finger
from station.formats.records import faces_in, fingers_in, kind_of
from station.packet import layout


def require_places(records: Mapping[str, Recorded], named: frozenset[str]) -> None:
    """named: paths of the pictures of samples. Raises ValueError for a record in another place than its sample's, or of
    one that is not there."""
    for name, each in records.items():
        if each.ref != _place(name, layout.RECORD) or picture_of(name) not in named:
            raise ValueError("a record that is no sample's")


def require_record(data: bytes, name: str, said: Recorded, picture: bytes) -> None:
    """picture: of the sample, as the packet has it. Raises ValueError."""
    try:
        kind = kind_of(data)
        found = faces_in(data) if name == PORTRAIT else fingers_in(data)
    except StationError as error:
        raise ValueError("no record") from error
    position = 0 if name == PORTRAIT else Finger[name.upper()]
    if kind is not said.kind or [(item.data, item.position) for item in found] != [(picture, position)]:
        raise ValueError("another record than it says")


def picture_of(name: str) -> str:
    """Where the picture lies that is in the record."""
    return _place(name, "image/jp2" if name == PORTRAIT else "image/x-wsq")


def _place(name: str, media_type: str) -> str:
    return layout.portrait(media_type) if name == PORTRAIT else layout.finger(Finger[name.upper()], media_type)
