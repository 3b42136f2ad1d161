"""The door of the services: what goes wrong below becomes a `Problem`; only a bug passes through as an exception.

What the system says no with, wherever it was, is an error that names the file: `crypto.files.typed`.
A refusal of a right is written into the log on its way out (station.services.refusals).
Whoever waits for an answer asks through `answer_of`: a bug answers too, with the number of its incident.
"""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, Protocol, TypeVar, runtime_checkable

from crypto.errors import CryptoError
from crypto.files import typed
from devices.api import DeviceError
from station.domain.errors import ParamValue, Problem, StationError
from station.incident import unforeseen

P = ParamSpec("P")
T = TypeVar("T")

EXPECTED = (StationError, DeviceError, CryptoError)


class Writer(Protocol):
    def meet(
        self,
        act: str,
        error: StationError | DeviceError | CryptoError,
        enrollment_id: str = "",
        credential_id: str = "",
    ) -> None:
        """Write it down, if it is a refusal of a right."""
        ...


@runtime_checkable
class Guarded(Protocol):
    """A service whose refusals are written down."""

    refusals: Writer


def problem_of(error: StationError | DeviceError | CryptoError) -> Problem:
    """The value that a front end is shown for a typed error."""
    params: dict[str, ParamValue] = {
        key: value if isinstance(value, str | int | float) else str(value) for key, value in error.params.items()
    }
    field = params.get("field", "")
    return Problem(error.code, params, error.retryable, field if isinstance(field, str) else "")


def answer_of(call: Callable[[], T]) -> T | Problem:
    """What `call` answers; a Problem where it raises, whatever that is. A bug is reported."""
    try:
        with typed():
            return call()
    except EXPECTED as error:
        return problem_of(error)
    except Exception as error:  # noqa: BLE001 - a bug: reported with a number
        return unforeseen(error).problem()


def answering(call: Callable[P, T]) -> Callable[P, T | Problem]:
    """Decorator: typed errors of the three storeys, and what the system says of a file, are answered, not raised.

    Of the arguments only those named `enrollment_id` and `credential_id` are written down with a refusal.
    """
    named = signature(call)

    @wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Problem:
        try:
            with typed():
                return call(*args, **kwargs)
        except EXPECTED as error:
            try:
                with typed():
                    _write_down(call.__name__, named.bind(*args, **kwargs).arguments, error)
            except EXPECTED as silent:  # refused all the same; that the log cannot be written is the worse news
                return problem_of(silent)
            return problem_of(error)

    return guarded


def _write_down(act: str, arguments: dict[str, Any], error: CryptoError | StationError | DeviceError) -> None:
    service = arguments.get("self")
    if isinstance(service, Guarded):
        told = {name: arguments.get(name, "") for name in ("enrollment_id", "credential_id")}
        service.refusals.meet(act, error, **told)
