"""What each key typed asks of the forms: everything that is wrong with a case, and what its form shows now. Of the
services with the most conditions, for an adult, for children with both parents, and before anything is typed.

Measured in processor time of this process.
"""

from collections.abc import Mapping
from time import process_time
from unicodedata import normalize

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.names import forms_of
from station.domain.romanisation import romanise
from station.domain.value import FieldValue, Source
from station.forms import Sheet, fill_from_mrz
from station.forms.printed import printed
from station.profiles import Service, built_in
from station.workflow.engine import Walk
from tests.support.applicants import OF_A_CHILD, PASSPORT_MRZ, WHOLE
from tests.support.clock import NOW
from tests.support.people import OPERATOR
from tests.support.plans import PLANS, form_of

DAY = NOW.date()
CHILD = {**WHOLE, **OF_A_CHILD}
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "an adult": WHOLE,
    "a child of 7": {**CHILD, "birth_date": "01.06.2019"},
    "a child of 4": {**CHILD, "birth_date": "01.06.2022"},
    "somebody of whom nothing is typed": {},
}


@pytest.fixture(scope="module")
def service() -> Service:
    return built_in().service("biometric_passport", DAY)


@pytest.fixture(scope="module")
def texts(service: Service) -> dict[str, str]:
    typed = {**WHOLE, "document_mrz": PASSPORT_MRZ}
    return {**typed, **fill_from_mrz(service, typed, DAY)}


@pytest.mark.benchmark(group="forms, a key")
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("asked", ["biometric_passport", "id_card", "ordinary_passport", "residence_card"])
def test_problems_of_a_case(benchmark: BenchmarkFixture, asked: str, person: str) -> None:
    plan = PLANS.plan(asked, DAY)
    typed = {name: FieldValue(text, Source.TYPED) for name, text in PEOPLE[person].items()}
    case = Enrollment(EnrollmentId("e-1"), asked, NOW, OPERATOR, plan.steps[0].step_id, typed)

    def run() -> None:
        assert Walk(plan, case, DAY).open_problems

    benchmark._timer = process_time
    benchmark.pedantic(run, rounds=100, iterations=3, warmup_rounds=5)
    benchmark.extra_info.update(what=f"everything that is wrong with a case: {asked}, {person}", target_s=0.002)


@pytest.mark.benchmark(group="forms, a key")
def test_what_a_form_shows(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    form = form_of("applicant")
    benchmark._timer = process_time
    benchmark.pedantic(lambda: form.now(texts, DAY), rounds=200, iterations=5, warmup_rounds=5)
    benchmark.extra_info.update(what="what the form of the applicant shows: fields, names as printed", target_s=0.002)


@pytest.mark.benchmark(group="forms, a key")
def test_forms_of_names(benchmark: BenchmarkFixture, service: Service, texts: dict[str, str]) -> None:
    """Two names of 39 letters, in all scripts, with where each form comes from and how it will be printed."""
    names = {f"{part}_hy": "Երևան-Ռուբինյանց " * 2 + "Եղո" for part in ("surname", "given")}
    latin = {name.replace("_hy", "_latin"): romanise(text) for name, text in names.items()}
    whole = {**texts, **names, **latin}
    values = {name: FieldValue(text, Source.TYPED) for name, text in whole.items()}

    def run() -> None:
        found = [forms_of(values, part) for part in ("surname", "given")]
        shown = printed(service.profile.document, Sheet(service, whole, DAY))
        assert [len(each) for each in found] == [2, 2]
        assert shown is not None

    benchmark._timer = process_time
    benchmark.pedantic(run, rounds=200, iterations=5, warmup_rounds=5)
    benchmark.extra_info.update(what="two names: forms, sources, how they will be printed", target_s=0.002)


@pytest.mark.benchmark(group="forms, a key")
def test_the_same_texts_composed(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    benchmark._timer = process_time
    benchmark.pedantic(
        lambda: [normalize("NFC", text) for text in texts.values()], rounds=200, iterations=20, warmup_rounds=5
    )
    benchmark.extra_info.update(what="canonical composition of the same texts", floor=True)
