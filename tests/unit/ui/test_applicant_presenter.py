"""Applicant page: Latin follows the table until edited, problems when due, Next only when all is saved and right."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from station.domain.errors import Problem
from tests.support.form_fakes import FakeFormView, FakeSaver, enrollment_view
from ui.pages.applicant.presenter import FIELDS, ApplicantPresenter


@dataclass
class Screen(FakeFormView):
    latin: dict[str, str | None] = field(default_factory=dict)
    guardian: bool | None = None
    psn: str = ""
    age: int | None = None

    def show_latin(self, part: str, source: str | None) -> None:
        self.latin[part] = source

    def show_guardian(self, wanted: bool) -> None:
        self.guardian = wanted

    def show_psn(self, kind: str) -> None:
        self.psn = kind

    def show_age(self, years: int | None) -> None:
        self.age = years


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def saver() -> FakeSaver:
    return FakeSaver()


@pytest.fixture
def presenter(screen: Screen, saver: FakeSaver) -> ApplicantPresenter:
    made = ApplicantPresenter(screen, saver, lambda: date(2026, 11, 24))
    made.enter(enrollment_view())
    saver.saved()
    return made


WRONG = {"applicant": (Problem("APP-REQUIRED", field="birth_date"), Problem("APP-REQUIRED", field="sex"))}


def test_a_new_enrollment_begins_with_what_is_usual(presenter: ApplicantPresenter, saver: FakeSaver) -> None:
    assert saver.put_calls == [{"nationality": "ARM", "psn_kind": "psn"}]


def test_what_was_chosen_before_is_not_overwritten(screen: Screen, saver: FakeSaver) -> None:
    ApplicantPresenter(screen, saver, date.today).enter(enrollment_view({"nationality": "GEO", "psn_kind": "pending"}))
    assert saver.put_calls == []
    assert screen.psn == "pending"


def test_latin_is_suggested_while_armenian_is_typed(
    presenter: ApplicantPresenter, screen: Screen, saver: FakeSaver
) -> None:
    for end in range(1, len("Հակոբյան") + 1):
        presenter.typed("surname_hy", "Հակոբյան"[:end])
    assert screen.values["surname_latin"] == "HAKOBYAN"
    assert screen.latin["surname"] == "table"
    assert saver.unsaved["surname_latin"] == "HAKOBYAN"


def test_an_edited_spelling_stays_and_wants_a_reason(presenter: ApplicantPresenter, screen: Screen) -> None:
    presenter.typed("surname_hy", "Հակոբյան")
    presenter.typed("surname_latin", "AKOPIAN")
    assert screen.latin["surname"] == ""
    presenter.typed("surname_hy", "Հակոբյանց")
    assert screen.values["surname_latin"] == "AKOPIAN"
    presenter.typed("surname_latin_source", "previous_doc")
    assert screen.latin["surname"] == "previous_doc"


def test_typing_the_tables_spelling_takes_the_reason_away(
    presenter: ApplicantPresenter, screen: Screen, saver: FakeSaver
) -> None:
    presenter.typed("given_hy", "Անի")
    presenter.typed("given_latin", "ANNY")
    presenter.typed("given_latin_source", "court")
    presenter.typed("given_evidence", "12/2020")
    presenter.by_table("given")
    assert screen.values["given_latin"] == "ANI"
    assert saver.unsaved["given_latin_source"] == "table"
    assert saver.unsaved["given_evidence"] == ""
    assert screen.latin["given"] == "table"


def test_problems_wait_until_the_field_is_left(presenter: ApplicantPresenter, screen: Screen) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    assert screen.problems == {}
    presenter.left("birth_date")
    assert set(screen.problems) == {"birth_date"}


def test_next_shows_all_and_leads_to_the_first_in_reading_order(presenter: ApplicantPresenter, screen: Screen) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    assert presenter.remaining is None
    presenter.next()
    assert set(screen.problems) == {"birth_date", "sex"}
    assert presenter.remaining == 2
    assert screen.focused == ["sex"]
    assert screen.went_on == 0


def test_next_waits_for_what_is_still_being_saved(
    presenter: ApplicantPresenter, screen: Screen, saver: FakeSaver
) -> None:
    presenter.typed("birth_place", "Գյումրի")
    presenter.next()
    assert screen.went_on == 0
    assert saver.flushed == 1
    saver.saved()
    presenter.refresh(enrollment_view({"birth_place": "Գյումրի"}))
    assert screen.went_on == 1


def test_once_all_is_right_the_way_is_open_again(presenter: ApplicantPresenter, screen: Screen) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    presenter.next()
    presenter.refresh(enrollment_view())
    assert presenter.remaining is None
    presenter.next()
    assert screen.went_on == 1


def test_an_older_view_does_not_undo_newer_typing(
    presenter: ApplicantPresenter, screen: Screen, saver: FakeSaver
) -> None:
    presenter.typed("address", "Երևան, Աբովյան 1")
    presenter.refresh(enrollment_view({"address": "Երևան, Աբով"}))
    presenter.typed("address", "Երևան, Աբովյան 12")
    assert screen.values["address"] == "Երևան, Աբովյան 12"
    saver.saved()
    presenter.refresh(enrollment_view({"address": "Երևան, Աբովյան 12"}))
    assert screen.values["address"] == "Երևան, Աբովյան 12"


def test_age_and_guardian(presenter: ApplicantPresenter, screen: Screen) -> None:
    presenter.typed("birth_date", "25.11.2010")
    assert screen.age == 15
    presenter.typed("birth_date", "25.11.20")
    assert screen.age is None
    presenter.typed("birth_date", "25.11.2030")
    assert screen.age is None
    presenter.refresh(enrollment_view(guardian=True))
    assert screen.guardian is True


def test_what_held_text_when_the_page_is_shown_counts_as_left(screen: Screen, saver: FakeSaver) -> None:
    problem = Problem("APP-ARMENIAN", field="surname_hy")
    made = ApplicantPresenter(screen, saver, date.today)
    made.enter(enrollment_view({"surname_hy": "Hakobyan"}, problems={"applicant": (problem,)}))
    assert screen.problems == {"surname_hy": problem}


def test_every_field_of_the_page_is_known_once() -> None:
    assert len(set(FIELDS)) == len(FIELDS)
