"""Refusals of a right, each one event in the log, written at the door of the services and nowhere else.

What is refused here and what is merely wrong with the data or the disk is decided by one table; a test holds it against
every error that the services can raise of people and of policy.
"""

from collections.abc import Callable

from crypto.errors import (
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    CryptoError,
    KeyLocked,
    NotAdmitted,
    RevocationUnknown,
    UntrustedCertificate,
    WrongPin,
)
from station import acts
from station.acts import Act, Now
from station.copies.errors import NotTwoPeople
from station.domain import modes
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.domain.person import PersonUnidentified
from station.packet.errors import (
    EnvelopePolicyDiffers,
    EnvelopePolicyEnded,
    EnvelopePolicyNotBegun,
    SamePerson,
    SignatureNotAllowed,
)
from station.policy import errors as policy
from station.services import dossiers, people, session

REFUSALS = (
    *(session.NotSignedIn, people.NobodyKnown, people.NeedsOfficer),
    *(acts.RoleMissing, acts.MayNotAnswer, acts.OwnCapture, acts.BegunByOthers, acts.PracticeOnly),
    *(acts.NotInThisState, acts.NotOfThisService, acts.TwoPeopleNeeded, acts.NoVolunteersHere),
    *(dossiers.SimulatedSample, SamePerson, PersonUnidentified, NotTwoPeople),
    *(WrongPin, KeyLocked, NotAdmitted, UntrustedCertificate, RevocationUnknown),
    *(CertificateExpired, CertificateNotYetValid, CertificateRevoked),
    *(EnvelopePolicyDiffers, EnvelopePolicyEnded, EnvelopePolicyNotBegun, SignatureNotAllowed),
    *(policy.PolicyMissing, policy.PolicyExpired, policy.DeskUnknown, policy.UnitNotOpen, policy.UnitClosed),
    *(policy.UnitShut, modes.ModeForbids, modes.ModeNotBuilt, policy.RecipientsDiffer, policy.TooManyWaiting),
)


def nobody() -> None:
    """Who is signed in where nobody signs in: at a command."""


class Refusals:
    """For the thread of the services; commands, which have no door, ask `require_answer`."""

    def __init__(self, audit: Callable[[AuditEvent], object], actor: Callable[[], Operator | None] = nobody) -> None:
        """actor: who is signed in."""
        self._audit = audit
        self._actor = actor

    def meet(self, act: str, error: Exception, enrollment_id: str = "", credential_id: str = "") -> None:
        """Called by the door with whatever went wrong: written down where it is a refusal."""
        if isinstance(error, REFUSALS):
            self.note(act, error, enrollment_id, credential_id)

    def note(
        self, act: str, error: StationError | CryptoError, enrollment_id: str = "", credential_id: str = ""
    ) -> None:
        """act: what was asked for. credential_id: whose key or right it needed, where it named somebody.

        With the roles of whoever was refused, where they are known: of somebody named the table of rights says them,
        else they are those of who sits here. Of the applicant nothing but the number of the case.
        """
        code = error.code
        if act == "sign_in":
            self._audit(AuditEvent(EventKind.SIGN_IN_REFUSED, credential_id, details={"code": code}))
            return
        actor = self._actor()
        details: dict[str, str | int] = {"act": act, "code": code}
        if credential_id:
            details["credential"] = credential_id
        here = acts.roles_text(actor) if actor is not None and not credential_id else ""
        if roles := str(error.params.get("held", here)):
            details["roles"] = roles
        who = actor.credential_id if actor is not None else ""
        self._audit(AuditEvent(EventKind.ACT_REFUSED, who, enrollment_id, details))

    def require_answer(self, asked: str, act: Act, of: people.People, given: str, pin: str, now: Now) -> Operator:
        """As `People.require_answer`, written down where it is refused. asked: what the log calls it. given: as
        `People.find`; "" for nobody."""
        credential_id = ""
        try:
            credential_id = of.find(given, now.at) if given else ""
            return of.require_answer(act, credential_id, pin, now)
        except REFUSALS as error:
            self.note(asked, error, credential_id=credential_id)
            raise
