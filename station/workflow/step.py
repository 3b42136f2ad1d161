"""What a step is: data, not a screen. Window, review, packet and command line ask every step of a service the same
questions, and name none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from station.domain.attachment import PaperWanted
from station.domain.enrollment import Enrollment, Relation
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.override import Unfit
from station.domain.proven import Proven
from station.domain.sample import ExceptionReason, Modality
from station.packet.part import Part
from station.workflow.slaps import SlapPolicy

if TYPE_CHECKING:  # nothing on the way to the first window reads what describes services
    from station.forms import Asked, Sheet
    from station.profiles import Service


class Step(Protocol):
    """sheet (`station.forms.Sheet`): what was typed for this enrollment, read by the fields of its service as of
    today."""

    @property
    def step_id(self) -> str: ...

    @property
    def kind(self) -> str:
        """Name of the folder in `station/steps`; also of its words: `step.<kind>.name` is what the window calls it."""
        ...

    @property
    def called(self) -> Mapping[str, str]:
        """The name that the profile gives this step, by language; empty where it has none and the name of the kind is
        shown."""
        ...

    @property
    def page(self) -> str:
        """Id of the page, in `ui/pages`, that shows the step."""
        ...

    @property
    def takes(self) -> Modality | None:
        """What is captured at this step: face, fingers or signature; None where nothing is."""
        ...

    def may_lack(self, sheet: "Sheet") -> tuple[ExceptionReason, ...]:
        """For which reasons the service lets what is captured here of this person be missing, or be taken otherwise
        than usual. One that hangs on a condition is among them only while that is known to hold."""
        ...

    def blank(self, enrollment: Enrollment, sheet: "Sheet") -> bool:
        """Whether something is typed here, and nothing of it was."""
        ...

    def proven(self, enrollment: Enrollment) -> Proven:
        """What the service asks beside the reasons that hold, and what is there of it."""
        ...

    def unfit(self, enrollment: Enrollment) -> tuple[Unfit, ...]:
        """The samples of this step that a rule refuses, each with what people say to it."""
        ...

    @property
    def signs(self) -> bool:
        """Whether this is the step at which people sign what all others gave. Its problems are then missing
        signatures."""
        ...

    def wanted(self, sheet: "Sheet") -> bool:
        """Whether this person goes through the step; yes as well where the answers do not tell yet. Pure, like all
        below."""
        ...

    def form(self, sheet: "Sheet") -> tuple["Asked", ...]:
        """The fields to be typed or chosen at this step, each shown and required as this person's answers so far have
        it; empty where something is captured instead."""
        ...

    def shared(self) -> frozenset[str]:
        """Ids of the fields of `form` whose text, typed for one person of a case, is offered to the others; of papers
        that are kept, their pages."""
        ...

    def choices(self, sheet: "Sheet") -> Mapping[str, tuple[str, ...]]:
        """Of fields of which not every word may be chosen by this person: those that may."""
        ...

    def due(self, sheet: "Sheet") -> int:
        """What may be paid at this step with a terminal, in whole drams; 0 where nothing is to be paid."""
        ...

    def papers(self, enrollment: Enrollment, sheet: "Sheet") -> tuple[PaperWanted, ...]:
        """Papers that are seen, copied or come with a translation at this step."""
        ...

    def problems(self, enrollment: Enrollment, sheet: "Sheet") -> tuple[Problem, ...]:
        """Why the step is not done yet; empty when it is done."""
        ...

    def part(self, enrollment: Enrollment, sheet: "Sheet") -> Part:
        """What the step puts into the packet. For steps that are done: raises ValueError for typed text that cannot be
        read."""
        ...

    def lines(self, enrollment: Enrollment, sheet: "Sheet") -> tuple[Shown, ...]:
        """What people compare before they sign: every field and sample of the step, also while it is not done."""
        ...


@dataclass(frozen=True)
class Plan:
    """The steps of one version of a service, in their order. slaps: which slaps are taken, how good each finger must be
    and how often a slap may be tried; no slaps where the service takes no fingers. named: these steps and no others are
    gone through, whatever is known of the person: somebody named them. told: of what the applicant must have been told,
    by `words.NOTICES` of a profile."""

    service: "Service"
    steps: tuple[Step, ...]
    slaps: SlapPolicy
    named: bool = False
    told: tuple[str, ...] = ()

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Who may be taken in one case with the first person: their relation to the first."""
        return tuple(Relation[word] for word in self.service.profile.subject.together)

    @property
    def version(self) -> Mapping[str, str]:
        """Id and version of the service, as the packet names what it was made by."""
        return {self.service.profile.id: str(self.service.profile.version)}
