"""A chip, and the way of talking to it that is agreed at the moment: plain at first, secured later."""

from collections.abc import Callable

from crypto.emrtd.apdu import OK, Command, Response, Transmit, refusal
from crypto.emrtd.secure_messaging import Session

Watch = Callable[[bytes, int], None]
"""Told of each exchange: the header of the command as it went out, and the status word. Never what either carries."""


class Channel:
    """One connection to a chip, from its reset until it is reset again."""

    def __init__(self, transmit: Transmit, watch: Watch | None = None) -> None:
        self._transmit, self._watch = transmit, watch
        self.session: Session | None = None
        self.sent = 0
        """Commands so far."""

    def send(self, command: Command) -> Response:
        """What the chip said, whatever its status. Raises ChipSilent, SessionBroken, and what `transmit` raises."""
        outgoing = command if self.session is None else self.session.protect(command)
        self.sent += 1
        response = Response.decode(self._transmit(outgoing.encode()))
        if self._watch is not None:
            self._watch(outgoing.header, response.status)
        return response if self.session is None else self.session.unprotect(response)

    def demand(self, command: Command) -> bytes:
        """The data of an answer of 9000. Raises CommandRefused or a child of it, and as `send`."""
        response = self.send(command)
        if response.status != OK:
            raise refusal(command, response.status)
        return response.data
