"""What hardware can say no with. Codes are stable for ever; texts live elsewhere."""


class DeviceError(Exception):
    """Hardware said no. `code` never changes; `params` fill the translated text and hold no personal data."""

    code: str = "DEV-000"
    retryable: bool = False

    def __init__(self, device_id: str, **params: object) -> None:
        super().__init__(f"{self.code} {device_id} {params}")
        self.device_id = device_id
        self.params: dict[str, object] = {"device": device_id, **params}


class DeviceGone(DeviceError):
    """Unplugged, or its driver died, during a call."""

    code, retryable = "DEV-010", True


class DeviceBusy(DeviceError):
    """Another program, or another page of ours, holds the device."""

    code, retryable = "DEV-011", True


class DeviceTimeout(DeviceError):
    """The deadline of the call passed without an answer."""

    code, retryable = "DEV-020", True


class DeviceFaulted(DeviceError):
    """It answered, but with something it must not answer (bad frame, protocol error)."""

    code, retryable = "DEV-030", True


class DeviceMissing(DeviceError):
    """No device of the kind asked for is plugged in. `device_id` carries the kind."""

    code, retryable = "DEV-040", True


class AdapterUnavailable(DeviceError):
    """The adapter cannot work on this computer: a driver, a library or a source file is missing."""

    code, retryable = "DEV-050", False


class OptionInvalid(AdapterUnavailable):
    """A device setting holds something the adapter cannot use. `option` names it."""

    code, retryable = "DEV-051", False


class AdapterSilent(AdapterUnavailable):
    """The adapter was asked what is plugged in and gives no answer: its devices are not known now."""

    code, retryable = "DEV-060", True


class CardAbsent(DeviceError):
    """No card lies on the reader, or it was taken off meanwhile."""

    code, retryable = "DEV-070", True


class CardMute(DeviceError):
    """A card lies there and answers to no power: it lies badly, or is no card of a chip."""

    code, retryable = "DEV-071", True


class Cancelled(Exception):
    """A person or the engine stopped it: no code, no dialog."""
