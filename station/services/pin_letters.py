"""A layout that was left on never costs a try: what no PIN can hold is refused before a key or card is asked."""

from station.domain.errors import StationError


class NotTyped(StationError):
    """A PIN or code with signs that a US keyboard does not have: another layout was on. Nothing was tried."""

    code, retryable = "STN-292", True


def require_typeable(*codes: str) -> None:
    """codes: PINs or PUKs, "" for one that is not given. Raises NotTyped."""
    if not all(code.isascii() and code.isprintable() for code in codes):
        raise NotTyped
