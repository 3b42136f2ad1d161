"""The people who come to the desk in the window's tests: of the age that the day makes them, whatever day it is."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from station.commands.script import Applicant
from station.domain.dates import format_date
from station.domain.enrollment import Relation
from station.domain.sample import BiometricException, ExceptionReason, Finger
from tests.support.desk import OFFICER, OPERATOR, SUPERVISOR
from tests.support.examples import example

NO_HANDS = tuple(BiometricException(finger, ExceptionReason.BORN_WITHOUT) for finger in Finger)
"""Prints are dear to draw, and not what is looked at where all pages are: test_gui_enrollment.py takes nine."""


class Ends(StrEnum):
    """What becomes of a visit."""

    SEALED = "sealed"  # approved and sealed while the applicant waits
    QUEUED = "queued"  # left for an officer, who approves it among others
    REJECTED = "rejected"  # left, and an officer said no
    WITHDRAWN = "withdrawn"  # by the applicant, before anybody signed
    TURNED_AWAY = "turned_away"  # by what their document says

    @property
    def sends(self) -> bool:
        """Whether a packet goes to the centre."""
        return self in (Ends.SEALED, Ends.QUEUED)


@dataclass(frozen=True)
class Visit:
    """Whoever comes for a service; operator, officer: who takes it and who approves, by name. referred: something is
    noticed, and said to those who protect people. kind: what a day's account calls them; "" for as the service."""

    service: str
    applicants: tuple[Applicant, ...]
    operator: str = OPERATOR
    officer: str = OFFICER
    ends: Ends = Ends.SEALED
    referred: bool = False
    kind: str = ""


def years_ago(today: date, years: int) -> date:
    """In the middle of a year: nobody's birthday is near in January and in December."""
    return date(today.year - years - (today < date(today.year, 6, 15)), 6, 15)


def born(today: date, years: int) -> str:
    return format_date(years_ago(today, years))


PARENTS = {
    "parental_rights": "BOTH",
    "parents.1.role": "MOTHER",
    "parents.1.name": "Աննա Նմուշյան",
    "parents.1.citizenships.1": "ARM",
    "parents.1.present": "YES",
    "parents.2.role": "FATHER",
    "parents.2.name": "Արամ Նմուշյան",
    "parents.2.citizenships.1": "ARM",
    "parents.2.present": "YES",
}
AT_HOME = {
    "surname_hy": "Նմուշյան",
    "surname_latin": "NMUSHYAN",
    "patronymic_hy": "Արամի",
    "birth_place": "Գյումրի",
    "psn_kind": "pending",
    "phone": "+374 91 000002",
    "address": "Գյումրի, Շիրակացու 3",
    "guardian_name": "Աննա Նմուշյան",
    "guardian_relation": "parent",
    "guardian_document": "AX0000002",
    "request_kind": "FIRST",
    "document_kind": "none",
    **PARENTS,
}


def infant(today: date) -> Visit:
    """A girl of a few months, for her first passport."""
    birth = date(today.year - (today.month < 6), 1 if today.month >= 6 else 8, 10)
    fields = {
        **AT_HOME,
        "given_hy": "Մանե",
        "given_latin": "MANE",
        "birth_date": format_date(birth),
        "sex": "F",
        "birth_certificate_paper": "BIRTH_CERTIFICATE",
        "marriage_certificate_or_paternity_act_or_court_act_paper": "MARRIAGE_CERTIFICATE",
        "parents_identity_paper": "PARENTS_IDENTITY",
        "mother_or_father_or_adopter_consent": "MOTHER_IN_PERSON",
    }
    return Visit("biometric_passport", (Applicant(fields),), kind="biometric passport, an infant with a parent")


def child_of_12(today: date) -> Visit:
    """A boy whose parents both came, and who consents himself."""
    fields = {
        **AT_HOME,
        "given_hy": "Դավիթ",
        "given_latin": "DAVIT",
        "birth_date": born(today, 12),
        "sex": "M",
        "speed": "NORMAL",
        "blood_group_wanted": "NO",
        "passport_or_birth_certificate_paper": "BIRTH_CERTIFICATE",
        "parents_identity_paper": "PARENTS_IDENTITY",
        "mother_or_adopter_consent": "MOTHER_IN_PERSON",
        "father_or_adopter_consent": "FATHER_IN_PERSON",
        "self_consent": "SELF_WRITTEN",
        "payment_receipt": "R-000001",
        "paid_amd": "3 000",
        "paid_on": format_date(today),
        "payment_channel": "BANK",
    }
    who = (Applicant(fields, exceptions=NO_HANDS),)
    return Visit("id_card", who, kind="identity card, a child of 12 whose parents came")


def entrepreneur(_: date) -> Visit:
    """Whoever is in the example, with pages that are photographed."""
    (applicant,) = example("residence_card").applicants
    return Visit("residence_card", (replace(applicant, exceptions=NO_HANDS),))


def alone(_: date) -> Visit:
    """The girl of the example, with an interpreter: an officer takes it, the supervisor approves."""
    (applicant,) = example("asylum").applicants
    assert applicant.fields["interpreter_needed"] == "YES"
    return Visit("asylum", (replace(applicant, exceptions=NO_HANDS),), OFFICER, SUPERVISOR)


def family_of_five(today: date) -> Visit:
    """A mother, her husband, and three children below six; what they share is typed once."""
    mother, child = example("displaced").applicants
    others = (
        (Relation.SPOUSE, "Արամ", "ARAM", "M", 40),
        (Relation.CHILD, "Արեգ", "AREG", "M", 5),
        (Relation.CHILD, "Մանե", "MANE", "F", 3),
        (Relation.CHILD, "Նարե", "NARE", "F", 1),
    )
    people = [replace(mother, exceptions=NO_HANDS)]
    for number, (relation, given_hy, given_latin, sex, age) in enumerate(others, 20):
        own = {
            **child.fields,
            "given_hy": given_hy,
            "given_latin": given_latin,
            "sex": sex,
            "birth_date": born(today, age),
            "document_number": f"AX00000{number}",
        }
        if relation is Relation.SPOUSE:
            del own["household_adult"]
        missing = NO_HANDS if relation is Relation.SPOUSE else ()
        people.append(replace(child, fields=own, relation=relation, take_over=True, exceptions=missing))
    return Visit("displaced", tuple(people), kind="displaced, a family of five, what they share typed once")
