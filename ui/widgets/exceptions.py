"""Why something cannot be taken, in the language in use, and the menu that asks."""

from station.domain.sample import ExceptionReason, Modality
from station.services.views import EnrollmentView


def reasons_at(view: EnrollmentView, what: Modality) -> tuple[ExceptionReason, ...]:
    """Those that the service allows of it."""
    return next((step.may_lack for step in view.steps if step.takes is what), ())
