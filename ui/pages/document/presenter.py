"""What is typed about the document the applicant holds; the zone fills the rest when it holds. No Qt."""

from collections.abc import Mapping
from typing import Protocol

from station.domain.document import DocumentKind, DocumentSource
from station.services.mrz_marks import MrzMarks, mrz_marks
from ui.widgets.form_model import FormPresenter, FormView, Saver

# In reading order: problems lead the eye to the first.
FIELDS = ("document_kind", "document_mrz", "document_number", "document_issuer", "document_expiry")
WITH_MRZ = frozenset({DocumentKind.PASSPORT.value, DocumentKind.ID_CARD.value})
_FILLED = ("document_number", "document_issuer", "document_expiry")


class DocumentView(FormView, Protocol):
    def show_kind(self, details: bool, mrz: bool) -> None:
        """details: the document has a number and so on; mrz: it has a machine-readable zone."""

    def show_marks(self, marks: MrzMarks) -> None: ...
    def show_source(self, from_mrz: Mapping[str, bool]) -> None:
        """Which of the filled fields came from the zone."""


class DocumentPresenter(FormPresenter):
    """UI thread only."""

    def __init__(self, view: DocumentView, saver: Saver) -> None:
        super().__init__("document", FIELDS, view, saver)
        self._view = view

    def follow(self, field: str, text: str) -> Mapping[str, str]:
        return {"document_source": DocumentSource.TYPED.value} if field in _FILLED else {}

    def show_rest(self) -> None:
        kind = self.value("document_kind")
        self._view.show_kind(kind not in ("", DocumentKind.NONE), kind in WITH_MRZ)
        self._view.show_marks(mrz_marks(self.value("document_mrz")))
        from_mrz = self.value("document_source") in (DocumentSource.MRZ_TYPED, DocumentSource.MRZ_READ)
        self._view.show_source({field: from_mrz and bool(self.value(field)) for field in _FILLED})
