"""A form: what hangs on a text follows it, problems come when due, Next only when all is saved and right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from station.domain.errors import Problem
from station.domain.value import Said, Source
from station.forms import Circumstances, Sheet
from station.profiles import Service
from station.services import form_view
from station.services.form_view import Printed
from station.services.views import EnrollmentView
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.form_fakes import FakeFormView, FakeSaver, enrollment_view
from tests.support.plans import form_of
from ui.pages.form.presenter import FormPresenter
from ui.widgets.field_words import state_words

# The specimen of ICAO Doc 9303-4.
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
WRONG = {"applicant": (Problem("APP-REQUIRED", field="birth_date"), Problem("APP-REQUIRED", field="sex"))}
SPELLED = {"surname_latin_source", "surname_evidence"}


def today() -> date:
    return date(2026, 11, 24)


@pytest.fixture
def screen() -> FakeFormView:
    return FakeFormView()


@pytest.fixture
def saver() -> FakeSaver:
    return FakeSaver()


@pytest.fixture
def presenter(screen: FakeFormView, saver: FakeSaver) -> FormPresenter:
    made = FormPresenter(form_of("applicant"), screen, saver, today)
    made.enter(enrollment_view())
    saver.saved()
    return made


@pytest.fixture
def document(screen: FakeFormView, saver: FakeSaver) -> FormPresenter:
    made = FormPresenter(form_of("document"), screen, saver, today)
    made.enter(enrollment_view(step="document"))
    saver.unsaved.clear()  # that there is none, until a zone or somebody says otherwise
    return made


def test_what_no_field_of_the_page_stands_for_is_told(presenter: FormPresenter, screen: FakeFormView) -> None:
    """Next that does nothing, and says nothing, would be a dead end."""
    nowhere = Problem("WHO-UNKNOWN", {"rule": "mode == NORMAL"})
    presenter.refresh(enrollment_view(problems={"applicant": (nowhere,)}))
    presenter.next()
    assert (screen.told, screen.focused, screen.went_on) == ([nowhere], [], 0)


def test_a_new_enrollment_begins_with_what_is_usual(presenter: FormPresenter, saver: FakeSaver) -> None:
    assert saver.put_calls == [{"nationality": "ARM", "psn_kind": "psn"}]


def test_what_was_chosen_before_is_not_overwritten(screen: FakeFormView, saver: FakeSaver) -> None:
    fields = {"nationality": "GEO", "psn_kind": "pending"}
    FormPresenter(form_of("applicant"), screen, saver, today).enter(enrollment_view(fields))
    assert saver.put_calls == []
    assert "psn" not in screen.fields


def test_latin_is_suggested_while_armenian_is_typed(
    presenter: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    for end in range(1, len("Հակոբյան") + 1):
        presenter.typed("surname_hy", "Հակոբյան"[:end])
    assert screen.values["surname_latin"] == "HAKOBYAN"
    assert screen.notes["surname_latin"].chip == "field.chip.table"
    assert not SPELLED & set(screen.fields)
    assert saver.unsaved["surname_latin"] == "HAKOBYAN"


def test_names_are_shown_as_the_document_will_carry_them(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.typed("surname_hy", "Գևորգյան")
    assert screen.printed is None, "the given name may still be any"
    presenter.typed("given_hy", "Եվա")
    assert screen.printed == Printed("ԳԵՎՈՐԳՅԱՆ ԵՎԱ", "PPARMGEVORGYAN<<YEVA", cut=False, width=44)
    presenter.typed("surname_hy", "-")
    assert screen.notes["surname_hy"].chip == screen.notes["surname_latin"].chip == "field.chip.no_name"
    assert screen.printed == Printed("ԵՎԱ", "PPARMYEVA", cut=False, width=44)
    presenter.typed("given_hy", "Ա" * 40)
    assert screen.printed == Printed("Ա" * 40, "PPARM" + "A" * 39, cut=True, width=44)
    presenter.typed("given_hy", "Eve")
    assert screen.printed == Printed("", "PPARMEVE", cut=False, width=44), "in Armenian letters it is no name"
    presenter.typed("given_latin", "Եվա")
    assert screen.printed is None


def test_a_hint_tells_how_to_say_none_and_of_a_classical_spelling(
    presenter: FormPresenter, screen: FakeFormView
) -> None:
    presenter.refresh(enrollment_view({}))
    assert screen.notes["surname_hy"].hint == "field.hint.no_surname"
    assert screen.notes["given_hy"].hint == "field.hint.no_given"
    assert screen.notes["patronymic_hy"].hint == ""
    presenter.typed("surname_hy", "Գեւորգյան")
    assert screen.notes["surname_hy"].hint == "field.hint.classical"
    presenter.typed("surname_hy", "Գևորգյան")
    assert screen.notes["surname_hy"].hint == ""


def test_letters_of_another_layout_are_said_and_offered_in_latin(
    presenter: FormPresenter, screen: FakeFormView
) -> None:
    presenter.typed("surname_latin", "Петросян")
    note = screen.notes["surname_latin"]
    assert (note.chip, note.mends) == ("", True), "what is offered says it"
    assert (note.hint, note.params) == ("field.hint.in_latin", {"name": "PETROSIAN"})
    assert presenter.in_latin("surname_latin")
    assert screen.values["surname_latin"] == "PETROSIAN"
    assert not screen.notes["surname_latin"].mends
    assert not presenter.in_latin("surname_latin"), "there is nothing more to offer"
    presenter.typed("given_hy", "Ani")
    note = screen.notes["given_hy"]
    assert (note.chip, note.chip_kind, note.hint) == ("field.chip.keyboard_la", "info", ""), (
        "Armenian is made of nothing"
    )
    presenter.typed("given_hy", "Անի")
    assert screen.notes["given_hy"].chip == ""


def test_what_a_document_says_tells_nothing_of_the_keyboard(presenter: FormPresenter, screen: FakeFormView) -> None:
    view, said = enrollment_view(), {"surname_hy": Said("Eriksson", Source.MRZ)}
    presenter.refresh(replace(view, enrollment=view.enrollment.with_said(said)))
    assert screen.notes["surname_hy"].chip == "field.chip.mrz"


def test_how_the_zone_of_a_document_spells_a_name_otherwise_is_said_beside_it(
    presenter: FormPresenter, screen: FakeFormView
) -> None:
    presenter.refresh(enrollment_view({"document_mrz": PASSPORT_MRZ}))
    presenter.typed("given_hy", "Աննի")
    note = screen.notes["given_latin"]
    assert (note.hint, note.params) == ("field.hint.zone", {"name": "ANI"})
    presenter.typed("given_hy", "Անի")
    assert screen.notes["given_latin"].hint == ""


def test_an_edited_spelling_stays_and_wants_a_reason(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.typed("surname_hy", "Հակոբյան")
    presenter.typed("surname_latin", "AKOPIAN")
    assert screen.notes["surname_latin"].chip == "field.chip.edited"
    assert set(screen.fields) >= SPELLED
    presenter.typed("surname_hy", "Հակոբյանց")
    assert screen.values["surname_latin"] == "AKOPIAN"
    presenter.typed("surname_latin_source", "previous_doc")
    assert screen.notes["surname_latin"].chip == "field.chip.reason"


def test_without_an_armenian_form_there_is_nothing_to_deviate_from(
    presenter: FormPresenter, screen: FakeFormView
) -> None:
    presenter.typed("surname_latin", "AKOPIAN")
    assert screen.notes["surname_latin"].chip == ""
    assert not SPELLED & set(screen.fields)
    presenter.typed("surname_hy", "Հակոբյան")
    assert screen.notes["surname_latin"].chip == "field.chip.edited"
    assert set(screen.fields) >= SPELLED


def test_what_is_wrong_with_a_reason_is_not_hidden(presenter: FormPresenter, screen: FakeFormView) -> None:
    wrong = Problem("APP-CHOICE", field="surname_latin_source")
    presenter.refresh(enrollment_view({"surname_latin_source": "cuort"}, problems={"applicant": (wrong,)}))
    assert "surname_latin_source" in screen.fields


def test_typing_the_tables_spelling_takes_the_reason_away(
    presenter: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    presenter.typed("given_hy", "Անի")
    presenter.typed("given_latin", "ANNY")
    presenter.typed("given_latin_source", "court")
    presenter.typed("given_evidence", "12/2020")
    presenter.by_table("given")
    assert screen.values["given_latin"] == "ANI"
    assert saver.unsaved["given_latin_source"] == "table"
    assert saver.unsaved["given_evidence"] == ""
    assert screen.notes["given_latin"].chip == "field.chip.table"


def test_problems_wait_until_the_field_is_left(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    assert screen.problems == {}
    presenter.left("birth_date")
    assert set(screen.problems) == {"birth_date"}


def test_next_shows_all_and_leads_to_the_first_in_reading_order(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    assert presenter.remaining is None
    presenter.next()
    assert set(screen.problems) == {"birth_date", "sex"}
    assert presenter.remaining == 2
    assert screen.focused == ["sex"]
    assert screen.went_on == 0


def test_next_waits_for_what_is_still_being_saved(
    presenter: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    presenter.typed("birth_place", "Գյումրի")
    presenter.next()
    assert screen.went_on == 0
    assert saver.flushed == 1
    saver.saved()
    presenter.refresh(enrollment_view({"birth_place": "Գյումրի"}))
    assert screen.went_on == 1


def test_once_all_is_right_the_way_is_open_again(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.refresh(enrollment_view(problems=WRONG))
    presenter.next()
    presenter.refresh(enrollment_view())
    assert presenter.remaining is None
    presenter.next()
    assert screen.went_on == 1


def test_an_older_view_does_not_undo_newer_typing(
    presenter: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    presenter.typed("address", "Երևան, Աբովյան 1")
    presenter.refresh(enrollment_view({"address": "Երևան, Աբով"}))
    presenter.typed("address", "Երևան, Աբովյան 12")
    assert screen.values["address"] == "Երևան, Աբովյան 12"
    saver.saved()
    presenter.refresh(enrollment_view({"address": "Երևան, Աբովյան 12"}))
    assert screen.values["address"] == "Երևան, Աբովյան 12"


def test_a_birth_date_tells_the_age_and_asks_for_a_guardian(presenter: FormPresenter, screen: FakeFormView) -> None:
    presenter.typed("birth_date", "25.11.2010")
    assert (screen.notes["birth_date"].hint, screen.notes["birth_date"].params) == ("field.hint.age", {"years": 15})
    assert screen.fields["guardian_name"].required
    for text in ("25.11.20", "25.11.2030", "25.11.1980"):
        presenter.typed("birth_date", text)
        assert "guardian_name" not in screen.fields
        assert (screen.notes["birth_date"].hint == "field.hint.date") == (text != "25.11.1980")


def test_a_certificate_in_place_of_the_number_is_called_so(presenter: FormPresenter, screen: FakeFormView) -> None:
    assert screen.notes["psn"].label == "field.label.psn"
    presenter.typed("psn_kind", "refusal_certificate")
    assert screen.notes["psn"].label == "field.label_of.psn.REFUSAL_CERTIFICATE"


def test_a_state_that_comes_often_is_named(presenter: FormPresenter, screen: FakeFormView) -> None:
    assert screen.notes["nationality"].hint == state_words("ARM")
    presenter.typed("nationality", "zz")
    assert screen.notes["nationality"].hint == "field.hint.country"


def test_what_held_text_when_the_page_is_shown_counts_as_left(screen: FakeFormView, saver: FakeSaver) -> None:
    problem = Problem("APP-ARMENIAN", field="surname_hy")
    made = FormPresenter(form_of("applicant"), screen, saver, today)
    made.enter(enrollment_view({"surname_hy": "Hakobyan"}, problems={"applicant": (problem,)}))
    assert screen.problems == {"surname_hy": problem}


# --- a document ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("none", {"document_mrz"}),
        ("passport", {"document_mrz", "document_number", "document_issuer", "document_expiry", "document_cancelled"}),
        ("id_card", {"document_mrz", "document_number", "document_issuer", "document_expiry", "document_cancelled"}),
        ("birth_certificate", {"document_number", "document_issuer", "document_expiry"}),
    ],
)
def test_the_kind_decides_what_is_asked(
    document: FormPresenter, screen: FakeFormView, kind: str, asked: set[str]
) -> None:
    assert set(screen.fields) == {"document_kind", "document_mrz"}
    assert screen.values["document_kind"] == "none"
    document.typed("document_kind", kind)
    assert set(screen.fields) == {"document_kind"} | asked


def test_check_digits_are_marked_while_typing(document: FormPresenter, screen: FakeFormView) -> None:
    document.typed("document_kind", "passport")
    document.typed("document_mrz", ZONE)
    assert [mark.right for mark in screen.marks.marks] == [True] * 5
    document.typed("document_mrz", ZONE[:60])
    assert [mark.right for mark in screen.marks.marks] == [True, None, None, None, None]


def from_zone(**fields: str) -> EnrollmentView:
    """What a zone filled, after the kind was chosen by hand."""
    view = enrollment_view({"document_kind": "passport"}, step="document")
    said = {name: Said(text, Source.MRZ) for name, text in fields.items()}
    return replace(view, enrollment=view.enrollment.with_said(said))


def test_what_the_zone_filled_is_shown_as_such_until_it_is_typed_over(
    document: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    document.refresh(from_zone(document_source="mrz_typed", document_number="L898902C3", document_issuer="UTO"))
    assert screen.values["document_number"] == "L898902C3"
    chips = {name: note.chip for name, note in screen.notes.items()}
    assert (chips["document_number"], chips["document_issuer"]) == ("field.chip.mrz", "field.chip.mrz")
    assert (chips["document_kind"], chips["document_expiry"]) == ("", "")
    document.typed("document_number", "L898902C4")
    assert saver.unsaved["document_source"] == "typed"
    assert screen.notes["document_number"].chip == ""


def test_whoever_says_that_there_is_no_document_takes_its_zone_back(
    document: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    document.refresh(from_zone(document_mrz=ZONE))
    document.typed("document_kind", "none")
    assert saver.unsaved == {"document_kind": "none", "document_mrz": ""}
    assert screen.values["document_mrz"] == ""


def test_what_the_document_says_otherwise_is_shown_with_both_values(
    document: FormPresenter, screen: FakeFormView
) -> None:
    document.refresh(from_zone(document_mrz=ZONE, birth_date="13.08.1974", sex="F", nationality="ARM"))
    assert [(each.field, each.said, each.entered) for each in screen.differs] == [
        ("birth_date", "12.08.1974", "13.08.1974"),
        ("nationality", "UTO", "ARM"),
    ]


def test_what_the_document_says_otherwise_stands_beside_the_field(screen: FakeFormView, saver: FakeSaver) -> None:
    made = FormPresenter(form_of("applicant"), screen, saver, today)
    said = {"document_kind": "passport", "document_mrz": ZONE, "birth_date": "13.08.1974", "sex": "F"}
    made.enter(enrollment_view(said))
    assert (screen.notes["birth_date"].hint, screen.notes["birth_date"].params) == (
        "field.hint.zone_says",
        {"name": "12.08.1974"},
    )
    assert screen.notes["sex"].hint != "field.hint.zone_says"


def test_a_document_that_is_over_is_said_to_be(document: FormPresenter, screen: FakeFormView) -> None:
    document.refresh(from_zone(document_expiry="31.12.2019", document_number="A1", document_issuer="UTO"))
    assert screen.notes["document_expiry"].chip == "field.chip.expired"


def test_enter_goes_to_the_next_that_is_empty_and_behind_the_last_on(
    presenter: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    view = enrollment_view({name: text for name, text in ADULT.items() if name not in ("given_hy", "phone", "address")})
    presenter.enter(view)
    saver.unsaved.clear()
    presenter.entered("surname_hy")
    assert screen.focused == ["given_hy"]
    presenter.entered("given_hy")
    assert screen.focused[-1] == "phone", "Latin letters, birth, sex and number are there"
    presenter.entered("phone")
    assert screen.focused[-1] == "address"
    presenter.entered("address")
    assert screen.went_on == 1


def test_enter_behind_a_zone_waits_for_what_it_fills_and_gives_the_keyboard_to_what_leads_on(
    document: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    """It may be the reader's: nobody is led on by that alone."""
    document.typed("document_mrz", ZONE)
    document.entered("document_mrz")
    assert (saver.flushed, screen.focused) == (1, [])
    saver.unsaved.clear()
    filled = {"document_number": "L898902C3", "document_issuer": "UTO", "document_expiry": "15.04.2012"}
    document.refresh(from_zone(document_mrz=ZONE, **filled))
    assert screen.focused == ["primary"]


def test_enter_behind_a_zone_that_is_not_whole_goes_to_what_is_missing(
    document: FormPresenter, screen: FakeFormView, saver: FakeSaver
) -> None:
    document.typed("document_kind", "passport")
    saver.unsaved.clear()
    document.entered("document_mrz")
    assert screen.focused == ["document_number"]


def test_a_key_reads_the_texts_once(presenter: FormPresenter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is shown of them: the fields, how names will be printed, what is to be paid."""
    read: list[Mapping[str, str]] = []

    def noted(service: Service, texts: Mapping[str, str], day: date, besides: Circumstances | None) -> Sheet:
        read.append(texts)
        return Sheet(service, texts, day, besides)

    monkeypatch.setattr(form_view, "Sheet", noted)
    presenter.typed("given_hy", "Ա")
    assert len(read) == 1
