"""The one place that builds everything, starts the threads in their order and stops them again."""

from station.bootstrap.beside import look_beside
from station.bootstrap.build import Station, build
from station.bootstrap.refusals import (
    DemoKeysInProduction,
    EmbeddedInProduction,
    IntakeSilent,
    PolicyNeeded,
)

__all__ = [
    "DemoKeysInProduction",
    "EmbeddedInProduction",
    "IntakeSilent",
    "PolicyNeeded",
    "Station",
    "build",
    "look_beside",
]
