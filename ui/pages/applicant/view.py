"""Applicant page: names and birth left, citizenship and contact right, the guardian below when the age asks for one."""

from collections.abc import Collection, Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from station.domain.subject import GuardianRelation, LatinSource, PsnKind, Sex
from ui.messages import say
from ui.pages.applicant.presenter import PARTS, ApplicantPresenter
from ui.pages.base import FormPage, PageContext
from ui.theme.tokens import GAP, GUTTER, UNIT
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice import ChoiceBox, Segmented
from ui.widgets.date_input import DateInput

_REASONS = tuple(source for source in LatinSource if source is not LatinSource.TABLE)


class ApplicantPage(FormPage):
    page_id = "applicant"
    title_key = "applicant.title"
    purpose_key = "applicant.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._presenter = ApplicantPresenter(self, self.saver, lambda: datetime.now().astimezone().date())
        self._reasons: dict[str, QWidget] = {}
        self._build()
        self.watch()

    @property
    def presenter(self) -> ApplicantPresenter:
        return self._presenter

    # --- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("look", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self._column = column
        column.setSpacing(GAP)
        pair = QHBoxLayout()
        pair.setSpacing(GUTTER)
        self._cards = (self._person_card(), self._contact_card())
        for card in self._cards:
            pair.addWidget(card, 1)
        column.addLayout(pair)
        self._guardian = self._guardian_card()
        column.addWidget(self._guardian)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._scroll = scroll

    def _person_card(self) -> Card:
        card = Card("applicant.person", spacing=0, bottom=UNIT)
        for part in PARTS:
            card.body.addLayout(
                _side_by_side(
                    self.form.add(f"{part}_hy", f"applicant.{part}_hy", QLineEdit()),
                    self.form.add(f"{part}_latin", f"applicant.{part}_latin", QLineEdit()),
                )
            )
            card.add(self._reason(part))
        card.body.addLayout(
            _side_by_side(
                self.form.add("patronymic_hy", "applicant.patronymic_hy", QLineEdit(), optional=True),
                self.form.add("sex", "applicant.sex", Segmented([(s.value, f"applicant.sex_{s.value}") for s in Sex])),
            )
        )
        card.body.addLayout(
            _side_by_side(
                self.form.add("birth_date", "applicant.birth_date", DateInput(), hint_key="applicant.date_form"),
                self.form.add("birth_place", "applicant.birth_place", QLineEdit()),
            )
        )
        card.body.addStretch(1)
        return card

    def _reason(self, part: str) -> QWidget:
        """Why the Latin spelling is another than the table's, and what proves it; shown only then."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        source = ChoiceBox([(reason.value, f"applicant.source_{reason.value}") for reason in _REASONS])
        column.addLayout(
            _side_by_side(
                self.form.add(f"{part}_latin_source", "applicant.latin_source", source),
                self.form.add(f"{part}_evidence", "applicant.evidence", QLineEdit()),
            )
        )
        back = Button("applicant.by_table", "quiet", "retry")
        back.clicked.connect(lambda: self._presenter.by_table(part))
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        box.hide()
        self._reasons[part] = box
        return box

    def _contact_card(self) -> Card:
        card = Card("applicant.civil", spacing=0, bottom=UNIT)
        kind = ChoiceBox([(kind.value, f"applicant.psn_kind_{kind.value}") for kind in PsnKind])
        nationality = QLineEdit()
        nationality.setMaxLength(3)
        card.body.addLayout(
            _side_by_side(
                self.form.add("nationality", "applicant.nationality", nationality),
                self.form.add("psn_kind", "applicant.psn_kind", kind),
            )
        )
        card.body.addLayout(
            _side_by_side(
                self.form.add("psn", "applicant.psn_psn", QLineEdit()),
                self.form.add("phone", "applicant.phone", QLineEdit(), optional=True),
            )
        )
        card.add(self.form.add("email", "applicant.email", QLineEdit(), optional=True))
        card.add(self.form.add("address", "applicant.address", QLineEdit(), optional=True))
        card.body.addStretch(1)
        return card

    def _guardian_card(self) -> Card:
        card = Card("applicant.guardian", spacing=0, bottom=UNIT)
        relation = ChoiceBox([(kind.value, f"applicant.relation_{kind.value}") for kind in GuardianRelation])
        row = QGridLayout()
        row.setHorizontalSpacing(GAP)
        row.addWidget(self.form.add("guardian_name", "applicant.guardian_name", QLineEdit()), 0, 0)
        row.addWidget(self.form.add("guardian_relation", "applicant.guardian_relation", relation), 0, 1)
        row.addWidget(self.form.add("guardian_document", "applicant.guardian_document", QLineEdit()), 0, 2)
        for index, stretch in enumerate((2, 1, 1)):
            row.setColumnStretch(index, stretch)
        card.body.addLayout(row)
        card.hide()
        return card

    # --- the page ----------------------------------------------------------------------------------------------------

    def hint(self) -> str:
        return say("applicant.hint")

    def first_focus(self) -> QWidget | None:
        empty = next((field for field in self.form.fields() if not self.form.value(field)), "surname_hy")
        return self.form.editor(empty if empty in ("surname_hy", "given_hy", "birth_date") else "surname_hy")

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_values(self, values: Mapping[str, str], keep: Collection[str]) -> None:
        super().show_values(values, keep)
        code = values.get("nationality", "").upper()
        known = f"applicant.state.{code}"
        self.form.row("nationality").set_hint(known if code in _NAMED_STATES else "applicant.state_code")

    def show_latin(self, part: str, source: str | None) -> None:
        row = self.form.row(f"{part}_latin")
        if source is None:
            row.set_chip("")
        elif source == LatinSource.TABLE:
            row.set_chip("applicant.chip_table")
        elif source:
            row.set_chip("applicant.chip_reason", "info")
        else:
            row.set_chip("applicant.chip_edited", "warn")
        self._reasons[part].setVisible(source is not None and source != LatinSource.TABLE)

    def show_guardian(self, wanted: bool) -> None:
        """With a guardian the rows close up, so that all still fits without scrolling."""
        self._guardian.setVisible(wanted)
        self._column.setSpacing(UNIT if wanted else GAP)
        for card in self._cards:
            card.body.setSpacing(0 if wanted else UNIT)
        for card in (*self._cards, self._guardian):
            card.set_margins(GUTTER, UNIT if wanted else GAP, GUTTER, UNIT)

    def show_psn(self, kind: str) -> None:
        row = self.form.row("psn")
        row.editor.setEnabled(kind != PsnKind.PENDING)
        row.set_label(f"applicant.psn_{kind if kind in set(PsnKind) else PsnKind.PSN}")

    def show_age(self, years: int | None) -> None:
        row = self.form.row("birth_date")
        if years is None:
            row.set_hint("applicant.date_form")
        else:
            row.set_hint("applicant.age", years=years)

    def focus_field(self, field: str) -> None:
        if field:
            self.form.focus(field)
            self._scroll.ensureWidgetVisible(self.form.row(field))


_NAMED_STATES = frozenset({"ARM", "RUS", "GEO", "IRN", "USA", "FRA", "SYR", "LBN", "UKR", "BLR", "KAZ", "XXA", "XXB"})


def _side_by_side(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addWidget(left, 1)
    row.addWidget(right, 1)
    return row
