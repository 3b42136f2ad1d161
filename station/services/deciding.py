"""What an officer's word on a case has to be: with reasons there are, about somebody, about what they looked at."""

from collections.abc import Collection

from station.domain.answers import BY_A_PERSON, person_code
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError

REASONS = tuple(person_code(word) for word in BY_A_PERSON)
"""Codes with a text each, as the centre has them too."""
LONGEST_NOTE = 500


class ReasonMissing(StationError):
    """An officer says no without a reason, or with one that nobody knows."""

    code, retryable = "STN-474", True


class ItemsMissing(StationError):
    """A case is sent back without an item."""

    code, retryable = "STN-475", True


class ItemsUnknown(StationError):
    """The service of the case does not ask for something that is sent back. `items`: which."""

    code, retryable = "STN-487", True


class PersonNotSaid(StationError):
    """Several came together, and it is not said about which of them an officer says no."""

    code, retryable = "STN-486", True


class NoteTooLong(StationError):
    """The officer's own words are longer than `limit` characters."""

    code, retryable = "STN-476", True


class NotWhatWasSeen(StationError):
    """A case was signed anew, or somebody came to it, since the officer looked at it."""

    code, retryable = "STN-457", True


def whose(people: Collection[EnrollmentId], said: EnrollmentId | None) -> EnrollmentId:
    """About whom of those whose case it is an officer says no. Raises PersonNotSaid."""
    if said is None and len(people) == 1:
        (said,) = people
    if said is None or said not in people:
        raise PersonNotSaid
    return said
