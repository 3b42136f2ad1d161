"""May this person do this act to this case now? The one place that answers; pure, so that every answer can be tried."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from station.acts.act import Act
from station.acts.errors import (
    BegunByOthers,
    MayNotAnswer,
    NotInThisState,
    NotOfThisService,
    NoVolunteersHere,
    OwnCapture,
    PracticeOnly,
    RoleMissing,
    TwoPeopleNeeded,
)
from station.acts.facts import CaseFacts, CaseState, Now
from station.acts.table import RIGHTS, VENDORS, WITHOUT_APPLICANTS, Limit, who_may
from station.domain.modes import ModeForbids
from station.domain.operator import Operator, Role
from station.domain.person import PersonUnidentified, same_person, told_apart

OWN_FOR = timedelta(minutes=30)
"""How long a volunteer's own record stays open to them after it was begun."""


class Why(StrEnum):
    ROLE = "role"  # no role of theirs may
    OTHERS = "others"  # somebody else had a hand in it, or it was begun too long ago
    PRACTICE = "practice"  # theirs are training and examinations
    NO_APPLICANTS = "no_applicants"  # the mode opens no applicant's data to anybody
    NO_VOLUNTEERS = "no_volunteers"  # the mode has none
    SERVICE = "service"  # the service leaves it to others
    OWN_WORK = "own_work"  # they captured or signed it
    SAME_PERSON = "same_person"  # it takes two
    UNCLEAR = "unclear"  # nobody can say whether they are another
    STATE = "state"  # nobody may, as the case stands


@dataclass(frozen=True)
class Allowed:
    """Yes."""


@dataclass(frozen=True)
class Refused:
    """who: roles that may, whatever the reason."""

    act: Act
    why: Why
    who: tuple[Role, ...]
    state: CaseState


ALLOWED = Allowed()
Answer: TypeAlias = Allowed | Refused


def may(person: Operator, act: Act, case: CaseFacts, now: Now, beside: Operator | None = None) -> Answer:
    """beside: who is at the desk already, where an act takes two people.

    What is wrong with the person comes before what is wrong with the case: nobody learns more than they may.
    """
    right, who = RIGHTS[act], who_may(act, supervised=now.supervised)
    of_applicants = act not in WITHOUT_APPLICANTS

    def refused(why: Why) -> Refused:
        return Refused(act, why, who, case.state)

    held = person.roles.intersection(who)
    if not held:
        return refused(Why.ROLE)
    if of_applicants and not now.mode.applicants:
        return refused(Why.NO_APPLICANTS)
    if not now.mode.volunteers:
        held -= {Role.VOLUNTEER}
        if not held:
            return refused(Why.NO_VOLUNTEERS)
    if case.confidential:
        held -= VENDORS
    held &= case.by.get(act, held)
    if not held:
        return refused(Why.SERVICE)
    unmet = [why for role in held if (why := _unmet(person, right.by.get(role, Limit.NONE), case, now)) is not None]
    if len(unmet) == len(held):
        return refused(unmet[0])
    if right.apart and any(same_person(person, each) for each in case.involved):
        return refused(Why.OWN_WORK)
    if right.two and beside is not None and same_person(person, beside):
        return refused(Why.SAME_PERSON)
    others = (*(case.involved if right.apart else ()), *((beside,) if right.two and beside is not None else ()))
    if not all(told_apart(person, each) for each in others):
        return refused(Why.UNCLEAR)
    return ALLOWED if case.state in right.states else refused(Why.STATE)


def _unmet(person: Operator, limit: Limit, case: CaseFacts, now: Now) -> Why | None:
    """Why the condition beside the role does not hold; None where it does."""
    if limit is Limit.PRACTICE and not (now.mode.practises and (case.training or case.state is CaseState.NONE)):
        return Why.PRACTICE
    if limit is Limit.OWN and case.state is not CaseState.NONE:
        theirs = bool(case.involved) and all(same_person(person, each) for each in case.involved)
        recent = case.begun_at is not None and now.at - case.begun_at <= OWN_FOR
        return None if theirs and recent else Why.OTHERS
    return None


def require(
    person: Operator, act: Act, case: CaseFacts, now: Now, beside: Operator | None = None, *, answers: bool = False
) -> None:
    """answers: somebody else sits at the desk, and `person` was chosen to answer for the act.

    Raises RoleMissing (MayNotAnswer for who answers), ModeForbids, NoVolunteersHere, BegunByOthers, PracticeOnly,
    NotOfThisService, OwnCapture, TwoPeopleNeeded, NotInThisState; PersonUnidentified where numbers of two kinds leave
    open whether they are two. Each says with `held` which roles the person has.
    """
    answer = may(person, act, case, now, beside)
    if isinstance(answer, Allowed):
        return
    held = roles_text(person)
    match answer.why:
        case Why.ROLE:
            raise (MayNotAnswer if answers else RoleMissing)(act=answer.act, who="+".join(answer.who), held=held)
        case Why.OTHERS:
            raise BegunByOthers(held=held)
        case Why.PRACTICE:
            raise PracticeOnly(held=held)
        case Why.NO_APPLICANTS:
            raise ModeForbids(mode=now.mode.name, held=held)
        case Why.NO_VOLUNTEERS:
            raise NoVolunteersHere(held=held)
        case Why.SERVICE:
            raise NotOfThisService(held=held)
        case Why.OWN_WORK:
            raise OwnCapture(held=held)
        case Why.SAME_PERSON:
            raise TwoPeopleNeeded(held=held)
        case Why.UNCLEAR:
            raise PersonUnidentified(reason="scheme", held=held)
        case Why.STATE:
            raise NotInThisState(act=answer.act, state=answer.state, held=held)


def roles_text(person: Operator) -> str:
    """As the log says them: "operator+officer"."""
    return "+".join(role for role in Role if role in person.roles)
