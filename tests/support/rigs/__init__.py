"""The other end of each receiver, in a test's hands: `tests.support.rigs.<name>` for ours, `<package>.rig` for others'.

A module there has `rig(side)`, a context manager that gives a `Rig`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from ssl import SSLContext

from station.domain.clock import Clock
from station.roster import BUILT_IN, packages
from station.settings import Settings
from tests.support.installed import EXAMPLE, installed
from tests.support.pki import Pki


@dataclass(frozen=True)
class Side:
    """What a rig may use: an empty folder of its own, the demonstration's keys, the time."""

    home: Path
    pki: Pki
    clock: Clock


@dataclass(frozen=True)
class Rig:
    """settings: of a station that this receiver receives from; the other end runs while the rig is open. nowhere: an
    address of this kind behind which nobody is. arrived: how many packets came there. finish: whatever must happen
    there before the next try brings a receipt. seen_at: tells it at which port stations see it, where something stands
    between."""

    settings: Settings
    nowhere: str
    arrived: Callable[[], int]
    context: SSLContext | None = None
    finish: Callable[[], None] = lambda: None
    seen_at: Callable[[int], None] = lambda _: None


def names() -> tuple[str, ...]:
    """Of all receivers that are installed, and of the guide's example."""
    with installed(EXAMPLE):
        return tuple(sorted(packages()))


@contextmanager
def running(name: str, side: Side) -> Iterator[Rig]:
    module = f"tests.support.rigs.{name}" if name in BUILT_IN else f"{packages()[name]}.rig"
    opened: AbstractContextManager[Rig] = import_module(module).rig(side)
    with opened as rig:
        yield rig
