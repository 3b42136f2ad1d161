"""Which buffers the server has, remembered over a crash: what it called them, by their SHA-256. Nothing personal.

<folder>/<packet id>.json   {"buffers": {"<sha256>": "<bufferId>", ...}, "receiver": "<url>"}
"""

import json
from collections.abc import Mapping
from pathlib import Path

from station.domain.outbox import PacketId
from station.storage.files import disk_error, durable_folder, durable_remove, durable_write


class Uploads:
    """receiver: its address; what another one took does not count."""

    def __init__(self, folder: Path, receiver: str) -> None:
        self._folder = folder
        self._receiver = receiver

    def remembered(self, packet_id: PacketId) -> dict[str, str]:
        """Buffer ids by SHA-256. What cannot be read is as if it never was: then buffers are sent again."""
        try:
            value = json.loads(self._path(packet_id).read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise disk_error(error) from error
        except (ValueError, RecursionError):
            return {}
        if not isinstance(value, dict) or value.get("receiver") != self._receiver:
            return {}
        buffers = value.get("buffers")
        return buffers if isinstance(buffers, dict) and all(isinstance(name, str) for name in buffers.values()) else {}

    def remember(self, packet_id: PacketId, buffers: Mapping[str, str]) -> None:
        """Raises DiskFull, DiskFailed."""
        durable_folder(self._folder)
        value = {"receiver": self._receiver, "buffers": dict(buffers)}
        durable_write(self._path(packet_id), json.dumps(value, sort_keys=True).encode())

    def forget(self, packet_id: PacketId) -> None:
        """Harmless where nothing was remembered. Raises DiskFailed."""
        path = self._path(packet_id)
        if path.exists():
            durable_remove((path,))

    def _path(self, packet_id: PacketId) -> Path:
        return self._folder / f"{packet_id}.json"
