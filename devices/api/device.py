"""What every device and every adapter has in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from devices.api.cancel import CancelScope

OptionValue: TypeAlias = str | int | float | bool | Sequence["OptionValue"] | Mapping[str, "OptionValue"]
Options: TypeAlias = Mapping[str, OptionValue]
KnownOptions: TypeAlias = Mapping[str, frozenset[str]]
"""The options that an adapter reads; for a list of tables the names in each table, else nothing."""


class DeviceKind(StrEnum):
    CAMERA = "camera"
    DOCUMENT = "document"  # a camera over the desk, for pages of paper
    FINGERPRINT = "fingerprint"
    SIGNATURE = "signature"
    PAYMENT = "payment"
    CARD_READER = "card_reader"


@dataclass(frozen=True)
class Registered:
    """The numbers by which biometric records name a device; 0 where nothing is known: they are never guessed.

    vendor, device: as registered for ISO/IEC 19785-2, not those of USB. technology: of a fingerprint scanner by the
    table of ISO/IEC 19794-4:2011 (1 to 18), of a camera by that of 19794-5 (1 to 6). Raises ValueError for what has no
    room in a record."""

    technology: int = 0
    vendor: int = 0
    device: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.technology <= 0xFF and 0 <= self.vendor <= 0xFFFF and 0 <= self.device <= 0xFFFF):
            raise ValueError("a number of a device has no room in a record")


@dataclass(frozen=True)
class DeviceInfo:
    """Who the device is. Goes into every sample taken with it."""

    device_id: str  # stable across replug: adapter:model:serial
    kind: DeviceKind
    make: str
    model: str
    serial: str = ""
    firmware: str = ""
    simulated: bool = False  # written into every sample and packet; refused in production
    capabilities: frozenset[str] = field(default_factory=frozenset)
    registered: Registered = Registered()


@dataclass(frozen=True)
class Check:
    """One line on the technician's screen; `code` finds its text and its remedy."""

    code: str
    outcome: Literal["pass", "fail", "skip"]
    measured: str = ""  # what was seen, with its unit


class Device(Protocol):
    """An opened device. Lives on one lane thread from open to close; written plain, blocking, single-threaded."""

    @property
    def info(self) -> DeviceInfo: ...

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """Prove the device fit without showing anyone's data. Raises DeviceError, Cancelled."""
        ...

    def close(self) -> None:
        """Release the hardware. Never raises; harmless when called twice."""
        ...


class Adapter(Protocol):
    """What an adapter folder offers as `ADAPTER` in its `adapter.py`.

    It may also have `options`, its KnownOptions: then an option that it does not know is refused at the start, by name
    and line, instead of being overlooked.
    """

    @property
    def family(self) -> str:
        """Folder name, first part of each device id."""
        ...

    @property
    def kind(self) -> DeviceKind: ...

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """What is plugged in now. Cheap, opens nothing, called about once a second, on any thread, one call at a time.

        An answer that takes longer than a second is not waited for. Raises AdapterUnavailable when the adapter cannot
        work on this computer at all.
        """
        ...

    def open(self, info: DeviceInfo, options: Options) -> Device:
        """Open what `discover` listed. Blocks; runs on the device's lane. Raises DeviceError."""
        ...
