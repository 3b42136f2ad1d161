"""The picture of the signature, and how it was drawn."""

from dataclasses import replace

from station.domain.item import Item
from station.domain.sample import Samples, SignatureSample
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.describe import device, image
from station.packet.part import Part, excepted


def part(signature: SignatureSample | None, exception: Item | None = None) -> Part:
    """exception: why there is none, or that it is a mark."""
    given = excepted(exception)
    if signature is None:
        return given
    path, strokes = layout.signature(signature.image.media_type), layout.strokes(signature.strokes.media_type)
    entry = {
        "biometricType": "SIGNATURE",
        "captureDate": moment_text(signature.captured_at),
        **device(signature.device),
        **image(path, signature.image),
        "templateRef": strokes,
        "bitdepth": 8,
    }
    return replace(
        given,
        biometrics=(entry,),
        kept={path: signature.image, strokes: signature.strokes},
        samples=Samples(signature=signature),
    )
