"""An OSIA enrollment server as a receiver."""

from datetime import timedelta

from station.outbox.errors import AnswerUnexpected
from station.receivers.api import Receiver, Way
from station.receivers.health import question
from station.receivers.osia import notification, receipt, transport
from station.receivers.osia.form.form import open_form
from station.receivers.osia.options import read_options
from station.settings import Settings

HEALTH = "/v1/enrollments"


def ask(way: Way, timeout_s: float) -> str:
    """OSIA has no such question: any answer of a trusted server that is not in trouble says that it is there."""
    answer = question(way, HEALTH, timeout_s)
    if answer.status >= 500:
        raise AnswerUnexpected(status=answer.status)
    return f"HTTP {answer.status}"


def refuse_options(settings: Settings) -> None:
    read_options(settings)


def erase_unsigned(settings: Settings) -> timedelta | None:
    return read_options(settings).erase_after


RECEIVER = Receiver(
    scheme="osia+https",
    open_form=open_form,
    open_transport=transport.open_transport,
    open_check=receipt.open_check,
    read_receipt=receipt.read,
    ask=ask,
    refuse_options=refuse_options,
    erase_unsigned=erase_unsigned,
    open_activities=notification.open_activities,
    takes_activities=notification.takes_activities,
)
