"""How heads were held before each camera, as far as it counts: degrees, and nothing of whose they were."""

from collections.abc import Mapping
from sqlite3 import Connection

from station.domain.pitch import KEPT
from station.storage.database import transaction, typed_errors


def add(db: Connection, camera: str, degrees: float) -> None:
    """One more; the oldest of that camera goes. camera: the id of its device. Raises DatabaseFailed, DiskFull."""
    with transaction(db):
        db.execute("INSERT INTO camera_pitch (camera, degrees) VALUES (?, ?)", (camera, degrees))
        db.execute(
            "DELETE FROM camera_pitch WHERE camera = ? AND id NOT IN"
            " (SELECT id FROM camera_pitch WHERE camera = ? ORDER BY id DESC LIMIT ?)",
            (camera, camera, KEPT),
        )


def of_all(db: Connection) -> Mapping[str, tuple[float, ...]]:
    """By camera, the oldest first. Raises DatabaseFailed."""
    found: dict[str, tuple[float, ...]] = {}
    with typed_errors():
        for camera, degrees in db.execute("SELECT camera, degrees FROM camera_pitch ORDER BY id"):
            found[camera] = (*found.get(camera, ()), degrees)
    return found


def forget(db: Connection, camera: str) -> int:
    """All of that camera; how many these were. Raises DatabaseFailed, DiskFull."""
    with transaction(db):
        return db.execute("DELETE FROM camera_pitch WHERE camera = ?", (camera,)).rowcount
