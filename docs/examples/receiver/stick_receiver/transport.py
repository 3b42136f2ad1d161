"""The way: files that are whole or not there, and the look whether somebody has acknowledged them."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

from devices.api import Cancelled, CancelScope
from station.domain.outbox import Parcel
from station.outbox.errors import AnswerUnexpected, StillProcessing, TransportTimeout, WayFailed
from station.receivers.api import Way
from station.storage.files import durable_folder, durable_write
from stick_receiver.options import folder_of

MAX_ACKNOWLEDGEMENT_BYTES = 64 * 1024


class StickAway(WayFailed):
    """The stick is not plugged in, or the share is not mounted. `folder` is where it belongs."""

    code, retryable = "STICK-001", True


class StickTransport:
    def __init__(self, place: Path) -> None:
        self._place = place

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        """Beside what `Transport.send` says: StickAway, StillProcessing until it is acknowledged, DiskFull."""
        if scope.cancelled:
            raise Cancelled
        if scope.left_s <= 0:
            raise TransportTimeout
        if not self._place.is_dir():
            raise StickAway(folder=self._place.name)
        self._put(parcel)
        try:
            with (self._place / "from-centre" / f"{parcel.packet_id}.ack").open("rb") as file:
                acknowledgement = file.read(MAX_ACKNOWLEDGEMENT_BYTES + 1)
        except FileNotFoundError:
            raise StillProcessing(status="on the stick") from None
        except OSError:
            raise StickAway(folder=self._place.name) from None
        if len(acknowledgement) > MAX_ACKNOWLEDGEMENT_BYTES:
            raise AnswerUnexpected(status=0)
        return acknowledgement

    def close(self) -> None:
        """Nothing waits here: a file is written or it is not."""

    def _put(self, parcel: Parcel) -> None:
        """Again where it lies already: the same bytes under the same name. What says that they are whole comes last."""
        out = self._place / "to-centre"
        durable_folder(out)
        durable_write(out / f"{parcel.packet_id}.p7m", parcel.p7m)
        durable_write(out / f"{parcel.packet_id}.p7m.p7s", parcel.p7s)
        durable_write(out / f"{parcel.packet_id}.json", slip(parcel.packet_id, parcel.nonce))


def slip(packet_id: str, nonce: str) -> bytes:
    return json.dumps({"nonce": nonce, "packetId": packet_id}, sort_keys=True).encode()


def open_transport(way: Way) -> StickTransport:
    """Raises SettingsWrong."""
    return StickTransport(place_of(way))


def place_of(way: Way) -> Path:
    return Path(unquote(urlsplit(way.url).path)) / folder_of(way.settings)


def ask(way: Way, _timeout_s: float) -> str:
    """Raises StickAway."""
    place = place_of(way)
    if not place.is_dir():
        raise StickAway(folder=place.name)
    return "there"
