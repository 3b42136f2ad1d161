"""A finger image with what is known of it: what the editions of ISO/IEC 19794-4 say alike."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from station.formats.iso19794.fields import Certification, Quality

MAX_VIEWS = 256


class Compression(IntEnum):
    """Numbers of the edition of 2011."""

    RAW = 0
    PACKED = 1
    WSQ = 2
    JPEG = 3
    JP2 = 4
    JP2_LOSSLESS = 5
    PNG = 6


class Impression(IntEnum):
    """Those we make; a reader gives the number of any other."""

    LIVE_PLAIN = 0
    LIVE_ROLLED = 1
    UNKNOWN = 29


PPI, PPCM = 1, 2
"""Scale units."""


@dataclass(frozen=True)
class FingerView:
    """One representation. position: finger position code. number: of representations of that position, from 0.

    technology, vendor, device: of the capture device, 0 where not reported. extension: extended data as it stands. The
    edition of 2005 says nothing of the moment, of technology, vendor and certifications, and one quality at most.
    """

    position: int
    image: bytes
    width: int
    height: int
    compression: int
    captured_at: datetime | None = None
    qualities: tuple[Quality, ...] = ()
    number: int = 0
    impression: int = Impression.LIVE_PLAIN
    units: int = PPI
    scan_resolution: tuple[int, int] = (500, 500)
    image_resolution: tuple[int, int] = (500, 500)
    depth: int = 8
    technology: int = 0
    vendor: int = 0
    device: int = 0
    certifications: tuple[Certification, ...] = ()
    extension: bytes = field(default=b"", repr=False)
