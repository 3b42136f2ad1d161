"""The calls of PC/SC that are used, with typed results. `smartcard.scard` gives numbers; here each number that matters
has a meaning, and all others are one error that carries them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

INFINITE_MS = 0xFFFFFFFF


class Refusal(Enum):
    """What the service says no with."""

    SERVICE = "service"  # not there, stopped, or started anew: what was held of it is void
    READER = "reader"  # not plugged in
    NO_CARD = "no card"  # none there, or taken off
    MUTE = "mute"  # it answers nothing
    SHARED = "shared"  # another program has it
    DENIED = "denied"  # who runs this may not
    NOTHING_CAME = "nothing came"  # an answer that driver or reader did not pass
    ENDED = "ended"  # waited for long enough, or told to stop
    OTHER = "other"


_NAMES = {
    Refusal.SERVICE: (
        "E_NO_SERVICE", "E_SERVICE_STOPPED", "E_INVALID_HANDLE", "F_COMM_ERROR", "F_INTERNAL_ERROR",
    ),
    Refusal.READER: ("E_UNKNOWN_READER", "E_READER_UNAVAILABLE", "E_NO_READERS_AVAILABLE"),
    Refusal.NO_CARD: ("E_NO_SMARTCARD", "W_REMOVED_CARD"),
    Refusal.MUTE: (
        "W_UNRESPONSIVE_CARD", "W_UNPOWERED_CARD", "W_UNSUPPORTED_CARD", "E_PROTO_MISMATCH", "E_CARD_UNSUPPORTED",
    ),
    Refusal.SHARED: ("E_SHARING_VIOLATION",),
    Refusal.DENIED: ("W_SECURITY_VIOLATION", "E_NO_ACCESS"),
    Refusal.NOTHING_CAME: ("E_NOT_TRANSACTED", "E_INSUFFICIENT_BUFFER"),
    Refusal.ENDED: ("E_TIMEOUT", "E_CANCELLED"),
}  # fmt: skip


class Refused(Exception):
    """code: as PC/SC has it, for the log."""

    def __init__(self, kind: Refusal, code: int) -> None:
        super().__init__(f"{kind.value} {code & 0xFFFFFFFF:08X}")
        self.kind, self.code = kind, code


@dataclass(frozen=True)
class Seen:
    """state: of a reader, to be handed back at the next question; its high half counts what was put on and taken
    off."""

    state: int
    reader: bool
    present: bool
    mute: bool
    atr: bytes

    @property
    def events(self) -> int:
        return self.state >> 16 & 0xFFFF


@dataclass(frozen=True)
class Link:
    """To a card. protocol: T=0 or T=1, as PC/SC numbers them."""

    handle: int
    protocol: int


class Service(Protocol):
    """One context of PC/SC, not shared between threads. Every call may raise Refused."""

    def readers(self) -> Sequence[str]: ...
    def look(self, reader: str, state: int, wait_ms: int) -> Seen: ...
    def connect(self, reader: str) -> Link: ...
    def reconnect(self, link: Link) -> Link: ...
    def transmit(self, link: Link, command: bytes) -> bytes: ...
    def disconnect(self, link: Link) -> None: ...
    def close(self) -> None: ...


class Pcsc:
    """The true service. Raises Refused where it is not there."""

    def __init__(self) -> None:
        from smartcard import scard  # here: libpcsclite may be missing, and then only this adapter cannot work

        self._scard: Any = scard
        self._kinds = {getattr(scard, f"SCARD_{name}"): kind for kind, names in _NAMES.items() for name in names}
        self._context = self._done(scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM))[0]

    def readers(self) -> Sequence[str]:
        """In no order that means anything; none is no error."""
        try:
            return tuple(self._done(self._scard.SCardListReaders(self._context, []))[0])
        except Refused as refused:
            if refused.kind is Refusal.READER:
                return ()
            raise

    def look(self, reader: str, state: int, wait_ms: int) -> Seen:
        """What lies there, as soon as it is not as `state` says."""
        scard = self._scard
        (((_, now, atr),),) = self._done(
            scard.SCardGetStatusChange(self._context, wait_ms, [(reader, state & ~scard.SCARD_STATE_CHANGED)])
        )
        unknown = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE
        present = bool(now & scard.SCARD_STATE_PRESENT)
        return Seen(now, not now & unknown, present, bool(now & scard.SCARD_STATE_MUTE), bytes(atr) if present else b"")

    def connect(self, reader: str) -> Link:
        """For this program alone."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        found = self._done(scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols))
        return Link(*found)

    def reconnect(self, link: Link) -> Link:
        """After power off and on."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        again = scard.SCardReconnect(link.handle, scard.SCARD_SHARE_EXCLUSIVE, protocols, scard.SCARD_UNPOWER_CARD)
        return Link(link.handle, *self._done(again))

    def transmit(self, link: Link, command: bytes) -> bytes:
        scard = self._scard
        form = scard.SCARD_PCI_T0 if link.protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        return bytes(self._done(scard.SCardTransmit(link.handle, form, list(command)))[0])

    def disconnect(self, link: Link) -> None:
        """Whatever was proven to the card is forgotten with its power."""
        self._done(self._scard.SCardDisconnect(link.handle, self._scard.SCARD_UNPOWER_CARD))

    def close(self) -> None:
        """Never raises: a context of a service that went away is none any more."""
        self._scard.SCardReleaseContext(self._context)

    def _done(self, answer: Any) -> Sequence[Any]:
        code, *values = answer if isinstance(answer, list | tuple) else (answer,)
        if code != self._scard.SCARD_S_SUCCESS:
            raise Refused(self._kinds.get(code, Refusal.OTHER), code)
        return values
