"""The refusals of a right: one class for each reason why the table says no."""

from station.domain.errors import StationError


class RoleMissing(StationError):
    """No role of whoever sits at the desk gives the right. `act`: what was asked for; `who`: the roles that may."""

    code = "STN-402"


class MayNotAnswer(StationError):
    """Who was chosen to answer for the act has not the right. As RoleMissing."""

    code, retryable = "STN-411", True


class OwnCapture(StationError):
    """Who captured or signed a case may not approve it."""

    code, retryable = "STN-410", True


class BegunByOthers(StationError):
    """A volunteer goes on with their own records only, and not for long."""

    code = "STN-470"


class PracticeOnly(StationError):
    """An examiner works in training and examinations only, on cases begun there."""

    code = "STN-471"


class NoVolunteersHere(StationError):
    """Volunteers do not work in the present mode."""

    code, retryable = "STN-445", True


class NotOfThisService(StationError):
    """The service leaves the act to other roles than this person's."""

    code, retryable = "STN-478", True


class NotInThisState(StationError):
    """Nobody may, as the case stands. `state` says how that is."""

    code = "STN-472"


class TwoPeopleNeeded(StationError):
    """The act takes two people, and both are the same."""

    code, retryable = "STN-473", True
