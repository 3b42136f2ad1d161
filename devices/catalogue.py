"""Which adapters exist: ours by name, others by entry point. Loaded lazily, since a vendor's library may be missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from devices.api import Adapter, AdapterUnavailable

BUILT_IN: tuple[str, ...] = (
    # In order of preference among devices of equal standing.
    "devices.adapters.uvc_camera.adapter",
    "devices.adapters.replay_camera.adapter",
    "devices.adapters.sim_camera.adapter",
    "devices.adapters.replay_fingerprint.adapter",
    "devices.adapters.sim_fingerprint.adapter",
    "devices.adapters.sim_signature.adapter",
)
ENTRY_POINT_GROUP = "enrollment_station.adapters"


@dataclass(frozen=True)
class Catalogue:
    """What could be loaded, and what could not with its reason."""

    adapters: tuple[Adapter, ...]
    unavailable: tuple[AdapterUnavailable, ...]


def load(built_in: Iterable[str] = BUILT_IN) -> Catalogue:
    """Load every adapter: the given dotted names, then the entry points. Each value is the module or its `ADAPTER`."""
    adapters: list[Adapter] = []
    unavailable: list[AdapterUnavailable] = []
    for family, loader in _loaders(built_in):
        try:
            found = loader()
            adapters.append(getattr(found, "ADAPTER", found))
        except (ImportError, OSError, AttributeError) as error:  # OSError: a shared library that does not load
            unavailable.append(AdapterUnavailable(family, reason=type(error).__name__, name=getattr(error, "name", "")))
    return Catalogue(tuple(adapters), tuple(unavailable))


def _loaders(built_in: Iterable[str]) -> Iterable[tuple[str, Callable[[], Any]]]:
    for name in built_in:
        yield name.split(".")[-2], partial(import_module, name)
    for point in entry_points(group=ENTRY_POINT_GROUP):
        yield point.name, point.load
