"""What people compare of how prints came by their names, and of how fingers were placed: where more than geometry
decided, what was asked, which were placed alone, and what an operator did not let count."""

from collections.abc import Iterator, Sequence

from station.domain.lines import Line, Word
from station.domain.sample import NamedBy, Samples, SlapImpression


def named_lines(impressions: Sequence[SlapImpression]) -> tuple[Line, ...]:
    return tuple(line for each in impressions for line in _lines(each))


def _lines(impression: SlapImpression) -> Iterator[Line]:
    ways = {each.named_by for each in impression.fingers if each.named_by is not None}
    slap = impression.slap
    whose = (Word(f"fingerprints.finger.{slap.position_code}"),) if slap.alone else ()
    group = "alone" if slap.alone else slap.value
    if ways - {NamedBy.GEOMETRY}:
        words = tuple(Word(f"fingerprints.by.{way.value}") for way in NamedBy if way in ways)
        yield Line(f"fingerprints.named.{group}", (*whose, *words), ())
    if impression.questions:
        yield Line(f"fingerprints.answered.{group}", (*whose, *impression.questions), (), between="; ", wide=True)


def taken_lines(samples: Samples, impressions: Sequence[SlapImpression]) -> tuple[Line, ...]:
    """impressions: those that go on."""
    alone = tuple(Word(f"fingerprints.finger.{each.slap.position_code}") for each in impressions if each.slap.alone)
    lines = [Line("fingerprints.alone", alone, ())] if alone else []
    for each in samples.slaps:
        if each.veto is not None:
            words = (Word(f"fingerprints.slap.{each.slap.value}"), Word(f"fingerprints.veto.{each.veto.reason.value}"))
            lines.append(Line("fingerprints.vetoed", words, ()))
    return tuple(lines)
