"""What people compare of how prints came by their names: where more than geometry decided, and what was asked."""

from collections.abc import Iterator, Sequence

from station.domain.lines import Line, Word
from station.domain.sample import NamedBy, SlapImpression


def named_lines(impressions: Sequence[SlapImpression]) -> tuple[Line, ...]:
    return tuple(line for each in impressions for line in _lines(each))


def _lines(impression: SlapImpression) -> Iterator[Line]:
    ways = {each.named_by for each in impression.fingers if each.named_by is not None}
    if ways - {NamedBy.GEOMETRY}:
        words = tuple(Word(f"fingerprints.by.{way.value}") for way in NamedBy if way in ways)
        yield Line(f"fingerprints.named.{impression.slap.value}", words, ())
    if impression.questions:
        label = f"fingerprints.answered.{impression.slap.value}"
        yield Line(label, impression.questions, (), between="; ", wide=True)
