"""Who can sign in, and what the PIN was worth; unlocking a key, changing its PIN. No Qt."""

from collections.abc import Callable
from typing import Protocol

from station.acts import Act, who_may
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator
from station.services.pins import PinChanged, Released
from station.services.views import CredentialView, SignInResult
from ui.threads import Post, Run


class SignInView(Protocol):
    def show_people(self, people: tuple[CredentialView, ...], chosen: CredentialId | None) -> None: ...
    def show_state(self) -> None:
        """`ready`, `working` or `chosen` changed."""

    def refuse(self, problem: Problem) -> None:
        """The PIN opened nothing, or nobody could be asked who is there: clear it, tell why."""

    def admit(self, operator: Operator) -> None: ...

    def tell_released(self) -> None:
        """The tries are given back: the PIN is wanted again."""

    def tell_puk(self, puk: str) -> None:
        """The PIN is changed. Show the new PUK: it is kept nowhere."""

    def show_unproven(self, problem: Problem | None) -> None:
        """Why somebody may be missing among the people; None: nobody is. While it stands, `look_again` now and then."""


class SignInService(Protocol):
    def credentials(self) -> tuple[CredentialView, ...]: ...
    def unproven(self) -> Problem | None: ...
    def sign_in(self, credential_id: str, pin: str, /) -> SignInResult: ...
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class PinService(Protocol):
    def release(self, credential_id: str, officer_id: str, pin: str, /) -> Released | Problem: ...
    def release_by_puk(self, credential_id: str, puk: str, new_pin: str = "", /) -> Released | Problem: ...
    def change(self, credential_id: str, pin: str, new_pin: str, second_pin: str, /) -> PinChanged | Problem: ...


_CARD_LOCKED = "CRY-011"


class SignInPresenter:
    """UI thread only."""

    def __init__(self, view: SignInView, service: SignInService, pins: PinService, run: Run, post: Post) -> None:
        self._view, self._service, self._pins, self._run, self._post = view, service, pins, run, post
        self._unsubscribe: Callable[[], None] | None = None
        self.people: tuple[CredentialView, ...] = ()
        self.chosen: CredentialView | None = None
        self.working = False
        self.changing = False
        """The chosen person changes the PIN instead of signing in."""
        self._wanted: CredentialId | None = None
        self._locked_cards = set[CredentialId]()
        self._has_pin = False

    def enter(self) -> None:
        self.people, self.chosen = (), None
        self.working = self.changing = self._has_pin = False
        self._locked_cards.clear()
        self._view.show_people((), None)
        self._run(self._service.credentials, self._found)
        self._run(self._service.unproven, self._view.show_unproven)
        self.leave()
        self._unsubscribe = self._service.subscribe(lambda: self._post(self._cards_changed))

    def leave(self) -> None:
        """Nobody looks any more who is there."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def locked_by(self, who: Operator | None) -> None:
        """Offer the person who locked the window first."""
        self._wanted = who.credential_id if who is not None else None

    @property
    def ready(self) -> bool:
        """The primary action makes sense: somebody is chosen and something is typed."""
        return self.chosen is not None and self._has_pin and not self.working and not self.card_locked

    @property
    def locked(self) -> bool:
        """The chosen person's key opens for nobody until somebody gives the tries back."""
        return self.chosen is not None and self.chosen.locked

    @property
    def card_locked(self) -> bool:
        """The chosen person's card said so, and has not been pulled since."""
        return self.chosen is not None and self.chosen.credential_id in self._locked_cards

    def try_card_again(self) -> None:
        """Somebody unlocked it where it is."""
        self._locked_cards.clear()
        self._view.show_state()

    @property
    def officers(self) -> tuple[CredentialView, ...]:
        """Who can give the chosen person the tries back, with a PIN of their own."""
        may = frozenset(who_may(Act.RELEASE_PIN))
        return tuple(each for each in self.people if may & each.roles and not each.locked and each != self.chosen)

    def look_again(self) -> None:
        """Lists may have come, or be too old by now."""
        self._run(self._service.credentials, self._found_again)
        self._run(self._service.unproven, self._view.show_unproven)

    def choose(self, credential_id: CredentialId) -> None:
        chosen = next((person for person in self.people if person.credential_id == credential_id), None)
        if not self.working:  # whose PIN is being checked stays who is chosen
            self.changing = self.changing and chosen == self.chosen
            self.chosen = chosen
        self._view.show_state()

    def pin_typed(self, pin: str) -> None:
        self._has_pin = bool(pin)
        self._view.show_state()

    def sign_in(self, pin: str) -> None:
        if not self.ready or self.chosen is None:
            return
        self.working = True
        self._view.show_state()
        credential_id = self.chosen.credential_id
        self._run(lambda: self._service.sign_in(credential_id, pin), self._answered)

    def unlock(self, officer: CredentialId | None, secret: str) -> None:
        """officer: whose PIN `secret` is; None: it is the person's own PUK."""
        if not self.locked or self.chosen is None or self.working or not secret:
            return
        self.working = True
        self._view.show_state()
        locked = self.chosen.credential_id
        if officer is None:
            self._run(lambda: self._pins.release_by_puk(locked, secret), self._released)
        else:
            self._run(lambda: self._pins.release(locked, officer, secret), self._released)

    def unlock_card(self, puk: str, new_pin: str) -> None:
        """The view has seen the new one twice."""
        if not self.card_locked or self.chosen is None or self.working:
            return
        self.working = True
        self._view.show_state()
        card = self.chosen.credential_id
        self._run(
            lambda: self._pins.release_by_puk(card, puk, new_pin), lambda answer: self._card_released(card, answer)
        )

    def _card_released(self, card: CredentialId, answer: Released | Problem) -> None:
        if not isinstance(answer, Problem):
            self._locked_cards.discard(card)
        self._released(answer)

    def ask_change(self, asked: bool) -> None:
        """Begin to change the PIN, or leave it as it is."""
        if not self.working:
            self.changing = asked and self.chosen is not None and not self.locked
            self._view.show_state()

    def change(self, pin: str, new_pin: str, second_pin: str) -> None:
        """The view has seen the new one twice. second_pin: for times of coercion; "" for none."""
        if not self.changing or self.chosen is None or self.working:
            return
        self.working = True
        self._view.show_state()
        credential_id = self.chosen.credential_id
        self._run(lambda: self._pins.change(credential_id, pin, new_pin, second_pin), self._changed)

    def _changed(self, answer: PinChanged | Problem) -> None:
        self.working = self._has_pin = False
        self.changing = isinstance(answer, Problem)
        self._view.show_state()
        if isinstance(answer, Problem):
            self._view.refuse(answer)
            self.look_again()  # the key may be locked by now
        else:
            self._view.tell_puk(answer.puk)

    def _released(self, answer: Released | Problem) -> None:
        self.working = self._has_pin = False
        self._view.show_state()
        if isinstance(answer, Problem):
            self._view.refuse(answer)
        self._run(self._service.credentials, self._found_again if isinstance(answer, Problem) else self._found_open)

    def _found_open(self, people: tuple[CredentialView, ...] | Problem) -> None:
        self._found_again(people)
        self._view.tell_released()

    def _found(self, people: tuple[CredentialView, ...] | Problem) -> None:
        if isinstance(people, Problem):
            self._view.refuse(people)
            return
        self.people = people
        first = people[0].credential_id if people else None
        known = {person.credential_id for person in people}
        wanted = self._wanted if self._wanted in known else first
        self._view.show_people(people, wanted)
        if wanted is not None:
            self.choose(wanted)
        else:
            self._view.show_state()

    def _cards_changed(self) -> None:
        if self._unsubscribe is not None:
            self._run(self._service.credentials, self._found_again)

    def _found_again(self, people: tuple[CredentialView, ...] | Problem) -> None:
        """A card was put in: its owner is chosen. One was pulled: who was chosen stays chosen, if still there."""
        if people == self.people or self.working:
            return
        if isinstance(people, Problem):
            self._view.refuse(people)
            return
        self._locked_cards.clear()
        before = {person.credential_id for person in self.people}
        new = [person.credential_id for person in people if person.credential_id not in before]
        kept = self.chosen.credential_id if self.chosen is not None else None
        self._wanted = new[0] if new else kept
        self.chosen = None
        self._found(people)

    def _answered(self, result: SignInResult) -> None:
        self.working = False
        if isinstance(result, Problem):
            self._has_pin = False
            if result.code == _CARD_LOCKED and self.chosen is not None:
                self._locked_cards.add(self.chosen.credential_id)
            self._view.refuse(result)
            self._view.show_state()
            self.look_again()  # the key may be locked by now
        else:
            self._view.admit(result)
