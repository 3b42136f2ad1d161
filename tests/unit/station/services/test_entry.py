"""What is entered at the desk says where it came from."""

import pytest

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId
from station.domain.value import Source
from station.fields.mrz import name_otherwise
from station.services.entry import MOST_TEXT, TextTooLong, enter
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.applicants import ADULT, PASSPORT_MRZ, WHOLE
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, open_desk
from tests.support.people import OPERATOR as SOMEBODY
from tests.support.plans import passport

ANI = CredentialId("a")
EMPTY = Enrollment(EnrollmentId("e"), "biometric_passport", NOW, SOMEBODY, "applicant")


def entered(before: Enrollment = EMPTY, source: Source = Source.TYPED, **changes: str) -> Enrollment:
    return enter(before, changes, source, ANI, NOW, NOW.date(), lambda: passport().service)


def sources(draft: Enrollment, *names: str) -> list[Source]:
    return [draft.values[name].source for name in names]


def test_who_typed_what_and_when() -> None:
    value = entered(phone="+37491000000").values["phone"]
    assert (value.text, value.source, value.by, value.at) == ("+37491000000", Source.TYPED, ANI, NOW)


def test_of_a_cards_number_in_the_place_of_a_receipts_nothing_but_its_end_is_kept() -> None:
    typed = entered()
    for end in range(1, 17):
        typed = entered(typed, payment_receipt="4000000000000002"[:end])
    value = typed.values["payment_receipt"]
    assert (value.text, value.replaced) == ("••••••••••••0002", ())
    assert entered(phone="4000000000000002").values["phone"].text == "4000000000000002"


def test_what_the_zone_says_of_other_fields_is_the_zones() -> None:
    draft = entered(entered(sex="F"), document_mrz=PASSPORT_MRZ)
    assert sources(draft, "document_mrz", "sex", "document_number", "birth_date") == [
        Source.TYPED, Source.TYPED, Source.MRZ, Source.MRZ,
    ]  # fmt: skip
    assert draft.values["birth_date"].evidence == "document_mrz"
    corrected = entered(draft, document_number="AX0000001").values["document_number"]
    assert [each.text for each in corrected.replaced] == ["AX0000000"]
    assert (corrected.replaced[0].source, corrected.source) == (Source.MRZ, Source.TYPED)


def test_a_zone_that_a_reader_gave_was_not_typed() -> None:
    draft = entered(document_mrz=PASSPORT_MRZ, document_source="mrz_read")
    assert sources(draft, "document_mrz", "document_number") == [Source.MRZ, Source.MRZ]
    loud = entered(document_mrz=PASSPORT_MRZ, document_source="MRZ_READ")
    assert sources(loud, "document_mrz", "document_number") == [Source.MRZ, Source.MRZ]


def zone(names: str) -> str:
    return f"PPARM{names.ljust(39, '<')}\n{PASSPORT_MRZ.splitlines()[1]}"


TWO = {"surname_hy": "Տեր-Եղիազարյան", "given_hy": "Ջուլիետա"}


def test_latin_names_come_from_the_zone_and_what_deviates_from_the_table_has_that_document_as_its_proof() -> None:
    """In whatever order they are entered; a hyphen is no difference, since a zone has none."""
    zoned = zone("TER<YEGHIAZARYAN<<JULIYETA")
    for draft in (
        entered(entered(**TWO), document_mrz=zoned),
        entered(entered(document_mrz=zoned), **TWO),
        entered(entered(entered(**TWO, given_latin="JULIETA"), document_mrz=zoned), given_latin="juliyeta"),
    ):
        fields = draft.fields
        assert fields["given_latin"].upper() == "JULIYETA"
        assert (fields["given_latin_source"], fields["given_evidence"]) == ("previous_doc", "AX0000000")
        assert sources(draft, "given_latin_source", "given_evidence") == [Source.MRZ, Source.MRZ]
        assert draft.values["given_evidence"].evidence == "document_mrz"
        assert "surname_latin_source" not in fields, "the table's own is the table's"
    filled = entered(entered(**TWO), document_mrz=zoned)
    assert (filled.fields["surname_latin"], filled.values["surname_latin"].source) == ("TER-YEGHIAZARYAN", Source.MRZ)


def test_what_is_typed_otherwise_stays_and_the_zone_says_how_it_spells_it() -> None:
    typed = entered(entered(**TWO, given_latin="JULIETA"), document_mrz=zone("TER<YEGHIAZARYAN<<JULIYETA"))
    assert typed.fields["given_latin"] == "JULIETA"
    assert "given_evidence" not in typed.fields
    assert [name_otherwise(part, typed.fields) for part in ("surname", "given")] == ["", "JULIYETA"]
    court = entered(typed, given_latin="JULIYETA", given_latin_source="court", given_evidence="12-34")
    assert (court.fields["given_latin_source"], court.fields["given_evidence"]) == ("court", "12-34")
    again = entered(court, given_latin="JULIETA")
    assert again.fields["given_evidence"] == "12-34", "nobody's reason is overwritten"


def test_of_a_name_that_is_cut_the_zone_says_nothing() -> None:
    draft = entered(document_mrz=zone("HOVHANNISYANHOVHANNISYAN<<ANAHITSHUSHAN"))
    assert draft.fields["document_number"] == "AX0000000"
    assert {"surname_latin", "given_latin"} & draft.fields.keys() == set()
    assert name_otherwise("given", {**draft.fields, "given_latin": "ANI"}) == ""


def test_one_name_alone_and_that_there_is_no_other_are_from_the_zone() -> None:
    draft = entered(document_mrz=zone("NARE"))
    assert (draft.fields["surname_latin"], draft.fields["given_latin"]) == ("NARE", "-")
    assert sources(draft, "surname_latin", "given_latin") == [Source.MRZ, Source.MRZ]


def test_the_tables_own_spelling_is_the_tables() -> None:
    draft = entered(surname_hy="Կանարյան", surname_latin="KANARYAN", given_hy="Անի", given_latin="ANNY")
    assert sources(draft, "surname_hy", "surname_latin", "given_latin") == [Source.TYPED, Source.TABLE, Source.TYPED]
    assert draft.values["surname_latin"].evidence == "surname_hy"
    by_paper = entered(surname_hy="Կանարյան", surname_latin="KANARYAN", surname_latin_source="court")
    assert sources(by_paper, "surname_latin") == [Source.TYPED]


def test_what_was_given_by_others_says_so() -> None:
    assert sources(entered(source=Source.PRE_APPLICATION, email="a@b.am"), "email") == [Source.PRE_APPLICATION]


def test_a_text_that_no_field_holds_is_refused() -> None:
    assert entered(address="Ա" * MOST_TEXT).fields["address"] == "Ա" * MOST_TEXT
    with pytest.raises(TextTooLong) as caught:
        entered(phone="1", address="Ա" * (MOST_TEXT + 1))
    assert caught.value.params == {"limit": MOST_TEXT, "field": "address"}


def test_a_correction_survives_on_the_disk_with_both_people(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    desk.sign_in_as(OPERATOR)
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which = view.enrollment.enrollment_id
    for name in (OPERATOR, OFFICER):
        desk.sign_in_as(name)
        surname = {OPERATOR: ADULT["surname_hy"], OFFICER: "Կանարյան"}[name]
        answer = desk.enroll.set_fields(which, {**WHOLE, "surname_hy": surname})
        assert not isinstance(answer, Problem), answer
    again = open_desk(demo_settings)
    again.sign_in_as(OPERATOR)
    resumed = again.enroll.resume(which)
    assert isinstance(resumed, EnrollmentView)
    value = resumed.enrollment.values["surname_hy"]
    assert (value.text, value.by) == ("Կանարյան", desk.credential(OFFICER))
    assert [(each.text, each.by) for each in value.replaced] == [(ADULT["surname_hy"], desk.credential(OPERATOR))]


def test_what_was_entered_before_another_page_is_settled(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    desk.sign_in_as(OPERATOR)
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which = view.enrollment.enrollment_id
    desk.enroll.set_fields(which, WHOLE)
    moved = desk.enroll.go_to(which, "request")
    assert isinstance(moved, EnrollmentView)
    assert moved.enrollment.settled_at == desk.clock.now()
    corrected = desk.enroll.set_fields(which, {"phone": "+37491000001"})
    assert isinstance(corrected, EnrollmentView)
    assert [each.text for each in corrected.enrollment.values["phone"].replaced] == [ADULT["phone"]]
