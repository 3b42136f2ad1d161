"""PINs of keys in files and cards: giving the tries back, and changing a PIN. A card counts by itself, and nothing but
its PUK gives its tries back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from crypto.errors import CryptoError, KeyLocked, TokenUnfit, WrongPin
from crypto.keys.api import KeyEntry
from crypto.keys.soft import SoftKeyStore
from station.acts import NO_CASE, Act, Allowed, Now, may
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.services.door import answering
from station.services.people import People
from station.services.pin_letters import require_typeable


class OfficerNeeded(StationError):
    """Only a state officer, with a key of their own, gives somebody else the tries back."""

    code, retryable = "STN-404", True


class NoKeyFile(StationError):
    """The key is in a card or a token, which counts by itself and is released by its own means."""

    code = "STN-405"


class CardNeedsPin(StationError):
    """The PUK of a card sets a new PIN: none was typed. Nothing was tried."""

    code, retryable = "STN-672", True


class CardTakesNoSuchPin(StationError):
    """Too short or too long for the card, or with signs that it does not take."""

    code, retryable = "STN-673", True


class CardNotReleased(StationError):
    """Its module gives no tries back by a PUK."""

    code = "STN-674"


class WrongPuk(StationError):
    """Of a card, which counts such tries too, and does not say how many are left."""

    code, retryable = "STN-675", True


class PukLocked(StationError):
    """The card is closed for good."""

    code = "STN-676"


class Cards(Protocol):
    """A module's cards that are there now."""

    def entries(self) -> Sequence[KeyEntry]: ...
    def release_by_puk(self, key_id: str, puk: str, new_pin: str, /) -> None: ...


@dataclass(frozen=True)
class Released:
    """The key may be tried again."""


@dataclass(frozen=True)
class PinChanged:
    """puk: the new code that gives the tries back; shown once and kept nowhere."""

    puk: str


class Pins:
    """For the work thread; nobody need be signed in. Everything is written into the audit log, refusals too."""

    def __init__(
        self,
        files: SoftKeyStore,
        people: People,
        clock: Clock,
        audit: Callable[[AuditEvent], None],
        cards: Sequence[Cards] = (),
    ) -> None:
        self._files, self._people, self._cards = files, people, cards
        self._clock, self._audit = clock, audit

    def locked(self, credential_id: str) -> bool:
        """Whether the key opens for nobody until it is released. A card's is not known before its PIN."""
        return self._files.locked(credential_id)

    @answering
    def release(self, credential_id: str, officer_id: str, pin: str) -> Released:
        """All tries again, by a state officer's PIN; the officer's key may be in a file or a card."""

        def admit(person: Operator) -> None:
            answer = may(person, Act.RELEASE_PIN, NO_CASE, Now(self._clock.now()))
            if not isinstance(answer, Allowed):
                raise OfficerNeeded

        with self._noted(EventKind.PIN_RELEASED, officer_id, credential_id, "officer"):
            self._require_file(credential_id)
            self._people.unlock(officer_id, pin, self._clock.now(), admit)[1].lock()
            self._files.release(credential_id)
        return Released()

    @answering
    def release_by_puk(self, credential_id: str, puk: str, new_pin: str = "") -> Released:
        """All tries again, by the code that came with the PIN. new_pin: of a card, whose PUK sets a new one; a key in a
        file keeps its own."""
        with self._noted(EventKind.PIN_RELEASED, credential_id, credential_id, "puk"):
            card = self._card_of(credential_id)
            if card is None:
                self._require_file(credential_id)
            require_typeable(puk, new_pin)
            if card is None:
                self._files.release_by_puk(credential_id, puk)
            else:
                _release_card(card, credential_id, puk, new_pin)
        return Released()

    def is_card(self, credential_id: str) -> bool:
        """Whether its PUK sets a new PIN."""
        return self._card_of(credential_id) is not None

    @answering
    def change(self, credential_id: str, pin: str, new_pin: str, second_pin: str = "") -> PinChanged:
        """second_pin: the person's own for times of coercion, "" for none; nothing of it shows in what is answered or
        logged."""
        with self._noted(EventKind.PIN_CHANGED, credential_id, credential_id, "pin"):
            self._require_file(credential_id)
            require_typeable(pin, new_pin, second_pin)
            return PinChanged(self._files.change_pin(credential_id, pin, new_pin, second_pin))

    def _card_of(self, credential_id: str) -> Cards | None:
        """None of a key in a file, whatever is in the readers."""
        if any(entry.key_id == credential_id for entry in self._files.entries()):
            return None
        there = (card for card in self._cards if any(entry.key_id == credential_id for entry in card.entries()))
        return next(there, None)

    def _require_file(self, credential_id: str) -> None:
        if not any(entry.key_id == credential_id for entry in self._files.entries()):
            raise NoKeyFile

    @contextmanager
    def _noted(self, kind: EventKind, actor: str, subject: str, by: str) -> Iterator[None]:
        try:
            yield
        except (CryptoError, StationError) as error:
            details = {"asked": kind.value, "by": by, "code": error.code}
            self._audit(AuditEvent(EventKind.PIN_REFUSED, actor, subject, details))
            raise
        self._audit(AuditEvent(kind, actor, subject, {"by": by}))


def _release_card(card: Cards, credential_id: str, puk: str, new_pin: str) -> None:
    if not new_pin:
        raise CardNeedsPin
    try:
        card.release_by_puk(credential_id, puk, new_pin)
    except TokenUnfit as error:
        raise (CardTakesNoSuchPin if error.params["what"] == "pin" else CardNotReleased) from None
    except KeyLocked:
        raise PukLocked from None
    except WrongPin:
        raise WrongPuk from None
