"""Errors of this room. Faults inside a profile are no errors but findings, with codes PRF-."""

from station.domain.errors import StationError


class ProfilesWrong(StationError):
    """Profiles have faults: `count` of them, the first at `place` (file:line) with the code `fault`. Where they are new
    ones, the former ones stay in force."""

    code = "STN-280"


class ServiceUnknown(StationError):
    """No profile has this `service`."""

    code = "STN-281"


class ServiceNotInForce(StationError):
    """There is a profile of this `service`, but none that holds on `day`."""

    code = "STN-282"


class ServiceOver(ServiceNotInForce):
    """This `service` ended: `until` was its last day."""

    code = "STN-466"


class ServiceWaits(ServiceNotInForce):
    """This `service` begins with a law of which nobody has set the day, `law`."""

    code = "STN-467"


class AnswerUnusable(StationError):
    """An answer about a person cannot be read: there is no such `field`, or the answer is not of its type."""

    code = "STN-283"
