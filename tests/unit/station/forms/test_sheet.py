"""What is not known never waives a field: it is asked for, or what it depends on is."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tomllib import loads

import pytest

from station.forms import Sheet
from station.profiles import Service, load
from tests.support.invented import profile_of
from tests.support.plans import read_applicant

DAY = date(2026, 12, 1)
PROFILE = profile_of(
    "stall",
    ("Կրպակ", "Stall", "Лавка"),
    """
[fields.sells]
type = "choice"
choices = ["FISH", "FLOWERS"]

[fields.licence]
type = "ref"
required = "sells == FISH"

[fields.partner]
type = "person"
repeated = true
when = "age(application) >= 18"
required = "sells == FISH and age(application) >= 18"

[fields.partner.members]
name = { type = "name", script = "hy" }
abroad = { type = "yes_no" }

[fields.visa]
type = "ref"
required = "any(partner, abroad)"

[[steps]]
id = "stall"
kind = "form"
name = { hy = "Կրպակ", en = "Stall", ru = "Лавка" }
fields = ["birth_date", "sells", "licence", "partner", "visa"]

[[steps]]
id = "review"
kind = "review"
""",
)


@pytest.fixture(scope="module")
def stall() -> Service:
    loaded = load(PROFILE.encode(), "stall.toml")
    assert loaded.problems == ()
    assert loaded.service is not None
    return loaded.service


def wrong(service: Service, texts: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(each.code, each.field) for each in Sheet(service, texts, DAY).problems("stall")}


def shown(service: Service, texts: Mapping[str, str]) -> set[str]:
    return {each.field.id for each in Sheet(service, texts, DAY).form("stall") if each.shown}


def test_of_an_empty_form_only_what_is_surely_wanted_and_what_nothing_waives(stall: Service) -> None:
    """Nobody said what is sold, and need not: so the licence is asked for. Who is 18, waits for the birth date."""
    assert wrong(stall, {}) == {("APP-REQUIRED", "birth_date"), ("APP-REQUIRED", "licence"), ("APP-REQUIRED", "visa")}
    assert "partner" not in shown(stall, {})


def test_a_condition_that_does_not_hold_waives(stall: Service) -> None:
    texts = {"birth_date": "1990", "sells": "FLOWERS", "partner.1.name": "Անի", "partner.1.abroad": "no"}
    assert wrong(stall, texts) == set()
    assert wrong(stall, {**texts, "sells": "FISH"}) == {("APP-REQUIRED", "licence")}


def test_a_year_is_enough_or_not_enough(stall: Service) -> None:
    texts = {"sells": "FISH", "licence": "L-1", "visa": "V-1"}
    assert wrong(stall, {**texts, "birth_date": "1990"}) == {("APP-REQUIRED", "partner")}
    assert wrong(stall, {**texts, "birth_date": "2008"}) == {("APP-REQUIRED", "partner")}  # 18, perhaps
    assert wrong(stall, {**texts, "birth_date": "2012"}) == set()


def test_what_is_not_asked_for_is_not_read_and_not_lost(stall: Service) -> None:
    texts = {"birth_date": "2012", "sells": "FLOWERS", "partner.1.name": "Ani", "visa": "V-1"}
    sheet = Sheet(stall, texts, DAY)
    assert sheet.problems("stall") == ()
    assert sheet.value("partner") is None
    assert sheet.value("visa") == "V-1"
    assert wrong(stall, {**texts, "birth_date": "1990"}) == {("APP-ARMENIAN", "partner.1.name")}


def test_a_wrong_field_says_so_itself_and_what_hangs_on_it_waits(stall: Service) -> None:
    texts = {"birth_date": "1990", "sells": "MEAT", "partner.1.name": "Անի", "partner.1.abroad": "no"}
    assert wrong(stall, texts) == {("APP-CHOICE", "sells")}


def test_a_step_nobody_has_asks_for_nothing(stall: Service) -> None:
    assert Sheet(stall, {}, DAY).problems("cellar") == ()


def test_the_rows_of_odd_text(shared_cases: Path) -> None:
    """Texts that were taken in silence once: what is read of each, or why it is refused."""
    rows = loads((shared_cases / "texts" / "odd-text.toml").read_text(encoding="utf-8"))["fields"]
    _, problems = read_applicant(rows, DAY)
    told = {each.field: (each.code, *(each.params.get(name) for name in ("code", "place"))) for each in problems}
    assert told.pop("birth_place") == ("APP-INVISIBLE", "U+200B", 1)
    assert told.pop("address") == ("APP-INVISIBLE", "U+202E", 1)
    assert told == {}


def test_what_was_asked_inside_a_condition_that_hangs_on_it_is_asked_again() -> None:
    """Two fields, each shown by the other: nothing that was said half-way is kept."""
    fields = (
        '[fields.fish]\ntype = "choice"\nchoices = ["A", "B"]\nwhen = "sells == B"\n\n'
        '[fields.sells]\ntype = "choice"\nchoices = ["A", "B"]\nwhen = "fish == A"\n'
    )
    steps = (
        '[[steps]]\nid = "stall"\nkind = "form"\nname = { hy = "Կրպակ", en = "Stall", ru = "Лавка" }\n'
        'fields = ["birth_date", "fish", "sells"]\n\n[[steps]]\nid = "review"\nkind = "review"\n'
    )
    loaded = load(profile_of("stall", ("Կրպակ", "Stall", "Лавка"), f"{fields}\n{steps}").encode(), "stall.toml")
    assert loaded.service is not None, loaded.problems
    sheet = Sheet(loaded.service, {"fish": "A", "sells": "A"}, DAY)
    assert sheet.truth("sells == B") is False
    assert sheet.known("fish") is None
    assert sheet.value("fish") is None
