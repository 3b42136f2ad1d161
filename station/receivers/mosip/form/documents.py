"""What is filed as a document, as PDF: the signature, and papers of which pages stay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from station.domain.attachment import PaperForm
from station.domain.papers import PAPERS
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


def paper_pages(paper: str, form: PaperForm, dossier: Dossier) -> Document | None:
    """All pages of a paper in one form, at their true size where that is known; None where there are none."""
    from PIL import Image

    blobs = [
        dossier.given.kept[part["dataRef"]]
        for entry in dossier.given.documents
        if entry.get("documentTypeOther", entry["documentType"]) == paper and entry.get("instance") == form.value
        for part in entry["parts"]
    ]
    if not blobs:
        return None
    moment = dossier.enrollment.started_at.utctimetuple()
    pages = [Image.open(BytesIO(dossier.get_blob(blob.digest)), formats=("JPEG",)) for blob in blobs]
    buffer = BytesIO()
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=blobs[0].resolution_ppi or 72,
        creationDate=moment,
        modDate=moment,
    )
    return Document(PDF, buffer.getvalue())


DOCUMENTS: Mapping[str, Callable[[Dossier], Document | None]] = {
    "signature": signature_page,
    **{
        f"{paper}.{form.value}": partial(paper_pages, paper, form)
        for paper in PAPERS
        for form in PaperForm
        if form is not PaperForm.ORIGINAL
    },
}
"""By the name that stands in a mapping (`schema`)."""
