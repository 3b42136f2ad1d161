"""Where copies of each packet lie, besides this store: written before the receipt that names them.

`places.toml` of the trust folder, in the order in which receipts name them; the one without a folder is this store:

    [[place]]
    name = "Yerevan, Building 1"
    [[place]]
    name = "Gyumri"
    folder = "/mnt/gyumri/store"

A folder is a store like this one, laid out once by `intake backup`: an empty mount point is nobody's copy. One that is
not there, or says no, is not named and keeps nobody from delivering; `intake backup` brings it what it missed.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from intake.errors import IntakeError, TrustUnfit
from intake.store import Upload
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKET, PACKETS, SIGNATURE, WITNESSED
from intake.store.upload import FileUpload
from station.domain.outbox import PacketId
from station.formats.receipt import MOST_COPIES, is_place
from station.toml import read_toml

PLACES = "places.toml"  # in the trust folder
Trusted = Callable[[], Mapping[str, bytes]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """folder: None for this store itself."""

    name: str
    folder: Path | None = None


def read_places(trust: Path) -> tuple[Place, ...]:
    """None without the file: then receipts name none. Raises TrustUnfit, OSError."""
    file = trust / PLACES
    if not file.exists():
        return ()
    try:
        value = read_toml(file).entries
        places = tuple(_place(item) for item in value.pop("place"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustUnfit(PLACES) from error
    names, folders = [place.name for place in places], [place.folder for place in places]
    twice = len(set(names)) != len(names) or len(set(folders)) != len(folders)
    if value or twice or not all(map(is_place, names)) or not 0 < len(places) <= MOST_COPIES:
        raise TrustUnfit(PLACES)
    return places


def _place(item: Mapping[str, str]) -> Place:
    if not item.keys() <= {"name", "folder"}:
        raise ValueError("not a place's members")
    folder = Path(item["folder"]) if "folder" in item else None
    if folder is not None and not folder.is_absolute():
        raise ValueError("a folder is named from the root on")
    return Place(item["name"], folder)


class Copies:
    """From any thread."""

    def __init__(self, places: tuple[Place, ...], trusted: Callable[[], Trusted] = lambda: dict) -> None:
        """trusted: makes for each place what `EmbeddedStore` is given."""
        self._places = places
        self._trusted = trusted
        self._lock = Lock()
        self._stores: dict[Path, EmbeddedStore] = {}
        self._said: dict[str, str] = {}  # of places that say no: why, as long as it is the same

    def hold(self, upload: Upload, packet_id: PacketId, p7s: bytes, witnessed: bytes = b"") -> tuple[str, ...]:
        """Names of the places where it is on the disk now, and of this store, where the caller keeps it before anybody
        is given a receipt that says so."""
        if not self._places:
            return ()
        if not isinstance(upload, FileUpload):
            raise TypeError("copies are made of files")
        packet = upload.folder / PACKET
        beside = {SIGNATURE: p7s} | ({WITNESSED: witnessed} if witnessed else {})
        return tuple(
            place.name
            for place in self._places
            if place.folder is None or self._told(place, lambda store: store.hold(packet_id, packet, beside))
        )

    def settle(self, packet_id: PacketId, receipt: bytes, held_at: Collection[str]) -> None:
        """The receipt that was given, beside each copy. held_at: as `hold` said."""
        for place in self._places:
            if place.folder is not None and place.name in held_at:
                self._told(place, lambda store: store.settle(packet_id, receipt))

    def close(self) -> None:
        for store in self._stores.values():
            store.close()

    def _told(self, place: Place, call: Callable[[EmbeddedStore], None]) -> bool:
        """Whether it was done there. What stands in the way is said once, and that it is gone too."""
        try:
            call(self._store(place))
        except (IntakeError, OSError) as error:
            why = str(error)
        else:
            why = ""
        with self._lock:
            before = self._said.get(place.name, "")
            self._said[place.name] = why
        if why and why != before:
            _log.warning("no copies at %s: %s", place.name, why)
        elif before and not why:
            _log.warning("copies at %s again; intake backup brings what it missed", place.name)
        return not why

    def _store(self, place: Place) -> EmbeddedStore:
        """Looked at each time: what was a mounted disk may be an empty folder now. Raises FileNotFoundError, and as
        `EmbeddedStore`."""
        if place.folder is None or not (place.folder / PACKETS).is_dir():
            raise FileNotFoundError(PACKETS)
        with self._lock:
            if place.folder not in self._stores:
                self._stores[place.folder] = EmbeddedStore(place.folder, self._trusted())
            return self._stores[place.folder]
