"""Saving a case of ten people: what every key typed and every sample accepted waits for."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.domain.value import Said, Source
from station.storage.draft_format import encode_draft
from station.storage.files import durable_write
from station.storage.vault import Vault
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, enrollment

PEOPLE = 10
WHAT = "save a case of ten people, all captured, every field corrected twice"


def typed(person: Enrollment) -> Enrollment:
    """Every field, each corrected twice."""
    for correction in ("", " 1", " 2"):
        texts = {name: f"{text}{correction}" for name, text in ADULT.items()}
        said = {name: Said(text, Source.TYPED, NOW, OPERATOR.credential_id) for name, text in texts.items()}
        person = person.with_said(said).settled(NOW)
    return person


def case_of_ten() -> Case:
    whole = enrollment(Shelf())
    case = Case.of_one(typed(whole))
    for _ in range(PEOPLE - 1):
        added = Enrollment(EnrollmentId(str(uuid4())), whole.procedure, NOW, OPERATOR, "review", samples=whole.samples)
        case = case.with_person(typed(added), Relation.CHILD)
    return case


@pytest.mark.benchmark(group="case")
def test_save_ten_people(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    case, vault = case_of_ten(), Vault(tmp_path, bytes(32))
    vault.begin(case.case_id)
    benchmark.pedantic(vault.save, (case,), rounds=200, warmup_rounds=5)
    benchmark.extra_info.update(
        what="save a case of ten people, all captured, every field corrected twice", target_s=0.03
    )


@pytest.mark.benchmark(group="case")
def test_the_same_bytes_alone(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    data = os.urandom(len(encode_draft(case_of_ten())))
    benchmark.pedantic(durable_write, (tmp_path / "floor", data), rounds=200, warmup_rounds=5)
    benchmark.extra_info.update(what="as many bytes written, flushed and renamed", floor=True)
