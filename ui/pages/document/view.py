"""Document page: its kind; the machine-readable zone with marked check digits; number, issuer and expiry."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.document import DocumentKind
from station.services.mrz_marks import MrzMarks
from ui.messages import say
from ui.pages.base import FormPage, KeyHelp, PageContext
from ui.pages.document.presenter import DocumentPresenter
from ui.theme.tokens import GAP, UNIT
from ui.widgets.card import Card
from ui.widgets.checklist import CheckItem, CheckList, CheckState
from ui.widgets.choice import Segmented
from ui.widgets.date_input import DateInput
from ui.widgets.mrz import CellMark, MrzInput

_STATES: dict[bool | None, CheckState] = {True: "ok", False: "fail", None: "wait"}


class DocumentPage(FormPage):
    page_id = "document"
    title_key = "document.title"
    purpose_key = "document.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._presenter = DocumentPresenter(self, self.saver)
        self._marks = MrzMarks("", 0, 0, ())
        self._kind_shown = (False, False)
        self._build()
        self.watch()

    @property
    def presenter(self) -> DocumentPresenter:
        return self._presenter

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        kinds = Segmented([(kind.value, f"document.kind_{kind.value}") for kind in DocumentKind])
        which = Card(bottom=UNIT)
        which.add(self.form.add("document_kind", "document.kind", kinds))
        column.addWidget(which)
        self._zone = Card()
        row = QHBoxLayout()
        row.setSpacing(GAP * 2)
        left = QVBoxLayout()
        self.mrz = MrzInput()
        left.addWidget(
            self.form.add("document_mrz", "document.mrz", self.mrz, optional=True, hint_key="document.mrz_help")
        )
        left.addStretch(1)
        row.addLayout(left, 3)
        self._checks = CheckList()
        row.addWidget(self._checks, 2)
        self._zone.body.addLayout(row)
        column.addWidget(self._zone)
        self._details = Card("document.details")
        fields = QHBoxLayout()
        fields.setSpacing(GAP)
        issuer = QLineEdit()
        issuer.setMaxLength(3)
        for field, editor, optional in (
            ("document_number", QLineEdit(), False),
            ("document_issuer", issuer, False),
            ("document_expiry", DateInput(), True),
        ):
            fields.addWidget(self.form.add(field, f"document.{field}", editor, optional=optional), 1)
        self.form.row("document_issuer").set_hint("document.issuer_form")
        self.form.row("document_expiry").set_hint("applicant.date_form")
        self._details.body.addLayout(fields)
        column.addWidget(self._details)
        column.addStretch(1)

    # --- the page ----------------------------------------------------------------------------------------------------

    def hint(self) -> str:
        return say("document.hint")

    def first_focus(self) -> QWidget | None:
        return self.form.editor("document_mrz" if self._kind_shown[1] else "document_kind")

    def keys(self) -> tuple[KeyHelp, ...]:
        return (KeyHelp("← →", "document.keys.kind"),)

    def retranslate(self) -> None:
        self._show_checks()

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_kind(self, details: bool, mrz: bool) -> None:
        self._kind_shown = (details, mrz)
        self._details.setVisible(details)
        self._zone.setVisible(mrz)

    def show_marks(self, marks: MrzMarks) -> None:
        self._marks = marks
        self.mrz.set_lines(marks.lines or 2)
        self.mrz.show_marks([CellMark(mark.line - 1, mark.position - 1, mark.right) for mark in marks.marks])
        self._show_checks()

    def _show_checks(self) -> None:
        self._checks.set_items(
            [
                CheckItem(mark.item, _STATES[mark.right], say(f"document.check_{mark.item}"))
                for mark in self._marks.marks
            ]
        )

    def show_source(self, from_mrz: Mapping[str, bool]) -> None:
        for field, came in from_mrz.items():
            self.form.row(field).set_chip("document.chip_mrz" if came else "", "info")

    def focus_field(self, field: str) -> None:
        if field:
            self.form.focus(field)
