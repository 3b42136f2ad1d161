"""What sending to an OSIA server can say no with."""

from station.domain.errors import StationError
from station.outbox.errors import PacketRefused, WayFailed


class TokenMissing(WayFailed):
    """The bearer token for the receiver is not there, is no JWT, or others than its owner may read it. `reason`."""

    code, retryable = "STN-330", True


class TokenExpired(WayFailed):
    """The bearer token says itself that its time is over. Nothing was sent."""

    code, retryable = "STN-331", True


class TokenRefused(WayFailed):
    """The receiver does not take the bearer token (401)."""

    code, retryable = "STN-332", True


class EnrollmentTaken(StationError):
    """The receiver holds another enrollment of that id, or closed ours before it was whole."""

    code, retryable = "STN-333", False


class EnrollmentGone(StationError):
    """The receiver no longer knows what it had taken of this enrollment: it is sent again from the start."""

    code, retryable = "STN-334", True


class EnrollmentMalformed(PacketRefused):
    """The receiver finds the enrollment wrong (400). `reason` is its number."""

    code = "STN-335"


class EnrollmentForbidden(PacketRefused):
    """The receiver does not let this station send or finish this enrollment (403)."""

    code = "STN-336"
