"""What choosing a receiver can say no with."""

from station.domain.errors import StationError


class ReceiverUnavailable(StationError):
    """A receiver that somebody brought cannot be used. `receiver` is its name; `reason` what kept it from being loaded,
    or that the name is taken."""

    code = "STN-190"


class SequenceNeeded(StationError):
    """Nothing here says which registration number was given last; a person who knows says it (`--sequence`)."""

    code, retryable = "STN-168", True
