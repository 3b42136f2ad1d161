"""What a reader sent while the keyboard stood elsewhere: entered where the case asks for it, or nothing changes."""

from station.domain.value import Source
from tests.support.answered import code, seen
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.desk import OFFICER, Bench


def test_it_is_entered_as_read_and_the_case_stands_there(desk: Bench) -> None:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, {"document_kind": "none", **ADULT}))
    seen(desk.enroll.go_to(which, "applicant"))
    read = seen(desk.enroll.read_zone(which, f"\x02{PASSPORT_MRZ}\n" * 2))
    values = read.enrollment.values
    assert (read.current, values["document_mrz"].text) == ("document", PASSPORT_MRZ)
    assert {values[name].source for name in ("document_mrz", "document_source", "document_number")} == {Source.MRZ}
    assert (values["document_source"].text, values["document_kind"].text) == ("mrz_read", "passport")
    assert code(desk.enroll.read_zone(which, PASSPORT_MRZ[:60])) == "STN-671"
    assert code(desk.enroll.read_zone(which, PASSPORT_MRZ.replace("AX0000000", "AX0000001"))) == "STN-671"
    assert seen(desk.enroll.view(which)).enrollment.values == values


def test_where_none_is_asked_for_nothing_changes(desk: Bench) -> None:
    assert code(desk.enroll.read_zone(None, PASSPORT_MRZ)) == "STN-670"
    assert code(desk.enroll.read_zone(None, PASSPORT_MRZ[:60])) == "STN-671"
    desk.sign_in_as(OFFICER)
    which = seen(desk.enroll.start("asylum")).enrollment.enrollment_id
    before = seen(desk.enroll.view(which)).enrollment
    assert code(desk.enroll.read_zone(which, PASSPORT_MRZ)) == "STN-670"
    assert seen(desk.enroll.view(which)).enrollment == before


def test_a_visa_is_no_document(desk: Bench) -> None:
    visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    before = seen(desk.enroll.set_fields(which, ADULT)).enrollment.values
    assert code(desk.enroll.read_zone(which, visa)) == "STN-590"
    assert seen(desk.enroll.view(which)).enrollment.values == before
