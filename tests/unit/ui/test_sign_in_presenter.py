"""Sign-in: choose, PIN, refused, admitted; whoever locked the window is offered first."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.services.pins import PinChanged, Released
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
    missing: Problem | None = None
    watching: list[Callable[[], None]] = field(default_factory=list)

    def credentials(self) -> tuple[CredentialView, ...]:
        return self.people

    def unproven(self) -> Problem | None:
        return self.missing

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
class PinDesk:
    """Gives the tries back for the code "1111"."""

    desk: Desk = field(default_factory=Desk)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def release(self, credential_id: str, officer_id: str, pin: str) -> Released | Problem:
        return self._answer(credential_id, officer_id, pin)

    def release_by_puk(self, credential_id: str, puk: str, new_pin: str = "") -> Released | Problem:
        return self._answer(credential_id, *([new_pin] if new_pin else []), puk)

    def change(self, credential_id: str, pin: str, new_pin: str, second_pin: str) -> PinChanged | Problem:
        self.asked.append((credential_id, pin, new_pin, second_pin))
        return PinChanged("333344445555") if pin == "1234" else Problem("CRY-010", {"tries_left": 4})

    def _answer(self, credential_id: str, *given: str) -> Released | Problem:
        self.asked.append((credential_id, *given))
        if given[-1] != "1111":
            return Problem("CRY-079")
        self.desk.people = tuple(replace(each, locked=False) for each in self.desk.people)
        return Released()


@dataclass
class Screen:
    chosen: CredentialId | None = None
    shown: int = 0
    refused: list[Problem] = field(default_factory=list)
    admitted: list[Operator] = field(default_factory=list)
    unproven: Problem | None = None
    puks: list[str] = field(default_factory=list)
    released: int = 0

    def tell_puk(self, puk: str) -> None:
        self.puks.append(puk)

    def tell_released(self) -> None:
        self.released += 1

    def show_unproven(self, problem: Problem | None) -> None:
        self.unproven = problem

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
    made = SignInPresenter(screen, desk, PinDesk(desk), run_now, post_now)
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
    made = SignInPresenter(screen, desk, PinDesk(), later, post_now)
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
    made = SignInPresenter(screen, desk, PinDesk(), later, post_now)
    made.enter()
    later.run()
    made.pin_typed("1")
    made.sign_in("1")
    made.sign_in("1")
    assert made.working
    later.run()
    assert len(desk.asked) == 1


def test_nobody_can_sign_in(screen: Screen) -> None:
    made = SignInPresenter(screen, Desk(people=()), PinDesk(), run_now, post_now)
    made.enter()
    made.pin_typed("1")
    made.sign_in("1")
    assert screen.chosen is None
    assert not made.ready


def test_a_card_that_is_put_in_is_chosen_and_one_that_is_pulled_is_not_there(desk: Desk, screen: Screen) -> None:
    ani, karen = PEOPLE
    desk.people = (ani,)
    made = SignInPresenter(screen, desk, PinDesk(), run_now, post_now)
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


def test_a_smart_card_that_is_locked_is_asked_no_more_until_it_was_pulled_or_unlocked(
    desk: Desk, presenter: SignInPresenter, screen: Screen
) -> None:
    ani, karen = PEOPLE
    desk.answer = Problem("CRY-011", retryable=False)

    def locks() -> bool:
        presenter.pin_typed("0000")
        presenter.sign_in("0000")
        return presenter.card_locked

    assert locks()
    presenter.pin_typed("1")
    assert (presenter.ready, presenter.locked) == (False, False), "what a key in a file has does not help a card"
    presenter.choose(karen.credential_id)
    assert not presenter.card_locked, "it is one card, not all"
    presenter.choose(ani.credential_id)
    assert presenter.card_locked
    presenter.try_card_again()
    assert not presenter.card_locked
    assert locks()
    desk.cards_are(karen)
    desk.cards_are(ani, karen)
    assert (presenter.chosen, presenter.card_locked) == (ani, False)


def test_the_puk_of_a_locked_card_sets_a_new_pin_and_the_pin_is_asked_again(desk: Desk, screen: Screen) -> None:
    pins = PinDesk(desk)
    presenter = SignInPresenter(screen, desk, pins, run_now, post_now)
    presenter.enter()
    presenter.unlock_card("1111", "654321")
    assert pins.asked == [], "nothing is locked"
    desk.answer = Problem("CRY-011", retryable=False)
    presenter.pin_typed("0000")
    presenter.sign_in("0000")
    presenter.unlock_card("2222", "654321")
    assert (presenter.card_locked, presenter.working, screen.refused[-1].code) == (True, False, "CRY-079")
    presenter.unlock_card("1111", "654321")
    who = PEOPLE[0].credential_id
    assert pins.asked == [(who, "654321", "2222"), (who, "654321", "1111")]
    assert (presenter.card_locked, presenter.working, screen.released) == (False, False, 1)


def test_nothing_moves_while_a_pin_is_tried_or_nothing_changed(desk: Desk, screen: Screen) -> None:
    ani, karen = PEOPLE
    later = RunLater()
    made = SignInPresenter(screen, desk, PinDesk(), later, post_now)
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


def test_people_who_cannot_be_asked_for_are_told(desk: Desk, screen: Screen) -> None:
    broken = Problem("STN-150", {"incident": "A1B2C3D4"})
    desk.credentials = lambda: broken  # type: ignore[method-assign,assign,return-value]
    made = SignInPresenter(screen, desk, PinDesk(desk), run_now, post_now)
    made.enter()
    assert screen.refused == [broken]
    desk.cards_are()
    assert screen.refused == [broken, broken]
    assert not made.ready


# --- a locked key --------------------------------------------------------------------------------------------------


def lock(desk: Desk, presenter: SignInPresenter, *numbers: int) -> None:
    desk.people = tuple(replace(each, locked=at in numbers) for at, each in enumerate(PEOPLE))
    presenter.enter()


def test_a_key_that_locks_at_the_last_wrong_pin_is_shown_as_locked(
    desk: Desk, presenter: SignInPresenter, screen: Screen
) -> None:
    desk.answer = Problem("CRY-077")
    desk.people = (replace(PEOPLE[0], locked=True), PEOPLE[1])
    assert not presenter.locked
    presenter.pin_typed("0000")
    presenter.sign_in("0000")
    assert screen.refused == [Problem("CRY-077")]
    assert presenter.locked
    assert presenter.officers == (PEOPLE[1],)


@pytest.mark.parametrize("officer", [None, KAREN.credential_id])
def test_the_tries_come_back_and_the_pin_is_wanted_again(
    officer: CredentialId | None, desk: Desk, presenter: SignInPresenter, screen: Screen
) -> None:
    lock(desk, presenter, 0)
    presenter.unlock(officer, "2222")
    assert presenter.locked
    assert screen.refused == [Problem("CRY-079")]
    assert screen.released == 0
    presenter.unlock(officer, "1111")
    assert not presenter.locked
    assert screen.released == 1
    assert presenter.chosen == PEOPLE[0]
    assert not presenter.working


def test_a_locked_officer_helps_nobody_and_nobody_helps_himself(desk: Desk, presenter: SignInPresenter) -> None:
    lock(desk, presenter, 0, 1)
    assert presenter.officers == ()
    presenter.choose(KAREN.credential_id)
    assert presenter.locked
    assert presenter.officers == ()


def test_a_key_that_is_open_is_not_unlocked(desk: Desk, screen: Screen) -> None:
    pins = PinDesk(desk)
    made = SignInPresenter(screen, desk, pins, run_now, post_now)
    made.enter()
    made.unlock(None, "1111")
    assert pins.asked == []
    lock(desk, made, 0)
    made.unlock(None, "")
    assert pins.asked == []
    made.unlock(KAREN.credential_id, "1111")
    assert pins.asked == [(ANI.credential_id, KAREN.credential_id, "1111")]


def test_who_cannot_be_looked_up_is_said_and_comes_back_with_the_lists(desk: Desk, screen: Screen) -> None:
    desk.people, desk.missing = (), Problem("STN-723")
    made = SignInPresenter(screen, desk, PinDesk(desk), run_now, post_now)
    made.enter()
    assert screen.unproven == Problem("STN-723")
    assert screen.chosen is None
    desk.people, desk.missing = PEOPLE, None
    made.look_again()
    assert screen.unproven is None
    assert screen.chosen == ANI.credential_id


def test_lists_that_lapse_while_the_page_is_open_are_said_with_the_refusal(
    presenter: SignInPresenter, desk: Desk, screen: Screen
) -> None:
    presenter.pin_typed("1234")
    desk.people, desk.missing, desk.answer = (), Problem("STN-723"), Problem("CRY-025")
    presenter.sign_in("1234")
    assert [each.code for each in screen.refused] == ["CRY-025"]
    assert screen.unproven == Problem("STN-723")
    assert presenter.chosen is None


# --- changing the PIN -------------------------------------------------------------------------------------------------


def test_a_pin_is_changed_by_its_owner_and_the_puk_is_shown(desk: Desk, screen: Screen) -> None:
    pins = PinDesk(desk)
    presenter = SignInPresenter(screen, desk, pins, run_now, post_now)
    presenter.enter()
    presenter.change("1234", "87654321", "")
    assert pins.asked == [], "nobody asked for it"
    presenter.ask_change(True)
    presenter.change("9999", "87654321", "")
    assert [problem.code for problem in screen.refused] == ["CRY-010"]
    assert presenter.changing
    presenter.change("1234", "87654321", "12345678")
    assert pins.asked[-1] == (ANI.credential_id, "1234", "87654321", "12345678")
    assert screen.puks == ["333344445555"]
    assert not presenter.changing


def test_another_person_or_a_locked_key_changes_nothing(desk: Desk, screen: Screen) -> None:
    later = RunLater()
    pins = PinDesk(desk)
    presenter = SignInPresenter(screen, desk, pins, run_now, post_now)
    presenter.enter()
    presenter.ask_change(True)
    presenter.choose(KAREN.credential_id)
    assert not presenter.changing
    presenter.ask_change(True)
    presenter._run = later
    presenter.change("1234", "87654321", "")
    presenter.choose(ANI.credential_id)
    assert presenter.chosen is not None
    assert presenter.chosen.credential_id == KAREN.credential_id, "whose PIN is being changed"
    presenter.ask_change(False)
    assert presenter.changing
    later.run()
    assert screen.puks == ["333344445555"]
    desk.people = tuple(replace(each, locked=True) for each in desk.people)
    presenter._run = run_now
    presenter.enter()
    presenter.ask_change(True)
    assert not presenter.changing
