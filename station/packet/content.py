"""The content of a packet: an ordered set of files, the same for the same enrollment, byte for byte."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from station.domain.enrollment import Enrollment
from station.domain.sample import Digest
from station.packet import layout
from station.packet.application import PacketContext, application_json
from station.packet.errors import SampleAltered
from station.packet.part import Part


@dataclass(frozen=True)
class PacketFile:
    """path: ASCII, with slashes, relative to the container's root."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Content:
    """What is signed. The order is that of the container."""

    files: tuple[PacketFile, ...]


def build(enrollment: Enrollment, given: Part, get_blob: Callable[[Digest], bytes], context: PacketContext) -> Content:
    """Gather everything of one enrollment: given by its steps, samples first, then what was written of the rest. Asks
    no clock and no chance. Raises SampleAltered, RecordUnwritable, RecordTooLarge, and as get_blob."""
    files = [PacketFile(layout.APPLICATION, application_json(enrollment, given, context))]
    for path, blob in given.kept.items():
        data = get_blob(blob.digest)
        if sha256(data).hexdigest() != blob.digest:
            raise SampleAltered(sample=path)
        files.append(PacketFile(path, data))
    sex = given.text("sex")
    files += [PacketFile(path, each.write(get_blob, sex)) for path, each in given.records.items()]
    files += [PacketFile(path, data) for path, data in given.written.items()]
    files.append(PacketFile(layout.AUDIT_PROOF, context.audit_proof_json))
    return Content(tuple(files))
