"""One reader of PC/SC: what lies on it, though the service is started anew; its card, for this program alone."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import TypeVar

from devices.adapters.pcsc.scard import Link, Refusal, Refused, Seen, Service
from devices.api import (
    CancelScope,
    CardAbsent,
    CardMute,
    CardSeen,
    Check,
    DeviceBusy,
    DeviceError,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceTimeout,
)
from devices.lane import Lane

T = TypeVar("T")

LOOK_MS = 200
"""How soon a cancel is seen while nothing changes."""
AGAIN_S = (0.2, 0.5, 1.0, 2.0)
"""Between tries to find a service that went away; the last for good."""
COLD_TRIES = 3
BUSY_S = 2.0
"""Others look at each new card for a moment: so long it is tried again."""
MOST_S = 20.0
"""A command that takes longer is not waited for: readers were seen to hold one for two minutes."""
LIFTED_MS = 700
"""How much later a reader says so: some look twice a second."""
_RETRY_S = 0.1


class PcscReader:
    """See CardReader. begin: opens a context of the service."""

    def __init__(self, info: DeviceInfo, name: str, begin: Callable[[], Service], most_s: float = MOST_S) -> None:
        self._info, self._name, self._begin, self._most_s = info, name, begin, most_s
        self._service: Service | None = None
        self._connection: _Connection | None = None
        self._changes = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def cards(self, scope: CancelScope) -> Iterator[CardSeen]:
        """See CardReader.cards."""
        state, told, losses = 0, None, 0
        while True:
            scope.check(self._info.device_id)
            try:
                seen = self._look(state)
            except Refused as refused:
                if refused.kind is Refusal.ENDED:
                    continue
                if refused.kind is not Refusal.SERVICE:
                    raise error_of(refused, self._info.device_id) from refused
                self._let_go()
                state, seen = 0, Seen(0, True, False, False, b"")
                scope.wait(AGAIN_S[min(losses, len(AGAIN_S) - 1)], self._info.device_id)
                losses += 1
            else:
                state, losses = seen.state, 0
            if not seen.reader:
                raise DeviceGone(self._info.device_id)
            if told is None or (told.events, told.present, told.atr) != (seen.events, seen.present, seen.atr):
                same = told is not None and not told.present and not seen.present
                told = seen
                if same:
                    continue  # put on and taken off between two looks: nothing lies there, as was told
                self._changes += 1
                yield CardSeen(self._changes, seen.present, seen.atr)

    def connect(self, scope: CancelScope) -> "_Connection":
        """See CardReader.connect."""
        busy_until_s = monotonic() + BUSY_S
        tries = 0
        while True:
            scope.check(self._info.device_id)
            tries += 1
            try:
                connection = self._connected()
            except Refused as refused:
                again = tries < COLD_TRIES and refused.kind in (Refusal.MUTE, Refusal.SERVICE)
                if not again and not (refused.kind is Refusal.SHARED and monotonic() < busy_until_s):
                    raise error_of(refused, self._info.device_id) from refused
                scope.wait(_RETRY_S, self._info.device_id)
            else:
                self._connection = connection  # of one before it nothing is left: the service gives a card to one alone
                return connection

    def _connected(self) -> "_Connection":
        """In a context of its own: a command that is stuck in it leaves the reader's alone."""
        service = self._begin()
        try:
            link = service.connect(self._name)
            atr = service.look(self._name, 0, 0).atr
        except Refused:
            service.close()
            raise
        return _Connection(self._info.device_id, self._name, service, link, atr, self._most_s)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The service answers, the reader is there, and a card on it answers to power. Nothing of it is read."""
        scope.check(self._info.device_id)
        try:
            seen = self._look(0)
        except Refused as refused:
            raise error_of(refused, self._info.device_id) from refused
        yield Check("READER-LISTED", "pass" if seen.reader else "fail")
        if not seen.present:
            yield Check("READER-CARD", "skip")
            return
        try:
            connection = self.connect(scope)
        except CardMute:
            yield Check("READER-CARD", "fail")
        else:
            yield Check("READER-CARD", "pass", f"ATR {len(connection.atr)} B")
            connection.close()

    def close(self) -> None:
        """See Device.close."""
        if self._connection is not None:
            self._connection.close()
        self._let_go()

    def _held(self) -> Service:
        if self._service is None:
            self._service = self._begin()
        return self._service

    def _let_go(self) -> None:
        service, self._service = self._service, None
        if service is not None:
            service.close()

    def _look(self, state: int) -> Seen:
        return self._held().look(self._name, state, LOOK_MS)


class _Connection:
    """A command runs on a thread of its own, which is left behind where reader or driver keep it."""

    def __init__(self, device_id: str, name: str, service: Service, link: Link, atr: bytes, most_s: float) -> None:
        self._device_id, self._name, self._service, self._link = device_id, name, service, link
        self._atr, self._most_s = atr, most_s
        self._lane = Lane(f"{device_id}-card")
        self._over = False

    @property
    def atr(self) -> bytes:
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """See CardConnection.transmit."""
        try:
            answer = self._run(lambda: self._service.transmit(self._link, command))
        except Refused as refused:
            if refused.kind is not Refusal.NOTHING_CAME:
                raise error_of(refused, self._device_id) from refused
            answer = b""
        if not answer and self._lifted():
            raise CardAbsent(self._device_id)
        return answer

    def _lifted(self) -> bool:
        """What is being lifted answers nothing first, and is seen to be gone a moment later."""
        try:
            seen = self._service.look(self._name, 0, 0)
            return not seen.present or not self._service.look(self._name, seen.state, LIFTED_MS).present
        except Refused as refused:
            if refused.kind is Refusal.ENDED:
                return False
            raise error_of(refused, self._device_id) from refused

    def reset(self) -> None:
        """See CardConnection.reset."""
        for tries in range(1, COLD_TRIES + 1):
            try:
                self._link = self._run(lambda: self._service.reconnect(self._link))
            except Refused as refused:
                if refused.kind is not Refusal.MUTE or tries == COLD_TRIES:
                    raise error_of(refused, self._device_id) from refused
            else:
                return

    def close(self) -> None:
        """See CardConnection.close."""
        if not self._over:
            with suppress(TimeoutError):
                self._end().result(self._most_s)

    def _end(self) -> Future[None]:
        """The card is let go as soon as a command that is under way gives it back."""
        self._over = True

        def last() -> None:
            with suppress(Refused):  # the card is off the reader: it has no power any more
                self._service.disconnect(self._link)
            self._service.close()

        return self._lane.close(last)

    def _run(self, call: Callable[[], T]) -> T:
        if self._over:
            raise DeviceFaulted(self._device_id, reason="closed")
        try:
            return self._lane.run(call).result(self._most_s)
        except TimeoutError:
            self._end()
            raise DeviceTimeout(self._device_id) from None


def error_of(refused: Refused, device_id: str) -> DeviceError:
    made: DeviceError
    match refused.kind:
        case Refusal.NO_CARD:
            made = CardAbsent(device_id)
        case Refusal.MUTE:
            made = CardMute(device_id)
        case Refusal.SHARED:
            made = DeviceBusy(device_id)
        case Refusal.READER | Refusal.SERVICE:
            made = DeviceGone(device_id)
        case _:
            made = DeviceFaulted(device_id, reason=f"{refused.code & 0xFFFFFFFF:08X}")
    return made
