"""Our own intake as a receiver. Its packet is the signed container, sealed as `station.packet` says."""

from station.packet.sealed import SealedContainer
from station.receivers.api import Receiver, Way
from station.receivers.health import status_at
from station.receivers.intake import activity, decision, receipt, transport

HEALTH = "/v1/health"


def ask(way: Way, timeout_s: float) -> str:
    return status_at(way, HEALTH, timeout_s)


RECEIVER = Receiver(
    scheme="https",
    open_form=lambda _: SealedContainer(),
    open_transport=transport.open_transport,
    open_check=receipt.open_check,
    read_receipt=receipt.read,
    ask=ask,
    open_answers=decision.open_answers,
    open_activities=activity.open_activities,
    takes_activities=lambda _: True,
)
