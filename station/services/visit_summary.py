"""What the counted events say together: time of steps, what was tried again, waits, refusals, who turned back. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from station.domain.visit_events import VisitEvent, VisitKind


@dataclass(frozen=True)
class Times:
    """count: how many; median_s: half of them took so long at most."""

    count: int
    median_s: float


@dataclass(frozen=True)
class Attempts:
    """Of one sample. visits: in how many it was tried; again: in how many of these more than once."""

    taken: int
    refused: int
    visits: int
    again: int


@dataclass(frozen=True)
class Summary:
    """steps: a step's time in a visit is the sum of all its turns. refusals: by code. others: how often, by kind."""

    begun: int
    done: int
    abandoned: int
    visits: Times | None
    steps: Mapping[str, Times] = field(default_factory=dict)
    samples: Mapping[str, Attempts] = field(default_factory=dict)
    waits: Mapping[str, Times] = field(default_factory=dict)
    refusals: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def abandoned_percent(self) -> int:
        """Of the visits that ended."""
        ended = self.done + self.abandoned
        return round(100 * self.abandoned / ended) if ended else 0


_OTHERS = (VisitKind.APPROVAL, VisitKind.REJECTION, VisitKind.OVERRIDE)


def summary(events: Iterable[VisitEvent]) -> Summary:
    kinds: Counter[VisitKind] = Counter()
    lasted: dict[tuple[VisitKind, str], list[float]] = defaultdict(list)
    steps: dict[tuple[str, str], float] = defaultdict(float)
    tries: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    refusals: Counter[str] = Counter()
    missing: set[str] = set()
    for event in events:
        kinds[event.kind] += 1
        if event.kind in (VisitKind.STEP_DONE, VisitKind.STEP_LEFT):
            steps[event.visit, event.about] += event.lasted_s or 0.0
        elif event.kind in (VisitKind.WAIT, VisitKind.VISIT_DONE):
            lasted[event.kind, event.reason].append(event.lasted_s or 0.0)
        elif event.kind is VisitKind.ATTEMPT:
            tries[event.about][event.visit].append(not event.reason)
        elif event.kind is VisitKind.REFUSAL:
            refusals[event.reason] += 1
        elif event.kind is VisitKind.EXCEPTION:
            missing.add(event.visit)
    by_step: dict[str, list[float]] = defaultdict(list)
    for (_, step), seconds in steps.items():
        by_step[step].append(seconds)
    whole = lasted.get((VisitKind.VISIT_DONE, ""))
    others = {kind.value: kinds[kind] for kind in _OTHERS if kinds[kind]}
    return Summary(
        begun=kinds[VisitKind.VISIT_BEGUN],
        done=kinds[VisitKind.VISIT_DONE],
        abandoned=kinds[VisitKind.ABANDONMENT],
        visits=_times(whole) if whole else None,
        steps={step: _times(each) for step, each in by_step.items()},
        samples={sample: _attempts(list(each.values())) for sample, each in tries.items()},
        waits={code: _times(each) for (kind, code), each in lasted.items() if kind is VisitKind.WAIT},
        refusals=dict(refusals),
        others={**others, **({VisitKind.EXCEPTION.value: len(missing)} if missing else {})},
    )


def _times(seconds: list[float]) -> Times:
    return Times(len(seconds), round(median(seconds), 1))


def _attempts(visits: list[list[bool]]) -> Attempts:
    taken = sum(sum(each) for each in visits)
    every = sum(len(each) for each in visits)
    return Attempts(taken, every - taken, len(visits), sum(len(each) > 1 for each in visits))
