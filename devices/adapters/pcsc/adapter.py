"""Readers of PC/SC as an adapter. It has no options."""

import re
from collections.abc import Callable, Sequence

from devices.adapters.pcsc.reader import PcscReader
from devices.adapters.pcsc.scard import Pcsc, Refusal, Refused, Service
from devices.api import AdapterUnavailable, DeviceGone, DeviceInfo, DeviceKind, Options
from devices.links.options import known

FAMILY = "pcsc"
_NUMBERS = re.compile(r"^(?P<reader>.*?) (?P<index>[0-9A-F]{2}) (?P<slot>[0-9A-F]{2})$")
_SERIAL = re.compile(r"\((?P<serial>[^()]+)\)")
_PLAIN = re.compile(r"[^A-Za-z0-9.+-]+")


class PcscAdapter:
    """begin: opens a context of the service."""

    family = FAMILY
    kind = DeviceKind.CARD_READER
    options = known()

    def __init__(self, begin: Callable[[], Service] = Pcsc) -> None:
        self._begin = begin

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. The reason of AdapterUnavailable is `service` where PC/SC does not run, `denied` where
        whoever runs this may not use it."""
        return tuple(info_of(name) for name in sorted(self._names()))

    def open(self, info: DeviceInfo, options: Options) -> PcscReader:
        """See Adapter.open."""
        name = next((each for each in self._names() if info_of(each).device_id == info.device_id), None)
        if name is None:
            raise DeviceGone(info.device_id)
        return PcscReader(info, name, self._begin)

    def _names(self) -> Sequence[str]:
        try:
            service = self._begin()
        except (Refused, ImportError) as error:
            raise _unavailable(error) from error
        try:
            return service.readers()
        except Refused as refused:
            raise _unavailable(refused) from refused
        finally:
            service.close()


def info_of(name: str) -> DeviceInfo:
    """A reader has a serial number in its name, or only the number that the service gave it when it came: then of two
    alike nobody can tell which is which after both were out."""
    numbered = _NUMBERS.match(name)
    reader, index, slot = numbered.groups() if numbered else (name, "", "")
    told = _SERIAL.search(reader)
    serial = told["serial"] if told else ""
    parts = (reader, slot) if serial else (reader, index, slot)
    which = _PLAIN.sub("-", " ".join(part for part in parts if part)).strip("-")
    make = reader.split(" ")[0]
    return DeviceInfo(f"{FAMILY}:{which}", DeviceKind.CARD_READER, make, reader, serial)


def _unavailable(error: Refused | ImportError) -> AdapterUnavailable:
    denied = isinstance(error, Refused) and error.kind is Refusal.DENIED
    library = isinstance(error, ImportError)
    return AdapterUnavailable(FAMILY, reason="denied" if denied else "library" if library else "service")


ADAPTER = PcscAdapter()
