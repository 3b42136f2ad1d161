"""What each key typed asks of the forms: everything that is wrong with a case, and what its form shows now.

Measured in processor time of this process.
"""

from time import process_time
from unicodedata import normalize

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.domain.names import forms_of
from station.domain.romanisation import romanise
from station.domain.value import FieldValue, Source
from station.forms import Sheet, fill_from_mrz
from station.forms.printed import printed
from station.profiles import Service, built_in
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.clock import NOW
from tests.support.plans import form_of

DAY = NOW.date()
PARENTS = {
    f"parents.{number}.{part}": text
    for number, role in ((1, "MOTHER"), (2, "FATHER"))
    for part, text in (("role", role), ("name", "Անի Հովհաննիսյան"), ("citizenships.1", "ARM"), ("present", "yes"))
}
REQUEST = {"request_kind": "FIRST", "capacity": "FULL"}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    typed = {**ADULT, **REQUEST, **PARENTS, "document_mrz": PASSPORT_MRZ}
    return {**typed, **fill_from_mrz(typed, DAY)}


@pytest.fixture(scope="module")
def service() -> Service:
    return built_in().service("biometric_passport", DAY)


@pytest.mark.benchmark(group="forms, a key")
def test_problems_of_a_case(benchmark: BenchmarkFixture, service: Service, texts: dict[str, str]) -> None:
    def run() -> None:
        sheet = Sheet(service, texts, DAY)
        assert [problem for step in service.profile.steps for problem in sheet.problems(step.id)] == []

    benchmark._timer = process_time
    benchmark.pedantic(run, rounds=200, iterations=5, warmup_rounds=5)
    benchmark.extra_info.update(what="everything that is wrong with a case of 35 fields", target_s=0.002)


@pytest.mark.benchmark(group="forms, a key")
def test_what_a_form_shows(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    form = form_of("applicant")
    benchmark._timer = process_time
    benchmark.pedantic(lambda: form.fields(texts, DAY), rounds=200, iterations=5, warmup_rounds=5)
    benchmark.extra_info.update(what="which fields of the applicant are asked for", target_s=0.002)


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
