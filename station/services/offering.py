"""Whether a service can be begun here now, by who sits here: by its days, its steps, its modes, its roles."""

from dataclasses import replace
from typing import TYPE_CHECKING

from station.acts import NO_CASE, Act
from station.domain.classes import class_of
from station.domain.errors import StationError
from station.domain.modes import Mode
from station.domain.operator import Role
from station.services.rights import Rights
from station.services.session import Session

if TYPE_CHECKING:  # not on the way to the first window
    from station.profiles import Profile


class NotInThisMode(StationError):
    """The service is not for the `mode` in which this desk works."""

    code = "STN-480"


def require_offered(profile: "Profile", mode: Mode, rights: Rights, session: Session) -> None:
    """mode: of signed policy; where none is in force, every service is offered.

    Raises NotInThisMode, and as `Rights.ask`.
    """
    from station.profiles import words

    if not mode.takes(profile.id, profile.modes):
        raise NotInThisMode(mode=mode.name)
    # Its roles speak of work in earnest; the table of rights lets an examiner practise, and no more.
    takers = words.roles_of(profile.roles) | {Role.EXAMINER}
    secret = class_of(profile.case_class).confidential
    rights.ask(session, Act.START, replace(NO_CASE, by={Act.START: takers}, confidential=secret))
