"""The door of the services: what goes wrong below becomes a `Problem`; only a bug passes through as an exception.

What the system says no with, wherever it was, is an error that names the file: `crypto.files.typed`.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from crypto.errors import CryptoError
from crypto.files import typed
from devices.api import DeviceError
from station.domain.errors import ParamValue, Problem, StationError

P = ParamSpec("P")
T = TypeVar("T")

EXPECTED = (StationError, DeviceError, CryptoError)


def problem_of(error: StationError | DeviceError | CryptoError) -> Problem:
    """The value that a front end is shown for a typed error."""
    params: dict[str, ParamValue] = {
        key: value if isinstance(value, str | int | float) else str(value) for key, value in error.params.items()
    }
    field = params.get("field", "")
    return Problem(error.code, params, error.retryable, field if isinstance(field, str) else "")


def answering(call: Callable[P, T]) -> Callable[P, T | Problem]:
    """Decorator: typed errors of the three storeys, and what the system says of a file, are answered, not raised."""

    @wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Problem:
        try:
            with typed():
                return call(*args, **kwargs)
        except EXPECTED as error:
            return problem_of(error)

    return guarded
