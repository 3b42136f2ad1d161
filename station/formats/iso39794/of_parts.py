"""Parts of a record of ISO/IEC 19794 as those of ISO/IEC 39794. There a registered number is never nought: what has
none is left out."""

from station.formats.iso19794 import fields
from station.formats.iso39794.common import FAILED, Quality, RegistryId

_BEST = 100


def qualities_of(qualities: tuple[fields.Quality, ...]) -> tuple[Quality, ...] | None:
    """None where no algorithm is named."""
    named = (
        Quality(RegistryId(item.vendor, item.algorithm), (0, item.score) if item.score <= _BEST else FAILED)
        for item in qualities
        if item.vendor and item.algorithm
    )
    return tuple(named) or None


def model_of(vendor: int, device: int) -> RegistryId | None:
    return RegistryId(vendor, device) if vendor and device else None


def certifications_of(certifications: tuple[fields.Certification, ...]) -> tuple[RegistryId, ...] | None:
    registered = (item for item in certifications if item.authority and item.scheme)
    return tuple(RegistryId(item.authority, item.scheme) for item in registered) or None
