"""The kinds of steps that this program has, each with what a profile may say of it, and must. One line a kind; the
folder of the same name in `station/steps` does what it is for.

A profile may name a kind that is not here: a later program may have it. Such a service is checked, and not offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from station.profiles.schema import Profile, Rule


@dataclass(frozen=True)
class StepKind:
    """lists: fields stand in such a step, at least one. named: it must have a name of its own, for the kind says
    nothing of what is asked; of all others there is one at most. part: of the profile, without which such a step has
    nothing to do. when_there: that part says when it is needed, and the step does not."""

    lists: bool = False
    named: bool = False
    part: str = ""
    when_there: bool = True

    @property
    def takes(self) -> str:
        """The part of the profile that says what is taken, and when; "" where the step itself says when."""
        return self.part if self.when_there else ""


STEP_KINDS: Mapping[str, StepKind] = {
    "form": StepKind(lists=True, named=True),
    "payment": StepKind(lists=True, part="payment", when_there=False),
    "applicant": StepKind(lists=True),
    "document": StepKind(lists=True),
    "identity": StepKind(lists=True),
    "papers": StepKind(part="papers"),
    "attachments": StepKind(),
    "consents": StepKind(part="consents"),
    "face": StepKind(part="samples.face"),
    "slaps": StepKind(part="samples.fingers"),
    "signature": StepKind(part="samples.signature"),
    "review": StepKind(),
}
_NOT_HERE = StepKind(lists=True)


def kind_called(word: str) -> StepKind:
    """Of one that this program does not have nothing is demanded."""
    return STEP_KINDS.get(word, _NOT_HERE)


def taken(profile: Profile, takes: str) -> tuple[Rule, ...]:
    """When each thing is taken that this part of the profile names."""
    said = attrgetter(takes)(profile)
    if said is None:
        return ()
    return tuple(each.when for each in said) if isinstance(said, tuple) else (said.when,)


def lacking(profile: Profile) -> tuple[str, ...]:
    """Kinds of its steps that this program does not have."""
    return tuple(dict.fromkeys(step.kind for step in profile.steps if step.kind not in STEP_KINDS))
