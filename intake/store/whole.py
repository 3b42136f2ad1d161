"""Is it whole: a packet by its id, which is its hash; a packet's folder by a temporary name, which is the hash of what
must lie in it."""

from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path

from intake.errors import PacketChanged
from intake.store.layout import PACKET, RECEIPT, SIGNATURE, TEMPORARY, TRUST, WITNESSED
from intake.store.upload import FileUpload
from station.domain.outbox import PacketId

_CHUNK_BYTES = 1 << 20
_SEALED = frozenset({PACKET, SIGNATURE, RECEIPT, WITNESSED, TRUST})
"""What the temporary name of a packet's folder tells."""


def copy_packet(packet: Path, packet_id: PacketId, upload: FileUpload) -> None:
    """On the disk when this returns. Raises PacketChanged where it is not the packet of that id."""
    with packet.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            upload.write(chunk)
    if upload.digest != packet_id:
        raise PacketChanged(packet_id)
    upload.sync()


def require_packet(packet: Path, packet_id: PacketId) -> None:
    """Raises PacketChanged where it is not the packet of that id."""
    with packet.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != packet_id:
            raise PacketChanged(packet_id)


def name_of_whole(hashes: Mapping[str, str]) -> str:
    """The temporary name of a folder in which that lies: `sha256sum`'s list of it, in one hash. hashes: by path."""
    return TEMPORARY + sha256("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()).hexdigest()


def hashes_in(folder: Path) -> dict[str, str]:
    """Of what came with the packet: answers and copies are laid beside it later."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] in _SEALED:
            with path.open("rb") as file:
                found[str(name)] = file_digest(file, "sha256").hexdigest()
    return found
