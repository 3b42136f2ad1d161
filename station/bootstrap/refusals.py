"""Why a station does not start."""

from station.domain.errors import StationError


class DemoKeysInProduction(StationError):
    """A demonstration's authority is believed, or made the station's key: its keys and PINs are known to everybody."""

    code = "STN-602"


class PolicyNeeded(StationError):
    """A production station follows signed policy: no source of it is set, or the root to prove it from is missing."""

    code = "STN-611"


class EmbeddedInProduction(StationError):
    """The embedded intake opens packets on this very computer: for the demonstration only."""

    code = "STN-603"


class IntakeSilent(StationError):
    """The embedded intake did not say where it listens."""

    code, retryable = "STN-605", True
