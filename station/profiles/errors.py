"""What the profiles can say no with. Faults in a profile are findings, PRF-; these end what was asked for."""

from station.domain.errors import StationError


class ProfilesWrong(StationError):
    """Profiles that came have faults, `count` of them, the first at `place`: its code is `fault`. Those at hand stay in
    force."""

    code = "STN-280"


class ServiceUnknown(StationError):
    """No profile has this `service`."""

    code = "STN-281"


class ServiceNotInForce(StationError):
    """There is a profile of this `service`, but none that holds on `day`."""

    code = "STN-282"


class AnswerUnusable(StationError):
    """What was said about a person is no answer to that `field`: unknown, or not of its type."""

    code = "STN-283"
