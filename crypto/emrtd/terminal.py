"""A document's chip, opened and read: which protocol, in which order, and what to do when it says no.

A session is opened with PACE where EF.CardAccess offers it, else with BAC. PACE that breaks off for another reason than
the password is followed, after a reset, by the next one that is offered and then by BAC, as Doc 9303 allows. That is
never silent: `Access.downgraded`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from crypto.emrtd.apdu import Transmit
from crypto.emrtd.bac import open_with_bac
from crypto.emrtd.channel import Channel, Watch
from crypto.emrtd.errors import (
    AccessDenied,
    BacNotOffered,
    BadPublicKey,
    ChipError,
    ChipSilent,
    CommandRefused,
    MalformedFile,
    PaceFailed,
    PaceNotOffered,
    SessionBroken,
)
from crypto.emrtd.files import ATR_INFO, CARD_ACCESS, COM, ElementaryFile, read_atr_info
from crypto.emrtd.ladder import Ladder
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.pace.terminal import Established, offered, open_with_pace
from crypto.emrtd.passwords import MrzKey, Password
from crypto.emrtd.reading import read_file, read_to_its_end, select_application, select_master_file
from crypto.emrtd.security_info import SecurityInfos, read_security_infos

_MOST_WAYS = 2
"""Each costs a reset and seconds; a chip that breaks off two is at fault."""

Connect = Callable[[], Transmit]
"""Reset the chip and talk to it from the beginning. Raises ChipGone, ChipSilent."""


@dataclass(frozen=True)
class Access:
    """How the chip was opened. card_access: its EF.CardAccess, raw; None where it has none. established: of PACE.
    downgraded: why the best that the chip offers was not what opened it; None where it was."""

    by: Literal["PACE", "BAC", "open"]
    card_access: bytes | None
    established: Established | None = None
    downgraded: str | None = None


class Terminal:
    """One document, from the moment it lies on the reader. What was learnt of it holds over its sessions.

    reader_limit: bytes of a response that reader and driver pass, None if unknown. watch: told of each exchange.
    """

    def __init__(self, connect: Connect, *, reader_limit: int | None = None, watch: Watch | None = None) -> None:
        self._connect, self._watch = connect, watch
        self.ladder = Ladder(reader_limit)
        self._password: Password | None = None
        self._channel: Channel | None = None
        self._knows_buffers = False

    @property
    def channel(self) -> Channel:
        """Of the session that is open. Raises SessionBroken where none is."""
        if self._channel is None:
            raise SessionBroken(reason="closed", status="0000")
        return self._channel

    def open(self, password: Password) -> Access:
        """A new session, with the application selected.

        Raises WrongMrz, WrongCan, ChipBlocked, BacNotOffered, PaceNotOffered, FileAbsent for what is no travel
        document, and what `transmit` raises. A wrong card access number is never followed by another protocol.
        """
        self._password, self._channel = password, None
        channel = self._reset()
        raw, infos = self._card_access(channel)
        self._buffers(channel)
        failed: ChipError | None = None
        for way in offered(infos)[:_MOST_WAYS]:
            try:
                return self._with_pace(channel, way, password, raw, failed)
            except (PaceFailed, BadPublicKey, SessionBroken) as error:
                failed = failed or error
                channel = self._reset()
        if not isinstance(password, MrzKey):
            raise failed or PaceNotOffered()
        return self._with_bac(channel, password, raw, failed)

    def read(self, file: ElementaryFile) -> bytes:
        """All of a file. Where the chip breaks off the session, or extended length brings nothing, it is opened anew
        and asked for less.

        Raises FileAbsent, AccessDenied, FileCut, MalformedFile; SessionBroken, ChipSilent where nothing is left to try.
        """
        while True:
            try:
                return read_file(self.channel, file, self.ladder)
            except SessionBroken:
                if self._password is None or not self.ladder.humbler():
                    raise
            except ChipSilent:
                if self._password is None or not self.ladder.short():
                    raise
            self.open(self._password)

    def _with_pace(
        self, channel: Channel, way: Protocol, password: Password, raw: bytes | None, failed: ChipError | None
    ) -> Access:
        established = open_with_pace(channel, way, password)
        select_application(channel)
        self._channel = channel
        return Access("PACE", raw, established, _why(failed))

    def _with_bac(self, channel: Channel, mrz: MrzKey, raw: bytes | None, failed: ChipError | None) -> Access:
        select_application(channel)
        try:
            open_with_bac(channel, mrz, has_pace=failed is not None)
        except BacNotOffered:
            if failed is not None:
                raise failed from None
            self._require_open(channel)
            self._channel = channel
            return Access("open", raw)
        self._channel = channel
        return Access("BAC", raw, downgraded=_why(failed))

    def _require_open(self, channel: Channel) -> None:
        """The oldest chips have no access control at all. Raises BacNotOffered for one that has another."""
        try:
            read_file(channel, COM, self.ladder)
        except (AccessDenied, CommandRefused) as error:
            raise BacNotOffered(status=f"{error.status:04X}") from None

    def _reset(self) -> Channel:
        return Channel(self._connect(), self._watch)

    def _card_access(self, channel: Channel) -> tuple[bytes | None, SecurityInfos]:
        """By its short identifier, then by SELECT, with the master file or without: some chips refuse either."""
        try:
            raw = read_file(channel, CARD_ACCESS, self.ladder)
        except CommandRefused:
            select_master_file(channel)
            try:
                raw = read_file(channel, CARD_ACCESS, self.ladder)
            except CommandRefused:
                return None, SecurityInfos()
        try:
            return raw, read_security_infos(raw, CARD_ACCESS.name)
        except MalformedFile:
            return raw, SecurityInfos()

    def _buffers(self, channel: Channel) -> None:
        """Once a document. A file that is optional stops nothing."""
        if self._knows_buffers:
            return
        self._knows_buffers = True
        try:
            self.ladder.learn(read_atr_info(read_to_its_end(channel, ATR_INFO, self.ladder)))
        except (CommandRefused, MalformedFile):
            return


def _why(failed: ChipError | None) -> str | None:
    """The step of PACE that broke off, or the code where it was none."""
    return None if failed is None else str(failed.params.get("step", failed.code))
