"""Sign-in: choose, PIN, refused, admitted; whoever locked the window is offered first."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.services.views import CredentialView, SignInResult
from tests.support.form_fakes import ANI, RunLater, run_now
from ui.pages.sign_in.presenter import SignInPresenter

KAREN = Operator(CredentialId("b" * 64), "Կարեն Սարգսյան", "State", frozenset({Role.OFFICER}))
PEOPLE = tuple(CredentialView(who.credential_id, who.name, who.organisation, who.roles) for who in (ANI, KAREN))


def post_now(call: Callable[[], None]) -> None:
    call()


@dataclass
class Desk:
    people: tuple[CredentialView, ...] = PEOPLE
    asked: list[tuple[str, str]] = field(default_factory=list)
    answer: SignInResult = ANI
    watching: list[Callable[[], None]] = field(default_factory=list)

    def credentials(self) -> tuple[CredentialView, ...]:
        return self.people

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.watching.append(on_change)
        return lambda: self.watching.remove(on_change)

    def cards_are(self, *people: CredentialView) -> None:
        self.people = people
        for on_change in tuple(self.watching):
            on_change()

    def sign_in(self, credential_id: str, pin: str) -> SignInResult:
        self.asked.append((credential_id, pin))
        return self.answer


@dataclass
class Screen:
    chosen: CredentialId | None = None
    shown: int = 0
    refused: list[Problem] = field(default_factory=list)
    admitted: list[Operator] = field(default_factory=list)

    def show_people(self, people: tuple[CredentialView, ...], chosen: CredentialId | None) -> None:
        self.chosen = chosen

    def show_state(self) -> None:
        self.shown += 1

    def refuse(self, problem: Problem) -> None:
        self.refused.append(problem)

    def admit(self, operator: Operator) -> None:
        self.admitted.append(operator)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def presenter(desk: Desk, screen: Screen) -> SignInPresenter:
    made = SignInPresenter(screen, desk, run_now, post_now)
    made.locked_by(None)
    made.enter()
    return made


def test_the_first_person_is_offered_and_a_pin_is_wanted(presenter: SignInPresenter, screen: Screen) -> None:
    assert screen.chosen == ANI.credential_id
    assert not presenter.ready
    presenter.pin_typed("1")
    assert presenter.ready


def test_who_locked_the_window_is_offered_first(desk: Desk, screen: Screen) -> None:
    later = RunLater()
    made = SignInPresenter(screen, desk, later, post_now)
    made.enter()
    made.locked_by(KAREN)
    later.run()
    assert screen.chosen == KAREN.credential_id
    assert made.chosen == PEOPLE[1]


def test_the_right_pin_admits(presenter: SignInPresenter, screen: Screen, desk: Desk) -> None:
    presenter.choose(KAREN.credential_id)
    presenter.pin_typed("5678")
    presenter.sign_in("5678")
    assert desk.asked == [(KAREN.credential_id, "5678")]
    assert screen.admitted == [ANI]


def test_a_wrong_pin_is_refused_with_the_tries_left(presenter: SignInPresenter, screen: Screen, desk: Desk) -> None:
    desk.answer = Problem("CRY-010", {"tries_left": 4})
    presenter.pin_typed("1")
    presenter.sign_in("1")
    assert screen.refused == [desk.answer]
    assert not presenter.ready
    assert not presenter.working


def test_no_second_try_while_one_is_checked(desk: Desk, screen: Screen) -> None:
    later = RunLater()
    made = SignInPresenter(screen, desk, later, post_now)
    made.enter()
    later.run()
    made.pin_typed("1")
    made.sign_in("1")
    made.sign_in("1")
    assert made.working
    later.run()
    assert len(desk.asked) == 1


def test_nobody_can_sign_in(screen: Screen) -> None:
    made = SignInPresenter(screen, Desk(people=()), run_now, post_now)
    made.enter()
    made.pin_typed("1")
    made.sign_in("1")
    assert screen.chosen is None
    assert not made.ready


def test_a_card_that_is_put_in_is_chosen_and_one_that_is_pulled_is_not_there(desk: Desk, screen: Screen) -> None:
    ani, karen = PEOPLE
    desk.people = (ani,)
    made = SignInPresenter(screen, desk, run_now, post_now)
    made.enter()
    desk.cards_are(ani, karen)
    assert (made.people, made.chosen, screen.chosen) == (PEOPLE, karen, karen.credential_id)
    desk.cards_are(karen)
    assert made.chosen == karen
    desk.cards_are(ani)
    assert made.chosen == ani
    desk.cards_are()
    assert (made.people, made.chosen, made.ready) == ((), None, False)
    made.leave()
    desk.cards_are(ani)
    assert (made.people, desk.watching) == ((), [])


def test_nothing_moves_while_a_pin_is_tried_or_nothing_changed(desk: Desk, screen: Screen) -> None:
    ani, karen = PEOPLE
    later = RunLater()
    made = SignInPresenter(screen, desk, later, post_now)
    made.enter()
    later.run()
    made.choose(karen.credential_id)
    desk.cards_are(*PEOPLE)
    later.run()
    assert made.chosen == karen
    made.pin_typed("1")
    made.sign_in("1234")
    desk.cards_are(ani)
    made.leave()
    assert made.people == PEOPLE
