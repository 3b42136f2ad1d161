"""Signing in and out. The PIN opens the person's key, and with it the vault of drafts."""

from collections.abc import Callable
from pathlib import Path

from crypto.errors import CryptoError
from station.domain.armenian import collation_key
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.services.cards import CardWatch
from station.services.door import answering
from station.services.people import DemoCodes, People
from station.services.refusals import Refusals
from station.services.session import Session, SignedIn
from station.services.views import CredentialView
from station.storage.vault import Follower, Vault


class SignIn:
    """For the work thread; `current` may be read from any."""

    def __init__(
        self,
        signed_in: SignedIn,
        people: People,
        drafts: Path,
        clock: Clock,
        audit: Callable[[AuditEvent], None],
        cards: CardWatch | None = None,
        locked: Callable[[str], bool] = lambda _: False,
        follower: Follower | None = None,
    ) -> None:
        """locked: whether a key opens for nobody now (station.services.pins). follower: of the vault."""
        self._signed_in = signed_in
        self._people = people
        self._drafts = drafts
        self._clock = clock
        self._audit = audit
        self._cards = cards or CardWatch(())
        self._locked = locked
        self._follower = follower
        self.refusals = Refusals(audit, signed_in.who)

    @property
    def current(self) -> Operator | None:
        """Who is signed in."""
        session = self._signed_in.session
        return session.operator if session else None

    def credentials(self) -> tuple[CredentialView, ...]:
        """Everyone who can sign in here now, in the order of the Armenian alphabet."""
        known = self._people.known(self._clock.now())
        return tuple(
            CredentialView(
                person.credential_id,
                person.name,
                person.organisation,
                person.roles,
                demo.pin,
                demo.puk,
                self._locked(person.credential_id),
                person.identifier,
                person.key,
            )
            for person, demo in sorted(known, key=_by_name)
        )

    @answering
    def unproven(self) -> None:
        """A Problem where somebody may be missing among `credentials` because lists are missing or too old."""
        self._people.demand_proof(self._clock.now())

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """on_change: a card was put in or pulled, so that `credentials` are others; from a thread of its own."""
        return self._cards.subscribe(on_change)

    @answering
    def sign_in(self, credential_id: str, pin: str) -> Operator:
        """Who was signed in before is signed out only once this one is in."""
        session = self._open(credential_id, pin)
        self.sign_out()
        try:
            self._audit(AuditEvent(EventKind.SIGNED_IN, session.operator.credential_id))
        except StationError:  # nobody sits down without a word in the log
            session.key.lock()
            raise
        self._signed_in.session = session
        return session.operator

    def _open(self, credential_id: str, pin: str) -> Session:
        person, key = self._people.unlock(credential_id, pin, self._clock.now())
        try:
            return Session(person, key, Vault(self._drafts, key.data_key, follower=self._follower))
        except CryptoError:  # a card that was not admitted here
            key.lock()
            raise

    def sign_out(self) -> None:
        """Forget the key: drafts stay on disk, shut. Harmless when nobody is signed in."""
        session, self._signed_in.session = self._signed_in.session, None
        if session is not None:
            session.key.lock()
            self._audit(AuditEvent(EventKind.SIGNED_OUT, session.operator.credential_id))


def _by_name(known: tuple[Operator, DemoCodes]) -> tuple[tuple[int, ...], str]:
    person, _ = known
    return collation_key(person.name), person.credential_id
