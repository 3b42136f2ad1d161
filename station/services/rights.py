"""The question of `station.acts` as services ask it: of who sits at the desk, or of whoever answers for them."""

from collections.abc import Callable

from station.acts import NO_CASE, Act, Allowed, CaseFacts, Now, may, require
from station.domain.clock import Clock
from station.domain.modes import Mode
from station.domain.operator import Operator
from station.services.people import People
from station.services.session import Session


class Rights:
    """For the work thread."""

    def __init__(self, people: People, clock: Clock, mode: Callable[[], Mode]) -> None:
        """mode: in which the desk works now."""
        self._people, self._clock, self._mode = people, clock, mode

    def now(self) -> Now:
        return Now(self._clock.now(), self._mode(), self._people.supervised)

    def allows(self, session: Session, act: Act, case: CaseFacts = NO_CASE) -> bool:
        return self.judge(session)(act, case)

    def judge(self, session: Session) -> Callable[[Act, CaseFacts], bool]:
        """The same by what holds at this moment, found out once: for hundreds of cases in one list."""
        now = self.now()
        return lambda act, case: isinstance(may(session.operator, act, case, now), Allowed)

    def ask(self, session: Session, act: Act, case: CaseFacts = NO_CASE) -> None:
        """By the rights that who sits here came with: drafts may be looked at and kept until they leave.

        Raises as `station.acts.require`.
        """
        require(session.operator, act, case, self.now())

    def ask_anew(self, session: Session, act: Act, case: CaseFacts = NO_CASE) -> None:
        """By the rights that their certificate gives now: an open session goes no further than a new one.

        Raises as `ask`; NobodyKnown, RevocationUnknown, BadRevocationList.
        """
        person = self._people.require(session.key.certificate, session.key.chain, self._clock.now())
        require(person, act, case, self.now())

    def require_answer(
        self, session: Session, act: Act, credential_id: str, pin: str, case: CaseFacts = NO_CASE
    ) -> Operator:
        """Who answers for it beside whoever sits here. Raises as `People.require_answer`."""
        return self._people.require_answer(act, credential_id, pin, self.now(), case, session.operator)
