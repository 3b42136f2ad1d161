"""A step: data, not a screen. Whoever walks a visit asks each step the same questions, and knows none by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from station.domain.enrollment import Enrollment, Relation
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.packet.part import Part
from station.workflow.slaps import SlapPolicy

if TYPE_CHECKING:  # nothing on the way to the first window reads what describes services
    from station.forms import Asked, Sheet
    from station.profiles import Service


class Step(Protocol):
    """sheet: the texts of the enrollment under the fields of its service, on the station's calendar day."""

    @property
    def step_id(self) -> str: ...

    @property
    def kind(self) -> str:
        """The name of its folder; `step.<kind>.name` says it."""
        ...

    @property
    def called(self) -> Mapping[str, str]:
        """Its own name by language; empty where that of its kind says what it is."""
        ...

    @property
    def page(self) -> str:
        """Id of the page that shows it."""
        ...

    @property
    def takes(self) -> Modality | None:
        """What is captured there; None where something is typed, or signed."""
        ...

    @property
    def signs(self) -> bool:
        """Whether people sign there what the other steps gave: its problems are the signatures themselves."""
        ...

    def wanted(self, sheet: "Sheet") -> bool:
        """Whether this person goes through it; also while that is not known. Pure, as the others are."""
        ...

    def form(self, sheet: "Sheet") -> tuple["Asked", ...]:
        """What is typed or chosen there, as it is asked of this person now; nothing where something is captured."""
        ...

    def shared(self) -> frozenset[str]:
        """Ids of the fields of `form` whose text is offered to those who came together."""
        ...

    def due(self, sheet: "Sheet") -> int:
        """What may be paid there with a terminal, in whole drams; 0 where nothing is."""
        ...

    def problems(self, enrollment: Enrollment, sheet: "Sheet") -> tuple[Problem, ...]:
        """Why the step is not done yet; empty when it is."""
        ...

    def part(self, enrollment: Enrollment, sheet: "Sheet") -> Part:
        """What it puts into the packet. Asked where the step is done: it raises ValueError for text it cannot read."""
        ...

    def lines(self, enrollment: Enrollment, sheet: "Sheet") -> tuple[Shown, ...]:
        """What of it is compared before anybody signs: every field and sample that it gave, done or not."""
        ...


@dataclass(frozen=True)
class Plan:
    """What a person came for, as it is walked: one version of a service, its steps in their order. slaps: which, how
    good and how often; none where no fingers are taken."""

    service: "Service"
    steps: tuple[Step, ...]
    slaps: SlapPolicy

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Of those who may be taken in one case with the first: to the first."""
        return tuple(Relation[word] for word in self.service.profile.subject.together)

    @property
    def version(self) -> Mapping[str, str]:
        """As it stands in a packet."""
        return {self.service.profile.id: str(self.service.profile.version)}
