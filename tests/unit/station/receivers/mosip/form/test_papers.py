"""A paper of which pages stay is one PDF; a mapping names it by its word and form."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from station.domain.proven import Proof, Proven
from station.domain.sample import Modality
from station.packet.format import Dossier
from station.packet.part import Part
from station.packet.proofs import proof_part
from station.receivers.mosip.form.documents import DOCUMENTS
from station.steps.attachments import content
from tests.support.kept_papers import COPY, copy_of
from tests.support.people import Shelf, context, enrollment


def jpeg(grey: int) -> bytes:
    data = BytesIO()
    Image.new("RGB", (600, 400), (grey, grey, grey)).save(data, "JPEG")
    return data.getvalue()


def test_all_pages_of_a_paper_are_one_document() -> None:
    shelf = Shelf()
    made, pages = enrollment(shelf), [shelf.put(jpeg(grey), "image/jpeg", 600, 400, 200) for grey in (80, 160)]
    dossier = Dossier(made, content.part([(COPY, copy_of(*pages))]), context(made), b"", shelf.get)
    document = DOCUMENTS["BIRTH_CERTIFICATE.COPY"](dossier)
    assert document is not None
    assert (document.suffix, document.data[:4]) == ("pdf", b"%PDF")
    assert document.data.count(b"/Type /Page\n") == 2
    assert DOCUMENTS["BIRTH_CERTIFICATE.COPY"](dossier) == document, "the same pages, the same bytes"
    assert DOCUMENTS["PASSPORT.COPY"](dossier) is None
    assert DOCUMENTS["BIRTH_CERTIFICATE.TRANSLATION"](dossier) is None


def test_photographs_of_why_something_is_not_taken_are_a_document_of_their_own() -> None:
    shelf = Shelf()
    made, photo = enrollment(shelf), shelf.put(jpeg(120), "image/jpeg", 600, 400)
    shown = proof_part(Modality.FINGERS, Proven((Proof.PHOTO,), photo))
    dossier = Dossier(made, shown, context(made), b"", shelf.get)
    document = DOCUMENTS["exception"](dossier)
    assert document is not None
    assert document.data.count(b"/Type /Page\n") == 1
    assert DOCUMENTS["BIRTH_CERTIFICATE.COPY"](dossier) is None
    assert DOCUMENTS["exception"](replace(dossier, given=Part())) is None
