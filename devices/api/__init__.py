"""All that an adapter's author may import: protocols, frozen values, errors. Standard library and numpy only."""

from devices.api.camera import STILL, Camera, Frame, StillCamera
from devices.api.cancel import CancelScope
from devices.api.card_reader import CardConnection, CardReader, CardSeen
from devices.api.device import (
    Adapter,
    Check,
    Device,
    DeviceInfo,
    DeviceKind,
    KnownOptions,
    Options,
    OptionValue,
    Registered,
)
from devices.api.errors import (
    AdapterSilent,
    AdapterUnavailable,
    Cancelled,
    CardAbsent,
    CardMute,
    DeviceBusy,
    DeviceError,
    DeviceFaulted,
    DeviceGone,
    DeviceMissing,
    DeviceTimeout,
    OptionInvalid,
)
from devices.api.fingerprint import ONE_FINGER, FingerFrame, FingerPosition, FingerprintScanner, LiveStatus
from devices.api.payment import Payment, PaymentState, PaymentTerminal
from devices.api.signature import PenPoint, SignaturePad

__all__ = [
    "ONE_FINGER",
    "STILL",
    "Adapter",
    "AdapterSilent",
    "AdapterUnavailable",
    "Camera",
    "CancelScope",
    "Cancelled",
    "CardAbsent",
    "CardConnection",
    "CardMute",
    "CardReader",
    "CardSeen",
    "Check",
    "Device",
    "DeviceBusy",
    "DeviceError",
    "DeviceFaulted",
    "DeviceGone",
    "DeviceInfo",
    "DeviceKind",
    "DeviceMissing",
    "DeviceTimeout",
    "FingerFrame",
    "FingerPosition",
    "FingerprintScanner",
    "Frame",
    "KnownOptions",
    "LiveStatus",
    "OptionInvalid",
    "OptionValue",
    "Options",
    "Payment",
    "PaymentState",
    "PaymentTerminal",
    "PenPoint",
    "Registered",
    "SignaturePad",
    "StillCamera",
]
