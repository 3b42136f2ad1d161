"""One and the same person under three laws: before May 2026, of May 2026, of November 2026. All come, and get what they
get, on 1 December 2026; only the version of the service is another."""

from collections.abc import Mapping
from datetime import date

import pytest

from station.profiles import built_in, explain, visit_of

DAY = date(2026, 12, 1)
BEFORE, MAY, NOVEMBER = LAWS = (date(2026, 5, 1), date(2026, 10, 1), DAY)
REFUSED = "refused"
SAMPLES = {"fingerprints": "prints", "signature": "ink"}
AT_HOME = {
    "nationality": "ARM", "request_kind": "FIRST", "speed": "NORMAL", "document_kind": "BIRTH_CERTIFICATE",
    "guardian_relation": "PARENT", "parental_rights": "BOTH", "parents.1.role": "MOTHER",
    "parents.1.citizenships": "ARM", "parents.1.present": "yes", "parents.2.role": "FATHER",
    "parents.2.citizenships": "ARM", "parents.2.present": "no", "capacity": "FULL", "blood_group_wanted": "no",
}  # fmt: skip
CITIZEN = {
    "nationality": "ARM", "request_kind": "FIRST", "speed": "NORMAL", "document_kind": "ID_CARD",
    "document_issuer": "ARM", "capacity": "FULL", "blood_group_wanted": "no", "military_deferred": "no",
}  # fmt: skip
GUARDED = {
    "nationality": "ARM", "request_kind": "FIRST", "document_kind": "BIRTH_CERTIFICATE",
    "guardian_relation": "GUARDIAN",
}  # fmt: skip
WORKER = {"nationality": "IRN", "sex": "M", "birth_date": "1981-07-04", "document_kind": "PASSPORT",
          "document_expiry": "2036-02-01", "request_kind": "FIRST"}  # fmt: skip
ALONE = {"nationality": "AFG", "sex": "F", "birth_date": "2009-01-31", "age_basis": "DECLARED", "accompanied": "no"}
REFUGEE = {"sex": "F", "birth_date": "2009-01-31", "nationality": "XXB", "request_kind": "FIRST",
           "guardian_relation": "GUARDIAN"}  # fmt: skip
OLD = {"sex": "F", "birth_date": "1946", "age_basis": "DECLARED"}


def people() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Service and answers of each."""
    return {
        "0 F ordinary passport": ("ordinary_passport", {**AT_HOME, "sex": "F", "birth_date": "2026-06-10"}),
        "0 F passport": ("biometric_passport", {**AT_HOME, "sex": "F", "birth_date": "2026-06-10"}),
        "5 M displaced": ("displaced", {"sex": "M", "birth_date": "2020-12-02", "nationality": "ARM",
            "document_kind": "PASSPORT", "document_expiry": "2029-09-14", "passport_authority": "070"}),
        "5 M passport": ("biometric_passport", {**AT_HOME, "sex": "M", "birth_date": "2020-12-02"}),
        "6 F passport": ("biometric_passport", {**AT_HOME, "sex": "F", "birth_date": "2020-12-01"}),
        "12 M passport": ("biometric_passport", {**AT_HOME, "sex": "M", "birth_date": "2014-03-15"}),
        "15 F passport, guardian": ("biometric_passport", {**GUARDED, "sex": "F", "birth_date": "2011-05-20"}),
        "15 M passport, guardian": ("biometric_passport", {**GUARDED, "sex": "M", "birth_date": "2011-05-20"}),
        "16 M passport": ("biometric_passport", {**AT_HOME, "sex": "M", "birth_date": "2010-09-09"}),
        "18 M passport": ("biometric_passport", {**CITIZEN, "sex": "M", "birth_date": "2008-12-01"}),
        "18 M passport, deferred": ("biometric_passport", {**CITIZEN, "sex": "M", "birth_date": "2008-12-01",
            "military_deferred": "yes", "military_deferral_until": "2030-07-01"}),
        "18 M card": ("id_card", {**CITIZEN, "sex": "M", "birth_date": "2008-12-01"}),
        "45 F passport": ("biometric_passport", {**CITIZEN, "sex": "F", "birth_date": "1981-07-04"}),
        "0 F card": ("id_card", {**AT_HOME, "sex": "F", "birth_date": "2026-06-10"}),
        "6 F card": ("id_card", {**AT_HOME, "sex": "F", "birth_date": "2020-12-01"}),
        "12 M card": ("id_card", {**AT_HOME, "sex": "M", "birth_date": "2014-03-15"}),
        "12 M ordinary passport": ("ordinary_passport", {**AT_HOME, "sex": "M", "birth_date": "2014-03-15"}),
        "16 M card": ("id_card", {**AT_HOME, "sex": "M", "birth_date": "2010-09-09"}),
        "18 M ordinary passport": ("ordinary_passport", {**CITIZEN, "sex": "M", "birth_date": "2008-12-01"}),
        "45 F card": ("id_card", {**CITIZEN, "sex": "F", "birth_date": "1981-07-04"}),
        "45 M work": ("work_residence", WORKER),
        "45 M work, passport ends": ("work_residence", {**WORKER, "document_expiry": "2027-03-31"}),
        "45 M permanent after 2 years": ("residence_card", {
            **WORKER, "residence_kind": "PERMANENT", "ground": "FAMILY", "resident_since": "2024-06-01"}),
        "45 M permanent after 3 years": ("residence_card", {
            **WORKER, "residence_kind": "PERMANENT", "ground": "FAMILY", "resident_since": "2023-12-01"}),
        "45 M special": ("residence_card", {**WORKER, "residence_kind": "SPECIAL", "ground": "ORIGIN"}),
        "45 M business": ("residence_card", {**WORKER, "residence_kind": "TEMPORARY", "ground": "BUSINESS",
            "turnover_60d": "999999", "business_balance": "0"}),
        "45 M business, enough": ("residence_card", {**WORKER, "residence_kind": "TEMPORARY", "ground": "BUSINESS",
            "turnover_60d": "1000000", "business_balance": "0"}),
        "45 M investment, too little": ("residence_card", {**WORKER, "residence_kind": "TEMPORARY", "ground": "INVEST",
            "invested": "1999999"}),
        "10 M studies": ("residence_card", {**WORKER, "birth_date": "2016-06-01", "residence_kind": "TEMPORARY",
            "ground": "STUDY", "guardian_relation": "PARENT"}),
        "17 F asylum": ("asylum", ALONE),
        "17 or 18 F asylum": ("asylum", {**ALONE, "birth_date": "2008"}),
        "36 F asylum, year only": ("asylum", {**ALONE, "birth_date": "1990"}),
        "20 by word, 16 by estimate, asylum": ("asylum", {**ALONE, "birth_date": "2006", "age_basis": "ESTIMATED",
            "estimated_from": "16", "accompanied": "yes"}),
        "17 F refugee": ("refugee_travel_document", REFUGEE),
        "10 F refugee": ("refugee_travel_document", {**REFUGEE, "birth_date": "2016-06-01"}),
        "80 F stateless": ("stateless_status", OLD),
        "80 F stateless, document": ("stateless_travel_document", {
            **OLD, "birth_date": "1946-02-02", "nationality": "XXA", "request_kind": "FIRST"}),
        "80 F refugee asks that of the stateless": ("stateless_travel_document", {
            **OLD, "birth_date": "1946-02-02", "nationality": "XXB", "request_kind": "FIRST"}),
    }  # fmt: skip


def gets(service: str, known: Mapping[str, str], law: date) -> str:
    """Samples that not all give; papers; consents; end; fee: of papers and consents the first that would do."""
    of = built_in().service(service, law)
    said = {name: text for name, text in known.items() if name.partition(".")[0] in of.profile.fields}
    visit = visit_of(of, said, DAY)
    if of.may_come(visit) is False:
        return REFUSED
    told = explain(of, visit)

    def asked(part: str) -> str:
        return " ".join(line.names[0] for line in told.of(part) if line.asked) or "-"  # type: ignore[arg-type]

    samples = " ".join(word for step, word in SAMPLES.items() if step in asked("step").split()) or "-"
    end = str(date.fromordinal(told.expiry.low)) if told.expiry is not None and told.expiry.exact else "-"
    (terms,) = told.terms
    return f"{samples} | {asked('paper')} | {asked('consent')} | {end} | {terms.fee_amd}"


SETTLED = "PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE KINSHIP_PROOF HOUSING_PROOF MEANS_PROOF"
OF_A_CHILD = "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER"
ALIKE = {
    "5 M displaced": "- | - | - | 2026-12-31 | 0",
    "5 M passport": f"- | {OF_A_CHILD} | 2029-12-01 | 25000",  # six tomorrow
    "6 F passport": f"prints | {OF_A_CHILD} | 2031-12-01 | 25000",
    "12 M passport": f"prints ink | {OF_A_CHILD} | 2031-12-01 | 25000",
    "15 F passport, guardian": "prints ink | BIRTH_CERTIFICATE GUARDIAN_ACT | GUARDIAN | 2029-05-20 | 25000",
    "15 M passport, guardian": "prints ink | BIRTH_CERTIFICATE GUARDIAN_ACT | GUARDIAN | 2030-05-20 | 25000",
    "16 M passport": "prints ink | ID_CARD | MOTHER FATHER | 2029-09-09 | 25000",
    "18 M passport": "prints ink | ID_CARD MILITARY_BOOK | - | 2027-12-01 | 25000",
    "18 M passport, deferred": "prints ink | ID_CARD MILITARY_BOOK | - | 2030-07-01 | 25000",
    "18 M card": "prints ink | PASSPORT MILITARY_BOOK | - | 2036-12-01 | 3000",
    "45 F passport": "prints ink | ID_CARD | - | 2036-12-01 | 25000",
}
"""Of whom the three laws say the same."""
EXPECTED: Mapping[str, tuple[str, str, str]] = {
    **{who: (line, line, line) for who, line in ALIKE.items()},
    "0 F ordinary passport": (
        "- | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 1000",
        "- | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 1000",
        "- | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 1000",
    ),
    "0 F passport": (
        "- | BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 25000",
        "- | BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 25000",
        "- | BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2029-12-01 | 25000",
    ),
    "0 F card": (REFUSED, REFUSED, REFUSED),
    "6 F card": (
        REFUSED,
        "prints | PASSPORT PARENTS_IDENTITY | MOTHER FATHER SELF | 2031-12-01 | 3000",
        "prints | PASSPORT PARENTS_IDENTITY | MOTHER FATHER SELF | 2031-12-01 | 3000",
    ),
    "12 M card": (
        REFUSED,
        "prints ink | PASSPORT PARENTS_IDENTITY | MOTHER FATHER SELF | 2031-12-01 | 3000",
        "prints ink | PASSPORT PARENTS_IDENTITY | MOTHER FATHER SELF | 2031-12-01 | 3000",
    ),
    "12 M ordinary passport": (
        "ink | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2031-12-01 | 1000",
        "ink | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2031-12-01 | 1000",
        "ink | PHOTOGRAPH BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY | MOTHER | 2031-12-01 | 1000",
    ),
    "16 M card": (
        "prints ink | PASSPORT | MOTHER FATHER SELF | 2036-12-01 | 3000",
        "prints ink | PASSPORT | MOTHER FATHER SELF | 2036-12-01 | 3000",
        "prints ink | PASSPORT | MOTHER FATHER SELF | 2036-12-01 | 3000",
    ),
    "18 M ordinary passport": (
        "ink | PHOTOGRAPH ID_CARD MILITARY_BOOK | - | 2027-12-01 | 1000",
        "ink | PHOTOGRAPH ID_CARD MILITARY_BOOK | - | 2027-12-01 | 1000",
        "ink | PHOTOGRAPH ID_CARD MILITARY_BOOK | - | 2027-12-01 | 1000",
    ),
    "45 F card": (
        "prints ink | PASSPORT | - | 2036-12-01 | 3000",
        "prints ink | PASSPORT | - | 2036-12-01 | 3000",
        "prints ink | PASSPORT | - | 2036-12-01 | 3000",
    ),
    "45 M work": (
        "ink | PASSPORT | - | 2027-12-01 | 105000",
        "prints ink | PASSPORT | - | 2027-12-01 | 105000",
        "prints ink | WORK_VISA PASSPORT | - | 2027-12-01 | 105000",
    ),
    "45 M work, passport ends": (
        "ink | PASSPORT | - | 2027-03-31 | 105000",
        "prints ink | PASSPORT | - | 2027-03-31 | 105000",
        "prints ink | WORK_VISA PASSPORT | - | 2027-03-31 | 105000",
    ),
    "45 M permanent after 2 years": (
        f"ink | {SETTLED} | - | 2031-12-01 | 140000",
        f"prints ink | {SETTLED} | - | 2031-12-01 | 140000",
        REFUSED,
    ),
    "45 M permanent after 3 years": (
        f"ink | {SETTLED} | - | 2031-12-01 | 140000",
        f"prints ink | {SETTLED} | - | 2031-12-01 | 140000",
        f"prints ink | {SETTLED} | - | 2031-12-01 | 250000",
    ),
    "45 M special": (
        "ink | PASSPORT LAWFUL_STAY DESCENT_PROOF | - | 2036-02-01 | 150000",
        "prints ink | PASSPORT LAWFUL_STAY DESCENT_PROOF | - | 2036-02-01 | 150000",
        REFUSED,
    ),
    "45 M business": (
        "ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE BUSINESS_PROOF | - | 2027-12-01 | 105000",
        "prints ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE BUSINESS_PROOF | - | 2027-12-01 | 105000",
        REFUSED,
    ),
    "45 M business, enough": (
        "ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE BUSINESS_PROOF | - | 2027-12-01 | 105000",
        "prints ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE BUSINESS_PROOF | - | 2027-12-01 | 105000",
        "prints ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE BUSINESS_PROOF | - | 2027-12-01 | 150000",
    ),
    "45 M investment, too little": (
        "ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE INVESTMENT_PROOF | - | 2027-12-01 | 105000",
        "prints ink | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE INVESTMENT_PROOF | - | 2027-12-01 | 105000",
        REFUSED,
    ),
    "10 M studies": (
        "- | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE ENROLMENT_PROOF KINSHIP_PROOF | MOTHER | 2027-12-01 | 0",
        "prints | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE ENROLMENT_PROOF KINSHIP_PROOF | MOTHER | 2027-12-01 | 0",
        "prints | PASSPORT LAWFUL_STAY HEALTH_CERTIFICATE ENROLMENT_PROOF KINSHIP_PROOF | MOTHER | 2027-12-01 | 0",
    ),
    "17 F asylum": (
        "ink | - | REPRESENTATIVE | 2027-03-01 | 0",
        "prints ink | - | REPRESENTATIVE | 2027-03-01 | 0",
        "prints ink | - | REPRESENTATIVE | 2027-03-01 | 0",
    ),
    "17 or 18 F asylum": (
        "ink | - | REPRESENTATIVE | 2027-03-01 | 0",
        "prints ink | - | REPRESENTATIVE | 2027-03-01 | 0",
        "prints ink | - | REPRESENTATIVE | 2027-03-01 | 0",
    ),
    "36 F asylum, year only": (
        "ink | - | - | 2027-03-01 | 0",
        "prints ink | - | - | 2027-03-01 | 0",
        "prints ink | - | - | 2027-03-01 | 0",
    ),
    "20 by word, 16 by estimate, asylum": (
        "ink | - | MOTHER | 2027-03-01 | 0",
        "prints ink | - | MOTHER | 2027-03-01 | 0",
        "prints ink | - | MOTHER | 2027-03-01 | 0",
    ),
    "17 F refugee": (
        "ink | RECOGNITION_DECISION PHOTOGRAPH GUARDIAN_ACT | GUARDIAN | 2028-12-01 | 0",
        "prints ink | RECOGNITION_DECISION PHOTOGRAPH GUARDIAN_ACT | GUARDIAN | 2036-12-01 | 0",
        "prints ink | RECOGNITION_DECISION PHOTOGRAPH GUARDIAN_ACT | GUARDIAN | 2036-12-01 | 0",
    ),
    "10 F refugee": (
        REFUSED,
        "prints | RECOGNITION_DECISION PHOTOGRAPH GUARDIAN_ACT | GUARDIAN | 2029-12-01 | 0",
        "prints | RECOGNITION_DECISION PHOTOGRAPH GUARDIAN_ACT | GUARDIAN | 2029-12-01 | 0",
    ),
    "80 F stateless": (
        "ink | - | - | - | 0",
        "prints ink | - | - | - | 0",
        "prints ink | - | - | - | 0",
    ),
    "80 F stateless, document": (
        "ink | RECOGNITION_DECISION PHOTOGRAPH | - | 2028-12-01 | 0",
        "prints ink | RECOGNITION_DECISION PHOTOGRAPH | - | 2028-12-01 | 0",
        "prints ink | RECOGNITION_DECISION PHOTOGRAPH | - | 2028-12-01 | 0",
    ),
    "80 F refugee asks that of the stateless": (
        REFUSED,
        REFUSED,
        REFUSED,
    ),
}
"""Samples; papers; consents; end; fee: under each of the three laws."""


@pytest.mark.parametrize("law", LAWS, ids=("before", "May", "November"))
@pytest.mark.parametrize("who", people())
def test_the_same_person_gets_what_the_law_says(who: str, law: date) -> None:
    service, known = people()[who]
    assert gets(service, known, law) == EXPECTED[who][LAWS.index(law)]


def test_the_table_is_of_these_people() -> None:
    assert EXPECTED.keys() == people().keys()
