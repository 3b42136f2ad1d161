"""What a case is beside its names: by this a list of cases is narrowed, and a row is marked. Nobody's personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from station.domain.item import ItemKind, LinkKind

if TYPE_CHECKING:  # not on the way to the first window
    from station.cases.case import Case
    from station.workflow.engine import Walk


@dataclass(frozen=True)
class CaseTraits:
    """service: its name by language. unit: where it was begun: id in the registry, with its names by language; the
    organisation of who began it where no registry says. overrides: samples that a rule refused and that were only
    proposed to be taken: whoever approves answers for them. excepted: something is not taken, or otherwise than usual.
    household: several came together, or belong to one."""

    service: Mapping[str, str] = field(default_factory=dict)
    case_class: str = ""
    unit: str = ""
    unit_names: Mapping[str, str] = field(default_factory=dict)
    overrides: int = 0
    excepted: bool = False
    household: bool = False


def traits_of(case: "Case", here: "Walk") -> CaseTraits:
    people, profile = case.enrollments, here.plan.service.profile
    said = [item for each in people for item in each.items if item.kind is ItemKind.EXCEPTION]
    return CaseTraits(
        service=profile.name.by_language,
        case_class=profile.case_class,
        unit=case.first.operator.organisation,
        overrides=sum(override.open for each in people for override in each.overrides),
        excepted=any(value.text for item in said for value in item.values.values()),
        household=len(people) > 1 or any(LinkKind.HOUSEHOLD in each.links for each in people),
    )
