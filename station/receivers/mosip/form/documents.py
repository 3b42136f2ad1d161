"""What is filed as a document: a page a receiver can show. We have scanned no papers; there is the signature."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from station.packet.format import Dossier

PDF = "pdf"


@dataclass(frozen=True)
class Document:
    """suffix: MOSIP's `format`, also the file's suffix."""

    suffix: str
    data: bytes


def signature_page(dossier: Dossier) -> Document | None:
    """The applicant's signature at its true size, as PDF; None where there is none. Same picture, same bytes."""
    from PIL import Image

    sample = dossier.given.samples.signature
    if sample is None:
        return None
    moment = sample.captured_at.utctimetuple()
    buffer = BytesIO()
    with Image.open(BytesIO(dossier.get_blob(sample.image.digest)), formats=("PNG",)) as picture:
        resolution = sample.image.resolution_ppi or 72
        picture.convert("L").save(buffer, "PDF", resolution=resolution, creationDate=moment, modDate=moment)
    return Document(PDF, buffer.getvalue())


DOCUMENTS: Mapping[str, Callable[[Dossier], Document | None]] = {"signature": signature_page}
"""By the name that stands in a mapping (`schema`)."""
