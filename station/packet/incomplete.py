"""Until when papers are to be brought of an application that was signed as INCOMPLETE, by what was signed."""

import json
from datetime import date

from station.packet import layout
from station.packet.archive import read_archive


def papers_due(container: bytes) -> date | None:
    """None where nothing is to be brought. Raises ContainerMalformed, ContainerTooLarge."""
    files = {file.path: file.data for file in read_archive(container)}
    further = json.loads(files[layout.APPLICATION])["biographicData"].get("further", {})
    told = further.get("incomplete")
    return date.fromisoformat(told["due"]) if told is not None else None
