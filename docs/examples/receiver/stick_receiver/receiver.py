"""Everything tied together: what the station looks for in a receiver's package."""

from station.packet.sealed import SealedContainer
from station.receivers.api import Receiver
from stick_receiver import receipt, transport
from stick_receiver.options import refuse_unknown

RECEIVER = Receiver(
    scheme="stick+file",
    open_form=lambda _: SealedContainer(),
    open_transport=transport.open_transport,
    open_check=receipt.open_check,
    read_receipt=receipt.read,
    ask=transport.ask,
    refuse_options=refuse_unknown,
)
