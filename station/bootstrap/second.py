"""The second engine for the portrait, where the settings name one."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station.capture.portrait import Second


def second_engine(options: Mapping[str, str], running: ExitStack) -> "Second | None":
    """options: `[ofiq]` of the settings. running: ends it. None, and nothing is loaded, where there are none."""
    if not options:
        return None
    from station.quality.face.ofiq import Ofiq

    engine = Ofiq(options["data"], options.get("program", ""))
    running.callback(engine.close)
    return engine.scores
