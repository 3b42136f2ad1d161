"""What is filed as a document, as PDF: the signature, papers of which pages stay, and photographs of why something is
not taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from station.domain.attachment import PaperForm
from station.domain.papers import PAPERS
from station.packet.format import Dossier
from station.packet.part import Json
from station.packet.proofs import EXCEPTION_PHOTO

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

    def is_it(entry: Json) -> bool:
        return entry.get("documentTypeOther", entry["documentType"]) == paper and entry.get("instance") == form.value

    return _pdf(dossier, is_it)


def exception_photos(dossier: Dossier) -> Document | None:
    """One a page; None where none was asked for."""
    return _pdf(dossier, lambda entry: entry.get("documentTypeOther") == EXCEPTION_PHOTO)


def _pdf(dossier: Dossier, wanted: Callable[[Json], bool]) -> Document | None:
    from PIL import Image

    entries = [entry for entry in dossier.given.documents if wanted(entry)]
    blobs = [dossier.given.kept[part["dataRef"]] for entry in entries for part in entry["parts"]]
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
    "exception": exception_photos,
    **{
        f"{paper}.{form.value}": partial(paper_pages, paper, form)
        for paper in PAPERS
        for form in PaperForm
        if form is not PaperForm.ORIGINAL
    },
}
"""By the name that stands in a mapping (`schema`)."""
