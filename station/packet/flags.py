"""What a packet says of itself in `enrollmentFlags`: in which mode it was made, and whether of simulated samples."""

import json
from dataclasses import dataclass

from station.packet import layout
from station.packet.content import Content
from station.packet.errors import ContainerMalformed


@dataclass(frozen=True)
class Flags:
    mode: str
    simulated: bool


def flags_of(content: Content) -> Flags:
    """Of content whose signatures hold. Raises ContainerMalformed."""
    data = next((file.data for file in content.files if file.path == layout.APPLICATION), b"")
    try:
        flags = json.loads(data)["enrollmentFlags"]
        mode, simulated = flags["mode"], flags["simulated"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ContainerMalformed(reason="flags") from None
    if not isinstance(mode, str) or not isinstance(simulated, bool):
        raise ContainerMalformed(reason="flags")
    return Flags(mode, simulated)
