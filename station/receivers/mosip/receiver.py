"""A MOSIP registration processor as a receiver."""

from collections.abc import Callable
from hashlib import sha256

from station.receivers.api import Numbers, Receiver, Way
from station.receivers.health import status_at
from station.receivers.mosip import receipt, transport
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.form.form import open_form
from station.receivers.mosip.numbers import go_on_after, last_number
from station.receivers.mosip.options import read_place, refuse_unknown
from station.receivers.mosip.set_up import set_up
from station.settings import Settings

HEALTH = "/v1/syncdata/actuator/health"
"""What MOSIP's own client asks before it sends; {"status": "UP"}."""


def ask(way: Way, timeout_s: float) -> str:
    return status_at(way, HEALTH, timeout_s)


def open_mark(settings: Settings) -> Callable[[bytes, bytes], bool]:
    """Such a packet bears no signature outside: an announcement of that very file in this machine's name is it."""
    reference = read_place(settings).reference

    def announced(packet: bytes, beside: bytes) -> bool:
        try:
            announcement = decode_announcement(beside)
        except (ValueError, RecursionError):
            return False
        return announcement.reference == reference and announcement.packet_hash == sha256(packet).hexdigest()

    return announced


RECEIVER = Receiver(
    scheme="mosip+https",
    open_form=open_form,
    open_transport=transport.open_transport,
    open_check=receipt.open_check,
    read_receipt=receipt.read,
    ask=ask,
    refuse_options=refuse_unknown,
    open_mark=open_mark,
    numbers=Numbers(last_number, go_on_after),
    set_up=set_up,
)
