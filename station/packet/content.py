"""The content of a packet: an ordered set of files, the same for the same enrollment, byte for byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from station.domain.document import DocumentKind, TravelDocument
from station.domain.enrollment import Enrollment
from station.domain.sample import Blob, Digest
from station.domain.subject import BiographicData
from station.packet import layout
from station.packet.application import PacketContext, application_json, held_document_json
from station.packet.errors import SampleAltered


@dataclass(frozen=True)
class PacketFile:
    """path: ASCII, with slashes, relative to the container's root."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Content:
    """What is signed. The order is that of the container."""

    files: tuple[PacketFile, ...]


def build(
    enrollment: Enrollment,
    biographic: BiographicData,
    document: TravelDocument | None,
    get_blob: Callable[[Digest], bytes],
    context: PacketContext,
) -> Content:
    """Gather everything of one enrollment. Asks no clock and no chance. Raises SampleAltered, and as get_blob."""
    files = [PacketFile(layout.APPLICATION, application_json(enrollment, biographic, document, context))]
    for path, blob in _samples(enrollment, context):
        data = get_blob(blob.digest)
        if sha256(data).hexdigest() != blob.digest:
            raise SampleAltered(sample=path)
        files.append(PacketFile(path, data))
    if document is not None and document.kind is not DocumentKind.NONE:
        files.append(PacketFile(layout.HELD_DOCUMENT, held_document_json(document)))
    files.append(PacketFile(layout.AUDIT_PROOF, context.audit_proof_json))
    return Content(tuple(files))


def _samples(enrollment: Enrollment, context: PacketContext) -> Iterator[tuple[str, Blob]]:
    samples = enrollment.samples
    if samples.portrait is not None:
        yield layout.portrait(samples.portrait.image.media_type), samples.portrait.image
        yield layout.portrait_source(samples.portrait.source.media_type), samples.portrait.source
    for impression in context.impressions:
        yield layout.slap(impression.slap, impression.source.media_type), impression.source
        for item in impression.fingers:
            yield layout.finger(item.finger, item.image.media_type), item.image
    if samples.signature is not None:
        yield layout.signature(samples.signature.image.media_type), samples.signature.image
        yield layout.strokes(samples.signature.strokes.media_type), samples.signature.strokes
