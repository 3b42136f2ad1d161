"""Which reasons a service takes for what cannot be taken of a person."""

from collections.abc import Collection

from station.domain.errors import StationError
from station.domain.sample import ExceptionReason, Modality
from station.workflow.engine import Walk


class ExceptionNotAllowed(StationError):
    """The service takes nobody's sample as missing, or otherwise than usual, for this reason. `reason`: which; `field`:
    of what."""

    code, retryable = "STN-490", True


def require_allowed(walk: Walk, what: Modality, reasons: Collection[ExceptionReason], *, eye: bool = False) -> None:
    """eye: of one eye, not of the whole. Raises ExceptionNotAllowed."""
    may = {reason for step in walk.plan.steps if step.takes is what for reason in step.may_lack(walk.sheet)}
    for reason in reasons:
        if reason not in may or reason.of_an_eye is not eye:
            raise ExceptionNotAllowed(reason=reason.value, field=what.value)
