"""What all kinds of steps have in common: they come from an entry `[[steps]]` of a profile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from station.domain.attachment import PaperWanted
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.override import Unfit
from station.domain.proven import NOTHING_ASKED, Proven
from station.domain.sample import ExceptionReason
from station.forms import Asked, Sheet
from station.profiles import Service, asked
from station.profiles.condition.ranges import disjunction
from station.profiles.explain import rules_of
from station.profiles.schema import Rule
from station.profiles.schema import Step as Said
from station.workflow.slaps import SlapPolicy


class FieldsMissing(StationError):
    """A profile has a step whose kind needs a field that the profile lacks. `step`: its id; `field`: the first
    missing."""

    code = "STN-437"


@dataclass(frozen=True)
class ProfileStep:
    """said: the entry of the profile that this step comes from. slaps: how fingers are taken in this service."""

    service: Service
    said: Said
    slaps: SlapPolicy

    @property
    def step_id(self) -> str:
        return self.said.id

    @property
    def called(self) -> Mapping[str, str]:
        return {} if self.said.name is None else self.said.name.by_language

    def wanted(self, sheet: Sheet) -> bool:
        """By the condition of its entry; of a step that captures something, by the conditions of those samples."""
        return asked(disjunction(sheet.truth(rule) for rule in self._shown_by))

    @cached_property
    def _shown_by(self) -> tuple[Rule, ...]:
        return rules_of(self.service, self.said)

    def form(self, sheet: Sheet) -> tuple[Asked, ...]:
        return sheet.form(self.step_id)

    def shared(self) -> frozenset[str]:
        rules = self.service.profile.fields
        return frozenset(name for name in self.said.fields if rules[name].shared)

    def shared_papers(self) -> frozenset[str]:
        return frozenset(rule.kept_in for rule in self.service.profile.papers if rule.shared)

    def choices(self, sheet: Sheet) -> Mapping[str, tuple[str, ...]]:
        return {}

    def may_lack(self, sheet: Sheet) -> tuple[ExceptionReason, ...]:
        return ()

    def blank(self, enrollment: Enrollment, sheet: Sheet) -> bool:
        return False

    def proven(self, enrollment: Enrollment) -> Proven:
        return NOTHING_ASKED

    def unfit(self, enrollment: Enrollment) -> tuple[Unfit, ...]:
        return ()

    def due(self, sheet: Sheet) -> int:
        return 0

    def papers(self, enrollment: Enrollment, sheet: Sheet) -> tuple[PaperWanted, ...]:
        return ()

    def require_fields(self, names: Collection[str]) -> None:
        """Raises FieldsMissing where the profile lacks one of them."""
        lacks = sorted(set(names) - self.service.profile.fields.keys())
        if lacks:
            raise FieldsMissing(step=self.said.id, field=lacks[0])
