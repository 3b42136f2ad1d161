"""What signed policy can say no with: first why a published policy is not taken, then why the desk may not begin."""

from station.domain.errors import StationError


class PolicyRolledBack(StationError):
    """Older than what was trusted before. `part` names the file where that is known."""

    code = "STN-701"


class PolicyFrozen(StationError):
    """The source offers only metadata that has expired: newer policy is held back, or nobody publishes."""

    code, retryable = "STN-702", True


class PolicyNotSigned(StationError):
    """Fewer valid signatures than the trusted root asks for."""

    code = "STN-703"


class PolicyAltered(StationError):
    """Bytes are not those that were signed, or pieces of different states were put together."""

    code = "STN-704"


class PolicyUnreadable(StationError):
    """Metadata that is none, or that lacks what a policy has."""

    code = "STN-705"


class PolicyWrong(StationError):
    """Properly signed, and yet no policy this station can follow. `part` and `key` say where."""

    code = "STN-706"


class PolicyUnreachable(StationError):
    """The source is not there. The policy at hand stays in force."""

    code, retryable = "STN-707", True


class PolicyTooBig(StationError):
    """More bytes than a policy may have, or than were signed. `part` says of what."""

    code = "STN-708"


class PolicyMissing(StationError):
    """Policy is asked for, but none was ever proven here."""

    code, retryable = "STN-709", True


class PolicyExpired(StationError):
    """The grace after the expiry is over. `until` is the day on which the policy ended."""

    code, retryable = "STN-710", True


class DeskUnknown(StationError):
    """The registry knows no such station or desk on this day. `desk` is the one set up here."""

    code = "STN-712"


class UnitClosed(StationError):
    """The unit took its last applicant on `day`."""

    code = "STN-713"


class UnitNotOpen(StationError):
    """The unit takes its first applicant on `day`."""

    code = "STN-722"


class UnitShut(StationError):
    """The unit does not work on this `day`."""

    code, retryable = "STN-714", True


class TooManyWaiting(StationError):
    """As many packets wait for delivery as may wait: `most`."""

    code, retryable = "STN-716", True


class PortraitBelowPolicy(StationError):
    """A measure of the portrait does not reach what policy asks: `measure`, `least`."""

    code, retryable = "STN-718", True


class RecipientsDiffer(StationError):
    """The receivers installed here are not those that policy names."""

    code = "STN-720"


class DemoPolicyDamaged(StationError):
    """The demonstration's own policy cannot be used or signed any more."""

    code = "STN-721"


class PolicyRootMissing(StationError):
    """Policy is asked for, but the root it is proven from was not installed."""

    code = "STN-719"
