"""What copies of drafts can say no with: first what makes them late, then why one is not taken in."""

from station.domain.errors import StationError


class PlaceAway(StationError):
    """The folder for copies is not there, or does not answer: a stick was pulled, a share is out of reach. `reason`:
    the system's word."""

    code, retryable = "STN-169", True


class PlaceRefuses(StationError):
    """The folder for copies is there and takes nothing: read-only, another owner, a failing stick. `reason`: the
    system's word."""

    code, retryable = "STN-170", True


class PlaceFull(StationError):
    """No room where the copies lie."""

    code, retryable = "STN-171", True


class PlaceNotSet(StationError):
    """Policy asks for copies of drafts; no place is set for them."""

    code, retryable = "STN-172", True


class RecoveryPeopleUnusable(StationError):
    """Copies cannot be enclosed to the people that policy names. `reason`: missing (a certificate is not installed),
    same (one person stands in both halves), or the code of what is wrong with a certificate."""

    code, retryable = "STN-173", True


class CopyDamaged(StationError):
    """No whole state of the copy is there, or it is not what a station wrote. `reason`: where that was seen."""

    code, retryable = "STN-174", False


class NotTwoPeople(StationError):
    """Two keys of two different people are needed, one of each half."""

    code, retryable = "STN-175", True


class DraftHere(StationError):
    """That draft is here already."""

    code, retryable = "STN-176", False


class CopyMissing(StationError):
    """No copy of that draft lies at the place."""

    code, retryable = "STN-177", True


class PlaceNotApart(StationError):
    """The folder for copies lies on the disk of the drafts themselves: it would be lost with them. So does an empty
    folder where a stick belongs."""

    code, retryable = "STN-178", True


class RecoveryKeyRefused(StationError):
    """The key of a recovery person does not open: a wrong passphrase, or no such pair of files. `file`: its name."""

    code, retryable = "STN-179", True
