"""A command that changes something holds the profile meanwhile; one that looks works beside whoever holds it."""

from collections.abc import Iterator
from contextlib import contextmanager

from station.profile import held
from station.settings import Settings
from station.storage.files import durable_folder


@contextmanager
def alone(settings: Settings, command: str) -> Iterator[None]:
    """command: as it was typed after `stationctl`, without what names a person. Raises ProfileHeld, DiskFull, ..."""
    durable_folder(settings.data)
    with held(settings.data, f"stationctl {command}"):
        yield
