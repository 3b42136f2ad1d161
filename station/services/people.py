"""Who may do what: roles are read from certificates that lead to a pinned root, never from a setting of ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crypto.certificate import Certificate
from crypto.errors import BadRevocationList, CryptoError, RevocationUnknown
from crypto.keys.api import KeyEntry, KeyStore, UnlockedKey
from crypto.trust import Purpose, TrustStore, claims
from station.acts import NO_CASE, Act, CaseFacts, Now, require, who_may
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.operator import CredentialId, Operator, Role
from station.services.pin_letters import require_typeable

_PURPOSES = {
    Role.VOLUNTEER: Purpose.VOLUNTEER,
    Role.OPERATOR: Purpose.OPERATOR,
    Role.OFFICER: Purpose.OFFICER,
    Role.SUPERVISOR: Purpose.SUPERVISOR,
    Role.TECHNICIAN: Purpose.TECHNICIAN,
    Role.EXAMINER: Purpose.EXAMINER,
    Role.AUDITOR: Purpose.LOG_READER,
}


class NobodyKnown(StationError):
    """The certificate gives no right at this station: another authority, run out, or not a person's."""

    code = "STN-403"


class RightsUnproven(StationError):
    """Whether somebody's certificate is still in force cannot be looked up: a list is missing, damaged or too old."""

    code, retryable = "STN-723", True


@dataclass(frozen=True)
class DemoCodes:
    """What everybody may know of a person of the demonstration."""

    pin: str = ""
    puk: str = ""


class NeedsOfficer(StationError):
    """This needs the card and PIN of somebody of the State. `act`: which; `who`: the roles that may."""

    code, retryable = "STN-227", True


class People:
    """Everyone whose key is in reach."""

    def __init__(
        self,
        keys: KeyStore,
        trust: TrustStore,
        demo: Mapping[str, DemoCodes],
        require_identity: Callable[[Operator], None] = lambda _: None,
    ) -> None:
        """demo: codes of the demonstration's people, by key_id. require_identity: raises for somebody whose certificate
        does not tell them from others."""
        self._require_identity = require_identity
        self._keys = keys
        self._trust = trust
        self._demo = demo

    def known(self, at: datetime) -> tuple[tuple[Operator, DemoCodes], ...]:
        """Those with at least one right, each with their codes where they are of the demonstration."""
        found = (
            (self.person(entry.certificate, entry.chain, at), self._demo.get(entry.key_id, DemoCodes()))
            for entry in self._keys.entries()
        )
        return tuple((person, codes) for person, codes in found if person.roles)

    def person(self, certificate: Certificate, chain: Sequence[Certificate], at: datetime) -> Operator:
        """The person of a certificate with every right it gives as of `at`."""
        allows = self._trust.allows
        roles = (role for role, purpose in _PURPOSES.items() if allows(certificate, chain, purpose, at))
        return Operator(
            CredentialId(certificate.fingerprint),
            certificate.common_name,
            certificate.organisation,
            _of_one_card(frozenset(roles)),
            certificate.identifier,
            certificate.key_fingerprint,
        )

    def require(self, certificate: Certificate, chain: Sequence[Certificate], at: datetime) -> Operator:
        """The person, who has at least one right as of `at`; the same for who comes and who is here already.

        Raises NobodyKnown; RevocationUnknown, BadRevocationList where a list is what is missing.
        """
        person = self.person(certificate, chain, at)
        if person.roles:
            return person
        raise self._not_looked_up(certificate, chain, at) or NobodyKnown()

    def demand_proof(self, at: datetime) -> None:
        """That nobody is left out of `known`, or has fewer rights there, for want of a list. Raises RightsUnproven."""
        if any(self._not_looked_up(entry.certificate, entry.chain, at) for entry in self._keys.entries()):
            raise RightsUnproven

    def _not_looked_up(
        self, certificate: Certificate, chain: Sequence[Certificate], at: datetime
    ) -> RevocationUnknown | BadRevocationList | None:
        for purpose in (each for each in _PURPOSES.values() if claims(certificate, each)):
            try:
                self._trust.verify(certificate, chain, purpose, at)
            except (RevocationUnknown, BadRevocationList) as error:
                return error
            except CryptoError:
                continue
        return None

    def unlock(
        self, credential_id: str, pin: str, at: datetime, admit: Callable[[Operator], None] | None = None
    ) -> tuple[Operator, UnlockedKey]:
        """The person and their opened key. `admit` may refuse (raise) before the PIN is tried.

        Raises as `require`, NotTyped, PersonUnidentified, and what the key store raises: WrongPin, KeyLocked, KeyGone.
        """
        entry = self._entry(credential_id)
        person = self.require(entry.certificate, entry.chain, at)
        self._require_identity(person)
        if admit is not None:
            admit(person)
        require_typeable(pin)
        return person, self._keys.unlock(entry.key_id, pin)

    def find(self, given: str, at: datetime) -> CredentialId:
        """Whose credential begins so, or whose name it is. Raises NobodyKnown where that is nobody, or several."""
        found = [
            who.credential_id for who, _ in self.known(at) if who.credential_id.startswith(given) or who.name == given
        ]
        if not given or len(found) != 1:
            raise NobodyKnown
        return found[0]

    @property
    def supervised(self) -> bool:
        """Whether an authority of unit supervisors is known here."""
        return bool(self._trust.roots.get(Purpose.SUPERVISOR))

    def require_answer(
        self,
        act: Act,
        credential_id: str,
        pin: str,
        now: Now,
        case: CaseFacts = NO_CASE,
        beside: Operator | None = None,
    ) -> Operator:
        """Somebody of the State who shows their card and types their PIN, to answer for one act.

        Raises NeedsOfficer where nobody is named, as `station.acts.require`, and as `unlock`.
        """
        if not credential_id:
            raise NeedsOfficer(act=act, who="+".join(who_may(act, supervised=now.supervised)))

        def admit(person: Operator) -> None:
            require(person, act, case, now, beside, answers=True)

        person, key = self.unlock(credential_id, pin, now.at, admit)
        key.lock()
        return person

    def require_identity(self, person: Operator) -> None:
        """Raises PersonUnidentified for somebody whose certificate does not tell them from others."""
        self._require_identity(person)

    def known_again(self, enrollment: Enrollment) -> Enrollment:
        """With identifier and key of those of whom an older draft tells the certificate only, where it is in reach."""
        entries = {entry.certificate.fingerprint: entry.certificate for entry in self._keys.entries()}

        def complete(person: Operator) -> Operator:
            found = entries.get(person.credential_id)
            if person.key or found is None:
                return person
            return replace(person, name=found.common_name, identifier=found.identifier, key=found.key_fingerprint)

        captured_by = tuple(complete(each) for each in enrollment.captured_by)
        return replace(enrollment, operator=complete(enrollment.operator), captured_by=captured_by)

    def _entry(self, credential_id: str) -> KeyEntry:
        for entry in self._keys.entries():
            if entry.certificate.fingerprint == credential_id:
                return entry
        raise NobodyKnown


def _of_one_card(roles: frozenset[Role]) -> frozenset[Role]:
    """A supervisor's card is a state officer's too, so that signature 002 is believed (docs/packet.md); at the desk it
    has the supervisor's rights, who captures nothing. Without the officer's it is nobody's."""
    if Role.SUPERVISOR not in roles:
        return roles
    return roles - ({Role.OFFICER} if Role.OFFICER in roles else {Role.SUPERVISOR})
