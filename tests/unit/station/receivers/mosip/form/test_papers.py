"""A paper of which pages stay is one PDF; a mapping names it by its word and form."""

from io import BytesIO

from PIL import Image

from station.packet.format import Dossier
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
