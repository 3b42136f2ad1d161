"""What is typed about the applicant; the Latin spelling follows the Armenian one until another is typed. No Qt."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from station.domain.dates import parse_date
from station.domain.romanisation import romanise
from station.domain.subject import LatinSource, PsnKind, age_on
from station.services.views import EnrollmentView
from ui.widgets.form_model import FormPresenter, FormView, Saver

# In reading order: problems lead the eye to the first.
FIELDS = (
    "surname_hy", "surname_latin", "surname_latin_source", "surname_evidence",
    "given_hy", "given_latin", "given_latin_source", "given_evidence",
    "patronymic_hy", "sex", "birth_date", "birth_place",
    "nationality", "psn_kind", "psn", "phone", "email", "address",
    "guardian_name", "guardian_relation", "guardian_document",
)  # fmt: skip
PARTS = ("surname", "given")


class ApplicantView(FormView, Protocol):
    def show_latin(self, part: str, source: str | None) -> None:
        """source: "table" while the spelling is the table's, a reason's value, "" while a reason is wanted, None when
        nothing is written."""

    def show_guardian(self, wanted: bool) -> None: ...
    def show_psn(self, kind: str) -> None: ...
    def show_age(self, years: int | None) -> None: ...


class ApplicantPresenter(FormPresenter):
    """UI thread only. today: the desk's calendar day."""

    def __init__(self, view: ApplicantView, saver: Saver, today: Callable[[], date]) -> None:
        super().__init__("applicant", FIELDS, view, saver)
        self._view, self._today = view, today

    def usual(self) -> Mapping[str, str]:
        """What nearly everybody is who comes for a passport; a key away for who is not."""
        return {"nationality": "ARM", "psn_kind": PsnKind.PSN.value}

    def enter(self, view: EnrollmentView) -> None:
        self._view.show_guardian(view.guardian_required)
        super().enter(view)

    def refresh(self, view: EnrollmentView) -> None:
        self._view.show_guardian(view.guardian_required)
        super().refresh(view)

    def follow(self, field: str, text: str) -> Mapping[str, str]:
        changes = {}
        for part in PARTS:
            table = romanise(self.value(f"{part}_hy"))
            if field == f"{part}_hy" and self.value(f"{part}_latin") in ("", table):
                changes[f"{part}_latin"] = romanise(text)
            if field == f"{part}_latin" and text.upper() == table:
                changes[f"{part}_latin_source"] = LatinSource.TABLE.value
                changes[f"{part}_evidence"] = ""
        return changes

    def by_table(self, part: str) -> None:
        """Take the table's spelling back."""
        self.typed(f"{part}_latin", romanise(self.value(f"{part}_hy")))

    def show_rest(self) -> None:
        for part in PARTS:
            self._view.show_latin(part, self._source(part))
        self._view.show_psn(self.value("psn_kind"))
        born, today = parse_date(self.value("birth_date")), self._today()
        self._view.show_age(age_on(today, born) if born is not None and born <= today else None)

    def _source(self, part: str) -> str | None:
        latin, table = self.value(f"{part}_latin"), romanise(self.value(f"{part}_hy"))
        source = self.value(f"{part}_latin_source") or LatinSource.TABLE.value
        if source != LatinSource.TABLE:
            return source
        if not latin:
            return None
        return source if latin.upper() == table else ""
