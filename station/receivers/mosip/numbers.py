"""Registration numbers may be given once: where they go on after a repair or a restoration."""

from collections.abc import Iterator
from re import finditer

from station.receivers.errors import SequenceNeeded
from station.receivers.mosip.rid import RidCounter
from station.settings import Settings

_MOST_BYTES = 128 * 1024
_RID = rb'"registrationId":"[0-9]{10}([0-9]{5})([0-9]{14})"'


def counter_of(settings: Settings) -> RidCounter:
    return RidCounter(settings.data / "mosip" / "sequence")


def last_number(settings: Settings, told: int | None) -> int:
    """The registration number given last, as counter, files, receipts and `told` know it. Changes nothing. Raises
    SequenceNeeded, SequenceDamaged never: a damaged counter says nothing."""
    given = dict(_given(settings))
    newest = [given[max(given)]] if given else []  # by its moment: the counter begins again after 99999
    known = [number for number in (counter_of(settings).last_or_none(), told, *newest) if number is not None]
    if not known:
        raise SequenceNeeded
    return max(known)


def go_on_after(settings: Settings, number: int) -> None:
    """Raises DiskFull, DiskFailed."""
    counter_of(settings).go_on_after(number)


def _given(settings: Settings) -> Iterator[tuple[bytes, int]]:
    """Moment and number of every packet of which anything is left, wherever it lies by now."""
    for pattern in ("packet-*.p7s", "packet-*.receipt.p7m"):
        for path in settings.data.rglob(pattern):
            if path.is_file() and path.stat().st_size <= _MOST_BYTES:
                for found in finditer(_RID, path.read_bytes()):
                    yield found[2], int(found[1])
