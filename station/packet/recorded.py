"""Samples as biometric records in a packet, of the kind that a service asks for: the document's chip takes them so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from station.domain.record import RecordKind
from station.domain.sample import PORTRAIT, Digest, FingerImage, Portrait, SlapImpression
from station.formats.records import write_face, write_finger
from station.formats.sampled import face_view, finger_view
from station.packet import layout

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Recorded:
    """One sample and the kind of its record. The picture in it is the packet's own, to the last byte. sample: the
    portrait, or a finger of that impression."""

    kind: RecordKind
    sample: Portrait | tuple[SlapImpression, FingerImage]

    @property
    def name(self) -> str:
        """As the centre names what it asks for once more: `portrait`, `right_index`."""
        return PORTRAIT if isinstance(self.sample, Portrait) else self.sample[1].finger.name.lower()

    @property
    def path(self) -> str:
        """In the container."""
        if isinstance(self.sample, Portrait):
            return layout.portrait(layout.RECORD)
        return layout.finger(self.sample[1].finger, layout.RECORD)

    def write(self, get_blob: Callable[[Digest], bytes], sex: str) -> bytes:
        """sex: as `face_view` has it. Raises RecordUnwritable, RecordTooLarge, and as get_blob."""
        if isinstance(self.sample, Portrait):
            image = get_blob(self.sample.image.digest)
            return write_face(self.kind, (face_view(self.sample, image, sex, lossless=False),))
        impression, finger = self.sample
        return write_finger(
            self.kind, (finger_view(impression, finger, get_blob(finger.image.digest), lossless=False),)
        )


def portrait_recorded(kind: str | None, portrait: Portrait) -> Mapping[str, Recorded]:
    """kind: of `RecordKind`; None where the service asks for none."""
    return {} if kind is None else _placed(Recorded(RecordKind(kind), portrait))


def fingers_recorded(kind: str | None, impressions: Sequence[SlapImpression]) -> Mapping[str, Recorded]:
    """The same of each finger by itself."""
    if kind is None:
        return {}
    return _placed(*(Recorded(RecordKind(kind), (each, one)) for each in impressions for one in each.fingers))


def records_told(records: Mapping[str, Recorded]) -> Json:
    """By sample its record: of which kind it is, and where it lies."""
    return {each.name: {"kind": each.kind.value, "ref": path} for path, each in records.items()}


def _placed(*records: Recorded) -> Mapping[str, Recorded]:
    return {each.path: each for each in records}
