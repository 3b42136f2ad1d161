"""The log as files for others (C2SP tlog-tiles), and reading such files as a witness does.

checkpoint, tile/<level>/..., tile/entries/...    tell nothing by themselves: hashes of salted events
log.key                                           the public key, for those who do not have it yet
openings.p7m                                      events and salts, encrypted to the auditors
"""

from collections.abc import Sequence
from pathlib import Path

import rfc8785

from crypto import envelope
from crypto.certificate import Certificate
from station.audit.errors import ExportUnreadable
from station.audit.log import AuditLog, ProofUnavailable
from station.formats.checkpoint import Checkpoint, read_checkpoint
from station.formats.merkle import Node
from station.formats.note import MAX_NOTE_BYTES, Note, Verifier, read_note
from station.formats.tiles import WIDTH, Tile, bundle, entry_bundles, hash_tiles, hashes, node_reader
from station.storage.files import disk_error, durable_folder, durable_write

CHECKPOINT, KEY, OPENINGS = "checkpoint", "log.key", "openings.p7m"


def export_log(
    log: AuditLog, text: str, verifier: Verifier, folder: Path, auditors: Sequence[Certificate]
) -> Checkpoint:
    """Write what is new since the last export into `folder`; the checkpoint `text` last. Without auditors no openings.

    Raises DiskFull, DiskFailed, BadRecipient for fewer than two auditors.
    """
    note = read_note(text)
    checkpoint = read_checkpoint(note)
    size = checkpoint.size
    openings: list[bytes] = []
    for tile in entry_bundles(size):
        entries = []
        for seq in range(tile.index * WIDTH + 1, tile.index * WIDTH + tile.width + 1):
            entries.append(log.entry(seq))
            openings += _opening(log, seq) if auditors else ()
        _write_new(folder / tile.path, bundle(entries))
    for tile in hash_tiles(size):
        _write_new(folder / tile.path, hashes(tile, log.node))
    if auditors:
        durable_write(folder / OPENINGS, envelope.encrypt(b"".join(openings), auditors))
    durable_write(folder / KEY, f"{verifier.text}\n".encode())
    durable_write(folder / CHECKPOINT, note.text.encode())
    return checkpoint


def read_export(folder: Path) -> tuple[Note, Checkpoint, Node]:
    """The checkpoint and the tree of an export; nothing is verified. Raises ExportUnreadable, also from the node."""
    try:
        note = read_note(_read(folder, CHECKPOINT, MAX_NOTE_BYTES).decode())
        checkpoint = read_checkpoint(note)
    except ValueError:
        raise ExportUnreadable(file=CHECKPOINT) from None

    def read(tile: Tile) -> bytes:
        return _read(folder, tile.path, WIDTH * 32)

    node = node_reader(checkpoint.size, read)

    def checked(level: int, place: int) -> bytes:
        try:
            return node(level, place)
        except ValueError:
            raise ExportUnreadable(file="tile") from None

    return note, checkpoint, checked


def _opening(log: AuditLog, seq: int) -> tuple[bytes, ...]:
    """One line: {"event":"...","salt":"hex","seq":n}; none for a forgotten event."""
    try:
        opening = log.opening(seq)
    except ProofUnavailable:
        return ()
    return (rfc8785.dumps({"seq": seq, "event": opening.event.decode(), "salt": opening.salt.hex()}) + b"\n",)


def _write_new(path: Path, data: bytes) -> None:
    """Tiles never change: what is there already stays."""
    if not path.exists():
        durable_folder(path.parent)
        durable_write(path, data)


def _read(folder: Path, name: str, most: int) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise ExportUnreadable(file=name) from None
    except OSError as error:
        raise disk_error(error) from error
    if len(data) > most:
        raise ExportUnreadable(file=name)
    return data
