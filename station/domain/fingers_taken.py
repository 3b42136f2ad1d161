"""What becomes of the prints that are there: some do not count, some are gone, some come one by one. Pure."""

from collections.abc import Callable
from dataclasses import replace

from station.domain.sample import Samples, Slap, SlapImpression, Veto


def vetoed(samples: Samples, impression: SlapImpression, veto: Veto) -> Samples:
    """That attempt stays and does not count."""
    slaps = tuple(replace(each, veto=veto) if each == impression else each for each in samples.slaps)
    return replace(samples, slaps=slaps)


def one_by_one(samples: Samples, slap: Slap) -> Samples:
    """The fingers of that slap are taken each by itself."""
    return samples if slap in samples.singly else replace(samples, singly=(*samples.singly, slap))


def without_prints(samples: Samples, gone: Callable[[Slap], bool]) -> Samples:
    """The same without whatever came at these placements, or was chosen for them."""
    slaps = tuple(each for each in samples.slaps if not gone(each.slap))
    return replace(samples, slaps=slaps, singly=tuple(each for each in samples.singly if not gone(each)))
