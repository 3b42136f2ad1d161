"""What steps that capture something say of samples that are taken though a rule refused them."""

from collections.abc import Iterable, Iterator

from station.domain.lines import Line, Word
from station.domain.override import Override, Unfit


def overrides_at(unfit: Iterable[Unfit]) -> tuple[Override, ...]:
    """Those that were proposed, settled or not."""
    return tuple(each.override for each in unfit if each.override is not None)


def override_lines(unfit: Iterable[Unfit]) -> tuple[Line, ...]:
    """Of each: what did not hold, as it was measured; why it is taken all the same, and by whose word."""
    return tuple(line for override in overrides_at(unfit) for line in _lines(override))


def _lines(override: Override) -> Iterator[Line]:
    yield Line(f"override.refused.{override.sample}", override.checks, (), between="; ", wide=True)
    why = Word(f"override.reason.{override.reason.value}")
    yield Line("override.why", (why, override.note) if override.note else (why,), ())
    names = [override.proposed_by.name, *(() if override.settled_by is None else (override.settled_by.name,))]
    yield Line("override.open" if override.open else "override.settled", tuple(dict.fromkeys(names)), ())
