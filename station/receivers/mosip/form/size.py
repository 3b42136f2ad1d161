"""How large a packet becomes at most, before anybody has signed anything.

Records and documents are the same at each making, so their deflated size is that of a trial. Whatever else is in a
packet bears moments, numbers and names: only its length counts, which no deflate exceeds by more than a little.
"""

import zlib
from collections.abc import Iterable

from crypto.mosip import envelope
from station.receivers.mosip.form.subpacket import Entry

_ENTRY_BYTES = 30 + 46  # local header and central one (APPNOTE 4.3.7, 4.3.12), each with the name behind it
_END_BYTES = 22
_RAW_DEFLATE = -15


def sealed_at_most(entries: Iterable[Entry]) -> int:
    """Bytes of a sub-packet of these entries, encrypted."""
    return envelope.OVERHEAD_BYTES + _zip_at_most((entry.name, _deflated_at_most(entry)) for entry in entries)


def packet_at_most(inner: Iterable[tuple[str, int]]) -> int:
    """Bytes of the file that is uploaded. inner: name and length of each file in the outer one."""
    return envelope.OVERHEAD_BYTES + _zip_at_most((name, _deflate_bound(length)) for name, length in inner)


def _zip_at_most(files: Iterable[tuple[str, int]]) -> int:
    return _END_BYTES + sum(_ENTRY_BYTES + 2 * len(name.encode()) + length for name, length in files)


def _deflated_at_most(entry: Entry) -> int:
    if not entry.steady:
        return _deflate_bound(len(entry.data))
    trial = zlib.compressobj(wbits=_RAW_DEFLATE)
    return len(trial.compress(entry.data)) + len(trial.flush())


def _deflate_bound(length: int) -> int:
    """zlib adds five bytes at most to each 16 KiB that do not shrink; here it may be three times that."""
    return length + (length >> 10) + 64
