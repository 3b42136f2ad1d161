"""Which act comes next, of one person and of those who came together. No Qt."""

from collections.abc import Callable
from enum import StrEnum

from station.domain.decision import DecisionKind
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView, EnrollResult


class Stage(StrEnum):
    """Which act comes next."""

    INCOMPLETE = "incomplete"  # a step has problems, or no packet can be made of it
    SIGN = "sign"
    APPROVE = "approve"
    OTHERS = "others"  # signed; of those who came together others are not yet
    WAITING = "waiting"  # left for a state officer, who may approve it here too
    SEAL = "seal"
    REJECTED = "rejected"


def stage_of(view: EnrollmentView) -> Stage:
    decision = view.enrollment.decision
    if decision is not None and decision.kind is DecisionKind.REJECTED:
        return Stage.REJECTED
    if not view.ready_to_sign or view.hindrance is not None:
        return Stage.INCOMPLETE
    if view.enrollment.signed is None:
        return Stage.SIGN
    if view.ready_to_seal:
        return Stage.SEAL
    if next_of(view) is not None:
        return Stage.OTHERS
    return Stage.APPROVE if view.enrollment.waiting_since is None else Stage.WAITING


def next_of(view: EnrollmentView) -> EnrollmentId | None:
    """Of those who came together the next, round and round, who is not signed yet."""
    ids = [each.enrollment_id for each in view.people]
    if view.enrollment.enrollment_id not in ids:
        return None
    here = ids.index(view.enrollment.enrollment_id)
    after = (*view.people[here + 1 :], *view.people[:here])
    return next((each.enrollment_id for each in after if not each.signed), None)


def of_each(view: EnrollmentView, act: Callable[[EnrollmentId], EnrollResult], *, waiting: bool) -> EnrollResult:
    """The act on everybody who came together, whom is shown last: that answer is shown. The first refusal ends it.

    waiting: it is for those who wait for a state officer; else for those who do not yet. Of people of whom one was sent
    back the others wait still."""
    which = view.enrollment.enrollment_id
    others = [each for each in view.people if each.enrollment_id != which and not each.ready]
    for other in (each for each in others if each.waiting is waiting):
        answer = act(other.enrollment_id)
        if isinstance(answer, Problem):
            return answer
    return act(which)
