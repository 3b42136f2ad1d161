"""Each service of the program where no law has a day yet, where that of May has one, where both have: which version
counts, from when, and that it asks something of somebody."""

from collections.abc import Mapping
from datetime import date

import pytest

from station.profiles import built_in, explain, visit_of
from station.profiles.errors import ServiceNotInForce, ServiceOver, ServiceWaits
from station.profiles.laws import days_of, own_days, read_laws
from station.profiles.library import Library, built_in_texts

DAY = date(2026, 12, 1)
NONE: Mapping[str, date] = {}
MAY = {"id_law_from": date(2026, 7, 1)}
BOTH = {**MAY, "foreigners_law_from": date(2026, 11, 1)}
ONE_LAW = {
    "appeal": 2,
    "biometric_passport": 3,
    "citizenship": 2,
    "digital_reference": 2,
    "ordinary_passport": 3,
    "visa": 2,
    "voluntary_return": 2,
}
VERSIONS: Mapping[str, tuple[int, int, int]] = {
    **{service: (only, only, only) for service, only in ONE_LAW.items()},
    "asylum": (3, 4, 4),
    "displaced": (3, 4, 4),
    "id_card": (3, 4, 4),
    "refugee_travel_document": (3, 4, 4),
    "residence_card": (1, 2, 4),
    "stateless_status": (3, 4, 4),
    "stateless_travel_document": (3, 4, 4),
    "work_residence": (1, 2, 4),
}
"""The version of each on that day."""


def test_every_service_of_the_program_is_here() -> None:
    assert VERSIONS.keys() == set(built_in().ids)


@pytest.mark.parametrize("days", [NONE, MAY, BOTH], ids=("before", "May", "November"))
@pytest.mark.parametrize("service", VERSIONS)
def test_which_version_counts_and_that_it_asks_something(service: str, days: Mapping[str, date]) -> None:
    of = built_in().under(days).service(service, DAY)
    assert of.profile.version == VERSIONS[service][(NONE, MAY, BOTH).index(days)]
    known = {"birth_date": "1985-05-12"} if "birth_date" in of.profile.fields else {}
    told = explain(of, visit_of(of, known, DAY))
    assert [line for line in told.of("field") if line.asked]
    assert told.of("step")[-1].names == ("review",)


def test_of_a_version_that_waits_nothing_is_known_but_for_what_it_waits() -> None:
    spans = built_in().under(NONE).spans("residence_card")
    assert [(profile.version, since, until) for profile, since, until in spans] == [
        (1, date(2020, 1, 1), None),
        (2, None, None),
        (3, None, None),
        (4, None, None),
        (5, None, None),
    ]


def test_a_version_ends_the_one_before_on_the_day_that_is_set() -> None:
    days = {"id_law_from": date(2027, 3, 1)}
    library = built_in().under(days)
    assert [library.service("id_card", day).profile.version for day in (date(2027, 2, 28), date(2027, 3, 1))] == [5, 6]
    assert [each[1:] for each in library.spans("id_card")] == [
        (date(2020, 1, 1), date(2026, 11, 30)),
        (None, None),
        (date(2026, 12, 1), date(2026, 12, 14)),
        (None, None),
        (date(2026, 12, 15), date(2027, 2, 28)),
        (date(2027, 3, 1), None),
    ]


def test_no_version_begins_before_its_law_was_adopted() -> None:
    library = built_in().under({"id_law_from": date(2025, 1, 1)})
    assert library.service("id_card", date(2026, 5, 10)).profile.version == 1
    assert library.service("id_card", date(2026, 5, 11)).profile.version == 2


def test_a_law_that_comes_after_a_later_version_began_takes_nothing_back() -> None:
    library = built_in().under({"id_law_from": date(2027, 3, 1), "foreigners_law_from": date(2026, 11, 1)})
    assert library.service("residence_card", date(2027, 4, 1)).profile.version == 5
    assert library.spans("residence_card")[1][1:] == (None, None)


@pytest.mark.parametrize("days", [NONE, MAY])
def test_what_is_over_stays_over_whatever_version_it_was(days: Mapping[str, date]) -> None:
    with pytest.raises(ServiceOver):
        built_in().under(days).service("displaced", date(2027, 1, 1))


def test_a_service_that_only_a_law_brings_waits_for_it() -> None:
    only = {"id_card@2.toml": built_in_texts()["id_card.toml"]}
    with pytest.raises(ServiceWaits) as told:
        Library(only).under(NONE).service("id_card", DAY)
    assert told.value.params == {"service": "id_card", "law": "id_law_from"}
    with pytest.raises(ServiceNotInForce) as later:
        Library(only).under({"id_law_from": date(2027, 3, 1)}).service("id_card", DAY)
    assert later.value.code == "STN-282"


def test_the_newest_file_of_days_counts_and_what_it_leaves_out_is_not_set() -> None:
    texts = {
        "laws@2.toml": b"version = 2\n[days]\nforeigners_law_from = 2026-11-01\n",
        "laws@1.toml": b"version = 1\n[days]\nid_law_from = 2027-01-01\n",
    }
    assert days_of(texts.items(), MAY) == {"foreigners_law_from": date(2026, 11, 1)}
    assert days_of({"id_card.toml": b""}.items(), MAY) == MAY
    assert Library({**built_in_texts(), **texts}).service("id_card", DAY).profile.version == 3


def test_a_demonstration_shows_all_laws_and_earnest_what_is_known() -> None:
    """Where policy says nothing of days."""
    demonstration, earnest = built_in(), Library(built_in_texts(), own=own_days(demonstration=False))
    assert (demonstration.days.keys(), earnest.days) == (BOTH.keys(), {"foreigners_law_from": date(2026, 11, 1)})
    assert [each.service("asylum", DAY).profile.version for each in (demonstration, earnest)] == [4, 3]
    assert [each.service("work_residence", DAY).profile.version for each in (demonstration, earnest)] == [4, 4]


def test_days_that_cannot_be_read_are_no_days() -> None:
    assert read_laws(b"x" * 300_000, "laws.toml").laws is None
    assert read_laws(b"\xff", "laws.toml").problems[0].field == "laws.toml:1"
