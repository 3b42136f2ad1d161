"""Of a service, what is asked of who takes back an application that was sent: who they showed to be, why if they say
so, their signature where the service takes one, and the two signatures that every packet has."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from msgspec.structs import replace as said_with

from station.domain.sample import Modality
from station.domain.withdrawing import REASON, REASONS, SHOWN, SHOWN_OF
from station.profiles.schema import Field, Title
from station.profiles.schema import Step as Said
from station.steps.base import ProfileStep
from station.steps.table import KINDS
from station.texts import LANGUAGES
from station.texts.fields import field_words
from station.workflow.step import Plan, Step

_STEP = "withdrawal"


def withdrawn(plan: Plan) -> Plan:
    profile, said = plan.service.profile, _said()
    fields = {
        SHOWN: Field(type="choice", choices=SHOWN_OF, required=True),
        REASON: Field(type="choice", choices=REASONS),
    }
    cut = said_with(profile, fields=profile.fields | fields, steps=(said, *profile.steps), papers=(), consents=())
    service = replace(plan.service, profile=cut)

    def steps() -> Iterator[Step]:
        yield KINDS[said.kind](service, said, plan.slaps)
        for each in plan.steps:
            if isinstance(each, ProfileStep) and (each.signs or each.takes is Modality.SIGNATURE):
                yield replace(each, service=service)

    return replace(plan, service=service, steps=tuple(steps()), named=True)


@cache
def _said() -> Said:
    name = Title(**{tag: field_words(tag)["label.withdrawal"] for tag in LANGUAGES})
    return Said(id=_STEP, kind="form", name=name, fields=(SHOWN, REASON))
