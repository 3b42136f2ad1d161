"""Reading by types and conditions says what the readers before it said; where it says something else, that is meant."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from station.domain.document import DocumentKind
from station.domain.errors import Problem
from station.domain.names import says_none
from station.domain.subject import GuardianRelation, LatinSource, PsnKind, Sex
from station.forms import fill_from_mrz
from tests.support import former_reading as former
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.former_reading import AgePolicy
from tests.support.plans import passport, read_applicant, read_document

TODAY = date(2026, 11, 24)
ARMENIAN, LATIN = "ԲբԴդԵերև'-", "EeRrTt é'-"  # no letter of the one looks like one of the other


def words(letters: str) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from([*letters, " "]), max_size=12)


def one_of(choices: type) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "wish", *choices])  # type: ignore[misc]


NAMES = st.one_of(
    st.sampled_from(["", "Անի", "ANI", "Ան Ի", "Ա" * 101, "A" * 101, "5"]), words(ARMENIAN), words(LATIN)
).filter(lambda text: not says_none(text))
DAYS = st.sampled_from(
    [
        "",
        "soon",
        "31.02.2000",
        "15.06.1990",
        "1.1.2030",
        "24.11.2010",
        "25.11.2010",
        "25.11.2026",
        "1.1.1850",
        " 5.3.2015",
    ]
)
FREE = st.one_of(st.sampled_from(["", "  ", "Գյումրի, 5/2", "Ա" * 201, "Ա" * 301]), words(ARMENIAN))
PERSON: Mapping[str, st.SearchStrategy[str]] = {
    **{f"{part}_{script}": NAMES for part in ("surname", "given") for script in ("hy", "latin")},
    **{f"{part}_latin_source": one_of(LatinSource) for part in ("surname", "given")},
    **{f"{part}_evidence": st.sampled_from(["", "B 12", " ԱԲ 012345 "]) for part in ("surname", "given")},
    "patronymic_hy": NAMES,
    "birth_date": DAYS,
    "birth_place": FREE,
    "sex": one_of(Sex),
    "nationality": st.sampled_from(["", "ARM", " arm ", "ZZZ", "XXA"]),
    "psn_kind": one_of(PsnKind),
    "psn": st.sampled_from(["", "6506901230", "1506901230", "6606901230", "9906901230", "12", "N 17", "1" * 31]),
    "phone": st.sampled_from(["", "+374 91 123456", "ring me", "1" * 31]),
    "email": st.sampled_from(["", "ani@example.am", "ani@"]),
    "address": FREE,
    "guardian_name": FREE,
    "guardian_relation": one_of(GuardianRelation),
    "guardian_document": st.sampled_from(["", "AX0000001", "A" * 31]),
}
WRONG_ZONE = PASSPORT_MRZ.replace("9006153", "9006163")
DOCUMENT: Mapping[str, st.SearchStrategy[str]] = {
    "document_kind": one_of(DocumentKind),
    "document_mrz": st.sampled_from(["", PASSPORT_MRZ, WRONG_ZONE, "P<ARM", PASSPORT_MRZ.lower()]),
    "document_source": st.sampled_from(["", "mrz_read", "mrz_typed"]),
    "document_number": st.sampled_from(["", "AX0000000", "ax0000000", "AX0000001", "AX-1", "ԱԲ 012345", "A" * 31]),
    "document_issuer": st.sampled_from(["", "ARM", " arm", "UTO", "ZZZ"]),
    "document_expiry": st.sampled_from(["", "14.09.2036", "15.09.2036", "soon"]),
    "birth_date": DAYS,
    "sex": one_of(Sex),
}


Told = Counter[tuple[str, str, str]]


def alike(problems: tuple[Problem, ...], complained: tuple[Problem, ...]) -> tuple[Told, Told]:
    """What is wrong with each field, to be compared. Of a text that is too long, what else is wrong does not matter."""
    long = {each.field for each in (*problems, *complained) if each.code == "APP-TOO-LONG"}
    assert long <= {each.field for each in problems} & {each.field for each in complained}
    told, was = (
        Counter((x.field, x.code, str(x.params)) for x in of if x.field not in long) for of in (problems, complained)
    )
    return told, was


def some(of: Mapping[str, st.SearchStrategy[str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({}, optional=dict(of))


@given(some(PERSON), st.sampled_from([{}, ADULT]))
def test_the_applicant(texts: dict[str, str], beneath: dict[str, str]) -> None:
    whole = {**beneath, **texts}
    data, problems = read_applicant(whole, TODAY)
    before, complained = former.read_applicant(whole, AgePolicy(), TODAY)
    told, was = alike(problems, complained)
    assert told == was
    assert data == before


@given(some(PERSON).map(lambda texts: {name: text for name, text in texts.items() if text}))
def test_an_applicant_with_little_wrong(texts: dict[str, str]) -> None:
    """One field after the other, so that values are compared and not only refusals."""
    for name, text in texts.items():
        whole = {**ADULT, name: text}
        assert read_applicant(whole, TODAY)[0] == former.read_applicant(whole, AgePolicy(), TODAY)[0]


def as_meant(complained: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """A day that is none is not also another day than the zone's."""
    wrong_day = any(each.code == "DOC-DATE" for each in complained)
    return tuple(
        each
        for each in complained
        if not (wrong_day and (each.code, each.field) == ("DOC-MRZ-DIFFERS", "document_expiry"))
    )


@given(some(DOCUMENT), st.booleans())
def test_the_document(texts: dict[str, str], filled: bool) -> None:
    whole = {**texts, **fill_from_mrz(passport().service, texts, TODAY)} if filled else texts
    if whole.get("document_kind") == DocumentKind.NONE:  # its zone is asked for by now: it would say which one it is
        whole = {**whole, "document_mrz": ""}
    document, problems = read_document(whole, TODAY)
    before, complained = former.read_document(whole, TODAY)
    told, was = alike(problems, as_meant(complained))
    assert told == was
    assert document == before


def test_what_is_meant_to_be_otherwise() -> None:
    """One day is one day, however it is written; a number is itself without its marks; capitals are no other word."""
    zone = {"document_kind": "passport", "document_mrz": PASSPORT_MRZ, "document_issuer": "ARM"}
    written = {**zone, "document_number": "AX0000000", "document_expiry": "14.9.2036"}
    assert [each.code for each in former.read_document(written, TODAY)[1]] == ["DOC-MRZ-DIFFERS"]
    assert read_document(written, TODAY)[1] == ()
    begun = {"document_kind": "none", "document_mrz": WRONG_ZONE}
    assert former.read_document(begun, TODAY)[1] == ()
    assert [each.code for each in read_document(begun, TODAY)[1]] == ["DOC-MRZ-DIGIT"]
    assert read_applicant({**ADULT, "sex": " f "}, TODAY)[1] == ()
    dash = {"surname_hy": "-", "surname_latin": "-"}
    assert former.read_applicant({**ADULT, **dash}, AgePolicy(), TODAY)[1] != ()
    assert read_applicant({**ADULT, **dash}, TODAY)[1] == (), "somebody has one name only"
