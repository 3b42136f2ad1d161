"""The picture of the signature, and how it was drawn."""

from station.domain.sample import Samples, SignatureSample
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.describe import device, image
from station.packet.part import Part


def part(signature: SignatureSample | None) -> Part:
    if signature is None:
        return Part()
    path, strokes = layout.signature(signature.image.media_type), layout.strokes(signature.strokes.media_type)
    entry = {
        "biometricType": "SIGNATURE",
        "captureDate": moment_text(signature.captured_at),
        **device(signature.device),
        **image(path, signature.image),
        "templateRef": strokes,
        "bitdepth": 8,
    }
    return Part(
        biometrics=(entry,),
        kept={path: signature.image, strokes: signature.strokes},
        samples=Samples(signature=signature),
    )
