"""Numbers that may be given once: where they go on after a repair or a restoration."""

from collections.abc import Iterator
from re import finditer

from station.domain.errors import StationError
from station.packet.mosip.rid import RidCounter
from station.settings import Settings

MOSIP = "mosip+https"
_MOST_BYTES = 128 * 1024
_RID = rb'"registrationId":"[0-9]{10}([0-9]{5})([0-9]{14})"'


class SequenceNeeded(StationError):
    """Nothing here says which registration number was given last; a person who knows says it (`--sequence`)."""

    code, retryable = "STN-168", True


def counter_of(settings: Settings) -> RidCounter:
    return RidCounter(settings.data / "mosip" / "sequence")


def last_number(settings: Settings, told: int | None) -> int | None:
    """The registration number given last at a MOSIP desk, as counter, files, receipts and `told` know it; None at any
    other desk. Changes nothing. Raises SequenceNeeded, SequenceDamaged never: a damaged counter says nothing."""
    if settings.receiver_scheme != MOSIP:
        return None
    given = dict(_given(settings))
    newest = [given[max(given)]] if given else []  # by its moment: the counter begins again after 99999
    known = [number for number in (counter_of(settings).last_or_none(), told, *newest) if number is not None]
    if not known:
        raise SequenceNeeded
    return max(known)


def _given(settings: Settings) -> Iterator[tuple[bytes, int]]:
    """Moment and number of every packet of which anything is left, wherever it lies by now."""
    for pattern in ("packet-*.p7s", "packet-*.receipt.p7m"):
        for path in settings.data.rglob(pattern):
            if path.is_file() and path.stat().st_size <= _MOST_BYTES:
                for found in finditer(_RID, path.read_bytes()):
                    yield found[2], int(found[1])
