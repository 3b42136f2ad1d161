"""A packet's container with what proves it for long (ETSI EN 319 162-1, ASiC-E with CAdES and archive manifests: LTA).

The container as it was sealed, to the last byte; then

    sealing.p7s, receipt.p7m                  the station's signature over the packet, and what the centre answered
    META-INF/ASiCArchiveManifest001.xml       over all files before it
    META-INF/timestamp001.tst                 an authority's time-stamp over that manifest
    ...
    META-INF/ASiCArchiveManifest.xml          the newest, which the standard names without a number
    META-INF/timestampNNN.tst

Each time-stamp brings what its authority is believed by, the first one also what the signers are (crypto.evidence). The
next is over it and so shows that all that was there in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crypto.errors import CryptoError
from crypto.evidence import Evidence, evidence_in, together, with_evidence
from intake.errors import ArchiveUnfit
from station.domain.errors import StationError
from station.packet import layout
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.manifest import manifest

_META = "META-INF/"
_SEALING, _RECEIPT = "sealing.p7s", "receipt.p7m"
_NEWEST = f"{_META}ASiCArchiveManifest.xml"


@dataclass(frozen=True)
class Stamp:
    """token: as its authority gave it, over `manifest`; not verified here."""

    manifest: bytes
    token: bytes
    evidence: Evidence

    @property
    def file(self) -> bytes:
        return with_evidence(self.token, self.evidence)


@dataclass(frozen=True)
class Archived:
    """files: what was sealed. receipt: b"" where the packet has none."""

    files: tuple[PacketFile, ...]
    sealing: bytes
    receipt: bytes
    stamps: tuple[Stamp, ...] = ()

    @property
    def container(self) -> bytes:
        return write_archive(self.files)

    @property
    def evidence(self) -> Evidence:
        return together(stamp.evidence for stamp in self.stamps)

    def next_manifest(self) -> bytes:
        """What the next time-stamp is to be over."""
        number = len(self.stamps)
        return manifest(
            self._before(number), _stamp_path(number), _manifest_path(number - 1), layout.archived_media_type_of
        )

    def stamped(self, token: bytes, evidence: Evidence) -> "Archived":
        """With a time-stamp over `next_manifest`, and what that brings."""
        return replace(self, stamps=(*self.stamps, Stamp(self.next_manifest(), token, evidence)))

    def proven(self, evidence: Evidence) -> "Archived":
        """The last time-stamp brings that too: nothing is over it yet."""
        *before, last = self.stamps
        return replace(self, stamps=(*before, replace(last, evidence=together((last.evidence, evidence)))))

    def written(self) -> bytes:
        files = self._before(len(self.stamps))
        *before, newest, stamp = files
        return write_archive((*before, PacketFile(_NEWEST, newest.data), stamp))

    def _before(self, number: int) -> tuple[PacketFile, ...]:
        """All files before the manifest of that number."""
        beside = [PacketFile(_SEALING, self.sealing)]
        if self.receipt:
            beside.append(PacketFile(_RECEIPT, self.receipt))
        rounds = (
            file
            for each, stamp in enumerate(self.stamps[:number])
            for file in (PacketFile(_manifest_path(each), stamp.manifest), PacketFile(_stamp_path(each), stamp.file))
        )
        return (*self.files, *beside, *rounds)


def begun(container: bytes, sealing: bytes, receipt: bytes) -> Archived:
    """Without a time-stamp yet. Raises ContainerMalformed, ContainerTooLarge."""
    return Archived(read_archive(container), sealing, receipt)


def read_archived(data: bytes) -> Archived:
    """Each manifest is over just what stands before it; what time-stamps and evidence are worth is not asked.

    Raises ArchiveUnfit.
    """
    try:
        return _read(read_archive(data))
    except (StationError, CryptoError) as error:
        raise ArchiveUnfit(error.code) from error


def _read(files: Sequence[PacketFile]) -> Archived:
    names = [file.path for file in files]
    if _SEALING not in names:
        raise ArchiveUnfit("sealing")
    end = names.index(_SEALING)
    rest = {file.path: file.data for file in files[end:]}
    found = Archived(tuple(files[:end]), rest[_SEALING], rest.get(_RECEIPT, b""))
    while (path := _stamp_path(len(found.stamps))) in rest:
        found = found.stamped(*evidence_in(rest[path]))
    if not found.stamps or found.written() != write_archive(files):
        raise ArchiveUnfit("form")
    return found


def _manifest_path(index: int) -> str:
    return f"{_META}ASiCArchiveManifest{index + 1:03}.xml"


def _stamp_path(index: int) -> str:
    return f"{_META}timestamp{index + 1:03}.tst"
