"""Saving a case costs as much as there is in it, and one file: also where ten people came together."""

from pathlib import Path
from uuid import uuid4

from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.domain.value import Said, Source
from station.storage.draft_format import encode_draft
from station.storage.vault import Vault
from tests.support.applicants import WHOLE
from tests.support.clock import NOW
from tests.support.flushes import watched
from tests.support.people import OPERATOR


def person() -> Enrollment:
    made = Enrollment(EnrollmentId(str(uuid4())), "biometric_passport", NOW, OPERATOR, "applicant")
    said = {name: Said(text, Source.TYPED, NOW, OPERATOR.credential_id) for name, text in WHOLE.items()}
    return made.with_said(said)


def case_of(people: int) -> Case:
    case = Case.of_one(person())
    for _ in range(people - 1):
        case = case.with_person(person(), Relation.CHILD)
    return case


def test_twice_the_people_are_twice_as_much_to_write() -> None:
    five, ten = len(encode_draft(case_of(5))), len(encode_draft(case_of(10)))
    assert five < ten <= 2 * five


def test_ten_people_are_written_as_one_is(tmp_path: Path) -> None:
    done = []
    for people in (1, 10):
        case, vault = case_of(people), Vault(tmp_path / str(people), bytes(32))
        vault.begin(case.case_id)
        with watched(tmp_path) as order:
            vault.save(case)
        assert vault.load(case.case_id) == case
        done.append([step.replace(case.case_id, "case") for step in order.steps])
    one, ten = done
    assert one
    assert one == ten
