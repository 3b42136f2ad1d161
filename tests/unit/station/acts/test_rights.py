"""Every role, every act, every state of a case: the table of roles and rights, written once more."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from station.acts import ALLOWED, NO_CASE, Act, CaseFacts, CaseState, Now, Refused, Why, facts_of, may, require, who_may
from station.acts import errors as refusals
from station.acts.table import WITHOUT_APPLICANTS
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.modes import MODES, UNORDERED, Mode, ModeForbids
from station.domain.operator import CredentialId, Operator, Role
from station.domain.sample import Blob, Digest
from station.domain.signatures import Signed
from tests.support.clock import NOW

# v volunteer, o operator, f state officer, s supervisor, t technician, e examiner, a auditor.
# "+" may; "-" never; "own": nobody else had a hand in the case; "sim": in training and examinations, begun there
ROLES = {
    "v": Role.VOLUNTEER, "o": Role.OPERATOR, "f": Role.OFFICER, "s": Role.SUPERVISOR, "t": Role.TECHNICIAN,
    "e": Role.EXAMINER, "a": Role.AUDITOR,
}  # fmt: skip
TABLE = """
act               v    o    f    s    t    e    a
start             own  +    +    -    -    sim  -
list              own  +    +    +    -    sim  -
look              own  +    +    +    -    sim  -
enter             own  +    +    -    -    sim  -
capture           -    +    +    -    -    sim  -
confirm           -    +    +    +    -    -    -
sign              -    +    +    -    -    -    -
submit            -    +    +    -    -    -    -
take_back         -    +    +    -    -    -    -
approve           -    -    +    +    -    -    -
decide            -    -    +    +    -    -    -
seal              -    +    +    +    -    -    -
discard           own  +    +    -    -    sim  -
delete            -    -    -    +    -    -    -
reopen            -    -    -    +    -    -    -
withdraw          -    +    +    -    -    -    -
recover           -    +    +    +    -    -    -
look_up           -    +    +    +    -    -    -
propose_override  -    +    +    -    -    -    -
override          -    -    +    +    -    -    -
devices           -    -    -    -    +    -    -
answer_for_keys   -    -    +    +    -    -    -
release_pin       -    -    +    +    -    -    -
read_log          -    +    +    +    +    +    +
cosign_log        -    -    +    +    -    -    -
forget_event      -    -    +    +    -    -    -
"""
STATES = """
act               none open signed waiting approved returned rejected unreadable
start             +    -    -      -       -        -        -        -
list              +    -    -      -       -        -        -        -
look              -    +    +      +       +        +        +        -
enter             -    +    +      -       +        +        -        -
capture           -    +    +      -       +        +        -        -
confirm           -    +    +      -       +        +        -        -
sign              -    +    +      -       -        +        -        -
submit            -    -    +      -       -        -        -        -
take_back         -    -    -      +       -        -        -        -
approve           -    -    +      +       -        -        -        -
decide            -    -    +      +       -        -        -        -
seal              -    -    -      -       +        -        -        -
discard           -    +    -      -       -        -        -        -
delete            -    +    +      +       +        +        +        +
reopen            -    -    -      -       -        -        +        -
withdraw          +    -    -      -       -        -        -        -
recover           +    -    -      -       -        -        -        -
look_up           -    +    +      -       +        +        -        -
propose_override  -    +    +      -       +        +        -        -
override          -    +    +      +       +        +        -        -
devices           +    -    -      -       -        -        -        -
answer_for_keys   +    -    -      -       -        -        -        -
release_pin       +    -    -      -       -        -        -        -
read_log          +    -    -      -       -        -        -        -
cosign_log        +    -    -      -       -        -        -        -
forget_event      +    -    -      -       -        -        -        -
"""
LATER = timedelta(minutes=31)
APART = (Act.APPROVE, Act.CONFIRM)
"""Not by who had a hand in the case."""


def read(text: str) -> dict[tuple[str, str], str]:
    head, *rows = (line.split() for line in text.strip().splitlines())
    return {(row[0], column): value for row in rows for column, value in zip(head[1:], row[1:], strict=True)}


def somebody(number: int, *roles: Role) -> Operator:
    return Operator(CredentialId(f"{number:064x}"), f"Person {number}", "", frozenset(roles), f"EI:AM-{number}")


COLLEAGUE = somebody(2, Role.OPERATOR)


def expected(right: str, stands: str, case: CaseFacts, own: bool, now: Now, act: Act) -> Why | None:
    nowhere = case.state is CaseState.NONE
    if right == "-":
        return Why.ROLE
    if right == "sim" and not (now.mode.practises and (nowhere or case.training)):
        return Why.PRACTICE
    if right == "own" and not nowhere and not (own and now.at - NOW < LATER):
        return Why.OTHERS
    if act in APART and own:
        return Why.OWN_WORK
    return None if stands == "+" else Why.STATE


def test_the_tables_name_each_role_act_and_state() -> None:
    assert {act for act, _ in read(TABLE)} == {act for act, _ in read(STATES)} == set(Act)
    assert set(ROLES.values()) == set(Role)
    assert {state for _, state in read(STATES)} == set(CaseState)


def test_each_role_each_act_each_state() -> None:
    """Own work and others', in earnest and in training, soon and later."""
    rights, states, asked = read(TABLE), read(STATES), 0
    for (letter, role), act, state in product(ROLES.items(), Act, CaseState):
        person = somebody(1, role)
        for own, training, practised, late in product((True, False), repeat=4):
            no_case = state in (CaseState.NONE, CaseState.UNREADABLE)
            involved = () if no_case else (person,) if own else (person, COLLEAGUE)
            if not own and act in APART and not no_case:
                involved = (COLLEAGUE,)
            case = CaseFacts(state, involved, NOW, training)
            now = Now(NOW + LATER if late else NOW, MODES["TRAINING"] if practised else UNORDERED)
            answer = may(person, act, case, now, beside=COLLEAGUE)
            why = expected(rights[act, letter], states[act, state], case, own and bool(involved), now, act)
            right = ALLOWED if why is None else Refused(act, why, who_may(act), state)
            assert answer == right, (role, act, case, now)
            asked += 1
    assert asked == len(Role) * len(Act) * len(CaseState) * 16


def test_nobody_with_a_hand_in_a_case_approves_it_by_whatever_card() -> None:
    officer, now = somebody(3, Role.OFFICER, Role.OPERATOR), Now(NOW)
    case = CaseFacts(CaseState.SIGNED, (replace(officer, credential_id=CredentialId("f" * 64)), COLLEAGUE), NOW)
    assert may(officer, Act.APPROVE, case, now) == Refused(
        Act.APPROVE, Why.OWN_WORK, (Role.OFFICER, Role.SUPERVISOR), CaseState.SIGNED
    )
    assert may(somebody(4, Role.OFFICER), Act.APPROVE, case, now) == ALLOWED


@pytest.mark.parametrize("act", [Act.DELETE, Act.REOPEN])
def test_what_takes_two_is_not_done_by_one(act: Act) -> None:
    supervisor, case = somebody(5, Role.SUPERVISOR), CaseFacts(CaseState.REJECTED, (COLLEAGUE,), NOW)
    assert may(supervisor, act, case, Now(NOW), beside=COLLEAGUE) == ALLOWED
    with pytest.raises(refusals.TwoPeopleNeeded):
        require(supervisor, act, case, Now(NOW), beside=supervisor)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.WAITING])
def test_who_proposed_an_override_does_not_answer_for_it(state: CaseState) -> None:
    officer, case = somebody(6, Role.OFFICER), CaseFacts(state, (COLLEAGUE,), NOW)
    assert may(officer, Act.OVERRIDE, case, Now(NOW), beside=COLLEAGUE) == ALLOWED
    with pytest.raises(refusals.TwoPeopleNeeded):
        require(officer, Act.OVERRIDE, case, Now(NOW), beside=replace(officer, credential_id=CredentialId("f" * 64)))


@pytest.mark.parametrize("act", [Act.DELETE, Act.REOPEN])
def test_a_desk_without_an_authority_of_supervisors_goes_on_as_the_first_version(act: Act) -> None:
    officer, case = somebody(6, Role.OFFICER), CaseFacts(CaseState.REJECTED, (COLLEAGUE,), NOW)
    with pytest.raises(refusals.MayNotAnswer) as refused:
        require(officer, act, case, Now(NOW), COLLEAGUE, answers=True)
    assert refused.value.params == {"act": act, "who": "supervisor", "held": "officer"}
    assert may(officer, act, case, Now(NOW, supervised=False), COLLEAGUE) == ALLOWED
    assert isinstance(may(COLLEAGUE, act, case, Now(NOW, supervised=False), officer), Refused)


def test_several_roles_give_what_any_of_them_gives() -> None:
    both = somebody(7, Role.VOLUNTEER, Role.OPERATOR)
    others = CaseFacts(CaseState.OPEN, (COLLEAGUE,), NOW)
    assert may(both, Act.LOOK, others, Now(NOW)) == ALLOWED
    assert may(somebody(7, Role.VOLUNTEER), Act.LOOK, others, Now(NOW)) != ALLOWED


def test_who_has_no_role_may_nothing() -> None:
    nobody = somebody(8)
    for act, state in product(Act, CaseState):
        with pytest.raises(refusals.RoleMissing):
            require(nobody, act, CaseFacts(state), Now(NOW))
    assert isinstance(may(nobody, Act.START, NO_CASE, Now(NOW)), Refused)


def test_each_way_of_saying_who_may_has_words() -> None:
    from station.texts import LANGUAGES, catalogue

    named = {"+".join(who_may(act, supervised=known)) for act, known in product(Act, (True, False))}
    for language, code in product(LANGUAGES, ("STN-402", "STN-411", "STN-227")):
        assert set(catalogue(language)[code].words) == named
    assert set(catalogue("en")["STN-472"].words) == set(CaseState)


def test_a_service_takes_roles_away_and_gives_none() -> None:
    by = {Act.APPROVE: frozenset({Role.SUPERVISOR, Role.OPERATOR}), Act.SIGN: frozenset({Role.OFFICER})}
    case = CaseFacts(CaseState.SIGNED, (COLLEAGUE,), NOW, by=by)
    officer, supervisor, operator = (somebody(9, role) for role in (Role.OFFICER, Role.SUPERVISOR, Role.OPERATOR))
    assert may(supervisor, Act.APPROVE, case, Now(NOW)) == may(officer, Act.SIGN, case, Now(NOW)) == ALLOWED
    with pytest.raises(refusals.MayNotAnswer):
        require(operator, Act.APPROVE, case, Now(NOW), answers=True)
    for person, act in ((officer, Act.APPROVE), (operator, Act.SIGN)):
        with pytest.raises(refusals.NotOfThisService):
            require(person, act, case, Now(NOW))


def test_diagnostics_open_no_applicants_data_to_anybody() -> None:
    now, asked = Now(NOW, MODES["DIAGNOSTICS"]), set()
    for role, act, state in product(Role, Act, CaseState):
        person = somebody(1, role)
        in_earnest = may(person, act, CaseFacts(state, (), NOW), Now(NOW, MODES["NORMAL"]))
        answer = may(person, act, CaseFacts(state, (), NOW), now)
        if act in WITHOUT_APPLICANTS:
            assert answer == in_earnest
        else:
            assert isinstance(answer, Refused), (role, act, state)
            asked.add(act)
    assert {Act.START, Act.LIST, Act.LOOK, Act.CAPTURE, Act.APPROVE, Act.DELETE, Act.RECOVER} <= asked
    with pytest.raises(ModeForbids):
        require(somebody(1, Role.OFFICER), Act.LIST, NO_CASE, now)


@pytest.mark.parametrize("mode", MODES.values(), ids=lambda mode: mode.name)
def test_volunteers_work_where_the_mode_has_them(mode: Mode) -> None:
    volunteer, now = somebody(1, Role.VOLUNTEER), Now(NOW, mode)
    if mode.volunteers:
        require(volunteer, Act.START, NO_CASE, now)
        return
    with pytest.raises(refusals.NoVolunteersHere if mode.applicants else ModeForbids):
        require(volunteer, Act.START, NO_CASE, now)
    if mode.applicants:
        require(somebody(2, Role.OPERATOR, Role.VOLUNTEER), Act.START, NO_CASE, now)


def test_of_people_who_came_together_the_furthest_counts_and_everybody_who_had_a_hand_in_it() -> None:
    """Whoever captured one of them has a hand in the case; and one who is signed makes it more than an open one."""
    mine, theirs = somebody(1, Role.OPERATOR), somebody(2, Role.OFFICER)
    first = Enrollment(EnrollmentId("1"), "passport", NOW, mine, "review")
    second = replace(first, enrollment_id=EnrollmentId("2")).taken_by(theirs)
    signed = second.with_signed(Signed(Blob(Digest("00"), "application/zip", 1), mine, NOW))
    for family in ((first, signed), (signed, first)):
        facts = facts_of(*family)
        assert (facts.state, set(facts.involved), facts.vouched) == (CaseState.SIGNED, {mine, theirs}, True)
    changed = facts_of(first, signed.with_portrait(None))
    assert (changed.state, changed.vouched) == (CaseState.OPEN, True)
    assert not facts_of(first, second).vouched
