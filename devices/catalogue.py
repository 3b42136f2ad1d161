"""Which adapters exist: ours by name, others by entry point. Loaded lazily, since a vendor's library may be missing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

from devices.api import Adapter, AdapterUnavailable, Options
from devices.links.options import first_unknown

BUILT_IN: tuple[str, ...] = (
    # In order of preference among devices of equal standing.
    "devices.adapters.uvc_camera.adapter",
    "devices.adapters.replay_camera.adapter",
    "devices.adapters.sim_camera.adapter",
    "devices.adapters.sim_document.adapter",
    "devices.adapters.replay_fingerprint.adapter",
    "devices.adapters.sim_fingerprint.adapter",
    "devices.adapters.sim_signature.adapter",
    "devices.adapters.ecr_tcp.adapter",
    "devices.adapters.ecr_helper.adapter",
    "devices.adapters.sim_payment.adapter",
    "devices.adapters.pcsc.adapter",
    "devices.adapters.sim_card.adapter",
)
ENTRY_POINT_GROUP = "enrollment_station.adapters"


@dataclass(frozen=True)
class Catalogue:
    """What could be loaded, and what could not with its reason."""

    adapters: tuple[Adapter, ...]
    unavailable: tuple[AdapterUnavailable, ...]

    def first_unknown(self, options: Mapping[str, Options]) -> tuple[str | int, ...] | None:
        """The way to the first entry, by family, that nobody reads: a family that is nowhere, an option that its
        adapter does not know. Adapters that do not declare their options, or could not be loaded, are not asked."""
        families = {adapter.family: getattr(adapter, "options", None) for adapter in self.adapters}
        families |= {error.device_id: None for error in self.unavailable}
        for family, given in options.items():
            if family not in families:
                return (family,)
            declared = families[family]
            if declared is not None and (way := first_unknown(given, declared)) is not None:
                return family, *way
        return None


def load(built_in: Iterable[str] = BUILT_IN) -> Catalogue:
    """Load every adapter: the given dotted names, then the entry points. Each value is the module or its `ADAPTER`."""
    adapters: list[Adapter] = []
    unavailable: list[AdapterUnavailable] = []
    for family, loader in _loaders(built_in):
        try:
            found = loader()
            adapters.append(getattr(found, "ADAPTER", found))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's package may raise anything while it loads
            unavailable.append(AdapterUnavailable(family, reason=type(error).__name__, name=getattr(error, "name", "")))
    return Catalogue(tuple(adapters), tuple(unavailable))


def _loaders(built_in: Iterable[str]) -> Iterable[tuple[str, Callable[[], Any]]]:
    for name in built_in:
        yield name.split(".")[-2], partial(import_module, name)
    yield from others()


@cache
def others() -> tuple[tuple[str, Callable[[], Any]], ...]:
    """Family and loader of what was installed beside us; looked for once."""
    from importlib.metadata import (
        entry_points,  # here: it is slow, and who only asks for a built-in one has no use for it
    )

    return tuple((point.name, point.load) for point in entry_points(group=ENTRY_POINT_GROUP))
