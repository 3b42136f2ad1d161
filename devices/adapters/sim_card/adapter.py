"""The simulated card reader as an adapter.

Options: `personal` (path of what is written into the chip; the invented document without it), `laid_after_s` (the
reader is empty so long after it was opened), `swap_every_s` (the document is taken off and put back, again and again),
and the scripted faults of `devices.links.faults`, where each look at the reader counts as a frame.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic

from devices.adapters.sim_card.chip import ChipProgram
from devices.api import (
    CancelScope,
    CardAbsent,
    CardSeen,
    Check,
    DeviceBusy,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    OptionInvalid,
    Options,
)
from devices.links import faults
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number, text

FAMILY = "sim_card"
_INFO = DeviceInfo(
    "sim_card:reader:1", DeviceKind.CARD_READER, "Simulator", "Card reader", serial="1", simulated=True
)  # fmt: skip
_DAY_S = 86_400.0
_SHORTEST_COMMAND = 4


class SimCardReader:
    """See CardReader."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug) -> None:
        self._info, self._plug = info, plug
        self._personal = text(FAMILY, options, "personal", "")
        self._laid_after_s = number(FAMILY, options, "laid_after_s", 0.0, low=0.0, high=3600.0)
        self._swap_every_s = number(FAMILY, options, "swap_every_s", _DAY_S, low=0.01, high=_DAY_S)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._chip: ChipProgram | None = ChipProgram(info.device_id, self._personal)
        self._opened_s = monotonic()  # the program takes some time to start
        self._connection: _Connection | None = None
        self._looks = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def cards(self, scope: CancelScope) -> Iterator[CardSeen]:
        """See CardReader.cards."""
        while True:
            scope.check(self._info.device_id)
            self._fault.strike(self._looks, self._info.device_id, self._plug)
            self._looks += 1
            change, next_s = self._now()
            yield CardSeen(change, change % 2 == 1, self._held().atr if change % 2 else b"")
            scope.wait(max(0.0, next_s - monotonic()), self._info.device_id)

    def connect(self, scope: CancelScope) -> "_Connection":
        """See CardReader.connect."""
        scope.check(self._info.device_id)
        if not self._plug.inserted:
            raise DeviceGone(self._info.device_id)
        if self._now()[0] % 2 == 0:
            raise CardAbsent(self._info.device_id)
        if self._connection is not None and not self._connection.over:
            raise DeviceBusy(self._info.device_id)
        change = self._now()[0]
        self._connection = _Connection(self._info.device_id, self._held(), lambda: self._now()[0] == change)
        self._connection.reset()
        return self._connection

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The reader is there, and its document answers to power."""
        scope.check(self._info.device_id)
        self._fault.strike(self._looks, self._info.device_id, self._plug)
        yield Check("READER-LISTED", "pass")
        if self._now()[0] % 2 == 0:
            yield Check("READER-CARD", "skip")
        else:
            yield Check("READER-CARD", "pass", f"ATR {len(self._held().atr)} B")

    def close(self) -> None:
        """See Device.close."""
        chip, self._chip = self._chip, None
        if chip is not None:
            chip.close()

    def _now(self) -> tuple[int, float]:
        """Which change it is, odd while the document lies there, and when the next one comes (monotonic seconds)."""
        since_s = monotonic() - self._opened_s - self._laid_after_s
        if since_s < 0:
            return 0, self._opened_s + self._laid_after_s
        passed = int(since_s // self._swap_every_s)
        return 1 + passed, self._opened_s + self._laid_after_s + (passed + 1) * self._swap_every_s

    def _held(self) -> ChipProgram:
        """Raises DeviceGone after the end."""
        if self._chip is None:
            raise DeviceGone(self._info.device_id)
        return self._chip


class _Connection:
    """lies: whether it is still the same card that lies there."""

    def __init__(self, device_id: str, chip: ChipProgram, lies: Callable[[], bool]) -> None:
        self._device_id, self._chip, self._lies = device_id, chip, lies
        self.over = False

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, command: bytes) -> bytes:
        """See CardConnection.transmit."""
        if self.over or len(command) < _SHORTEST_COMMAND:
            raise DeviceFaulted(self._device_id, reason="closed" if self.over else "command")
        if not self._lies():
            raise CardAbsent(self._device_id)
        return self._chip.transmit(command)

    def reset(self) -> None:
        """See CardConnection.reset."""
        self._chip.reset()

    def close(self) -> None:
        """See CardConnection.close."""
        self.over = True


class SimCardAdapter:
    """Lists one reader as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.CARD_READER
    options = known("personal", "laid_after_s", "swap_every_s", *faults.OPTIONS)

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        ScriptedFault.from_options(FAMILY, options)
        personal = text(FAMILY, options, "personal", "")
        if personal and not Path(personal).is_file():
            raise OptionInvalid(FAMILY, option="personal", expected="a file")
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimCardReader:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        return SimCardReader(info, options, self._plug)


ADAPTER = SimCardAdapter()
