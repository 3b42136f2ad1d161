"""A machine-readable zone that a reader sent while the keyboard stood elsewhere."""

from station.domain.document import DocumentSource
from station.domain.errors import StationError
from station.fields.mrz import any_zone_of
from station.formats.mrz import split_lines

ZONE = "document_mrz"


class ZoneNotExpected(StationError):
    """Nothing is open that asks for a held document, or what was asked is signed already."""

    code, retryable = "STN-670", True


class ZoneNotWhole(StationError):
    """A part came, or a check digit does not hold: nobody saw what was read, so nothing is done with it."""

    code, retryable = "STN-671", True


class ZoneOfVisa(StationError):
    """It lies in the same reader as the document that was asked for, a few pages on."""

    code, retryable = "STN-590", True


def read_by_device(text: str) -> dict[str, str]:
    """What is entered for it, by field. Raises ZoneNotWhole, ZoneOfVisa."""
    zone = any_zone_of(text)
    if zone is None:
        raise ZoneNotWhole
    if zone.format.visa:
        raise ZoneOfVisa
    return {"document_source": DocumentSource.MRZ_READ.value, ZONE: "\n".join(split_lines(text))}
