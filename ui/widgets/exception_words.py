"""Why something cannot be taken, in the language in use, and what one act is about. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from station.domain.exceptions import exception_in, reasons_in
from station.domain.sample import ExceptionReason, Modality
from station.services.views import EnrollmentView
from ui.messages import say, within

Chosen = Callable[[ExceptionReason | None], None]
"""None: it is taken as usual after all."""


@dataclass(frozen=True)
class Scope:
    """What one act is about. label: key of words; "" where there is only one. now: the reason that holds. reasons:
    those that may be said of it; None: all that the service allows here."""

    label: str
    now: ExceptionReason | None
    marked: bool
    chosen: Chosen
    reasons: tuple[ExceptionReason, ...] | None = None


def reasons_at(view: EnrollmentView | None, what: Modality) -> tuple[ExceptionReason, ...]:
    """Those that the service allows of it."""
    steps = () if view is None else view.steps
    return next((step.may_lack for step in steps if step.takes is what), ())


def said_at(view: EnrollmentView | None, what: Modality) -> bool:
    """Whether a reason was said of it, also one that the service allows of this person no more: that is taken back."""
    item = None if view is None else exception_in(view.enrollment.items, what)
    return item is not None and bool(reasons_in((item,)))


def key_of(what: Modality, name: str) -> str:
    """Of words about an exception: a signature is not taken of somebody, who signs or cannot."""
    return f"exceptions.signature.{name}" if what is Modality.SIGNATURE else f"exceptions.{name}"


def excepted_words(what: Modality, reason: ExceptionReason | None) -> str:
    """What holds, in one line; "" where nothing does."""
    if reason is None:
        return ""
    return say(key_of(what, "excepted" if reason.nothing_taken else "otherwise"), reason=reason_within(reason))


def reason_within(reason: ExceptionReason) -> str:
    """Where it begins no sentence."""
    return within(say(f"exceptions.reason.{reason.value}"))
