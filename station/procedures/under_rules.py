"""Procedures as the State's rules change them: thresholds and attempts of the fingers, looked up each time anew."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from station.domain.sample import Finger
from station.steps.slaps.step import SlapsStep
from station.workflow.slaps import SlapPolicy
from station.workflow.step import Procedure, Step


@dataclass(frozen=True)
class FingerRules:
    """thresholds: least NFIQ 2 score of each finger that differs from the procedure's own. attempts: None: its own."""

    thresholds: Mapping[Finger, int]
    attempts: int | None = None


class ProceduresUnderRules(Mapping[str, Procedure]):
    """A table of procedures; may be asked from any thread when `rules` may."""

    def __init__(self, procedures: Mapping[str, Procedure], rules: Callable[[], FingerRules]) -> None:
        self._procedures = procedures
        self._rules = rules

    def __getitem__(self, procedure_id: str) -> Procedure:
        procedure, rules = self._procedures[procedure_id], self._rules()
        if not rules.thresholds and rules.attempts is None:
            return procedure
        slaps = replace(
            procedure.slaps,
            thresholds={**procedure.slaps.thresholds, **rules.thresholds},
            attempts=rules.attempts or procedure.slaps.attempts,
        )
        return replace(procedure, slaps=slaps, steps=tuple(_step(step, slaps) for step in procedure.steps))

    def __iter__(self) -> Iterator[str]:
        return iter(self._procedures)

    def __len__(self) -> int:
        return len(self._procedures)


def _step(step: Step, slaps: SlapPolicy) -> Step:
    return replace(step, policy=slaps) if isinstance(step, SlapsStep) else step
