"""Versions of a service follow each other; what was published stays; no register is asked about who is pursued."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

import pytest
from msgspec import structs

from station import toml
from station.profiles import Library, ServiceUnknown, faults_in, load
from station.profiles.published import publishable
from station.profiles.schema import Field
from tests.support.clock import NOW
from tests.support.plans import PLANS
from tests.unit.station.profiles.test_faults import PROFILE, faults


def of_version(number: int, since: str, until: str = "") -> str:
    text = PROFILE.replace("version = 1", f"version = {number}").replace("since = 2026-01-01", f"since = {since}")
    return text.replace("until = 2026-12-31", f"until = {until}" if until else "")


def test_two_versions_follow_each_other() -> None:
    first, second = of_version(1, "2026-01-01", "2026-06-30"), of_version(2, "2026-07-01")
    library = Library({"library_card@1.toml": first.encode(), "library_card@2.toml": second.encode()})
    assert [
        library.service("library_card", datetime.date(2026, month, day)).profile.version
        for month, day in ((1, 1), (6, 30), (7, 1), (12, 31))
    ] == [1, 1, 2, 2]
    assert [library.begun("library_card", version).profile.version for version in (1, 2)] == [1, 2]
    with pytest.raises(ServiceUnknown):
        library.begun("library_card", 3)


def test_a_library_reads_what_it_is_asked_for_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(data: bytes, name: str) -> toml.Toml:
        read.append(name)
        return toml.parse_toml(data, name)

    monkeypatch.setattr(import_module("station.profiles.load"), "parse_toml", noted)
    others = {f"service_{number}.toml": b"not looked at" for number in range(15)}
    library = Library({"library_card.toml": PROFILE.encode(), **others})
    assert read == []
    for _ in range(3):
        assert library.service("library_card", datetime.date(2026, 5, 1)).profile.version == 1
    assert read == ["library_card.toml"]
    assert len(library.ids) == 16


def test_what_was_published_stays_as_it_was_but_for_its_last_day() -> None:
    first = of_version(1, "2026-01-01").encode()
    ended, second = of_version(1, "2026-01-01", "2026-06-30").encode(), of_version(2, "2026-07-01").encode()
    before = {"library_card@1.toml": first}
    assert publishable({"library_card@1.toml": ended, "library_card@2.toml": second}, before) == ()
    for texts, code, place in (
        ({"library_card@2.toml": of_version(2, "2026-01-01").encode()}, "PRF-081", "library_card@1.toml:1"),
        ({"library_card@1.toml": first.replace(b"attempts = 3", b"attempts = 4")}, "PRF-082", "library_card@1.toml:3"),
        ({**before, "reader@2.toml": second}, "PRF-061", "reader@2.toml:12"),
        ({**before, "reader@2.toml": ended.replace(b'"library_card"', b'"other"')}, "PRF-080", "reader@2.toml:1"),
    ):
        found = publishable(texts, before)
        assert (found[0].code, found[0].field) == (code, place)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (of_version(2, "2026-06-30"), "PRF-061"),
        (of_version(2, "2026-01-01"), "PRF-061"),
        (of_version(1, "2026-07-01"), "PRF-059"),
    ],
)
def test_versions_that_cross_are_refused(other: str, code: str) -> None:
    loaded = [load(of_version(1, "2026-01-01", "2026-06-30").encode(), "a.toml"), load(other.encode(), "b.toml")]
    (fault,) = faults_in(loaded)
    assert fault.code == code
    assert "since" in other.splitlines()[int(fault.field.removeprefix("b.toml:")) - 1]


@pytest.mark.parametrize(("case_class", "source", "told"), [
    ("ASYLUM", "REGISTRY", ["PRF-145"]),
    ("ASYLUM", "EMBASSY", ["PRF-005"]),
    ("ASYLUM", "MRZ", []),
    ("PROTECTED", "REGISTRY", []),
    ("CIVIL", "REGISTRY", []),
])  # fmt: skip
def test_no_register_is_asked_about_whom_somebody_pursues(case_class: str, source: str, told: list[str]) -> None:
    text = PROFILE.replace('class = "CIVIL"', f'class = "{case_class}"')
    text = text.replace('type = "country"', f'type = "country"\nprefill = ["{source}"]')
    line = text.splitlines().index(f'prefill = ["{source}"]') + 1
    assert faults(text) == [(code, f"library.toml:{line}") for code in told]


def test_nothing_comes_from_a_register_whatever_stands_in_a_profile() -> None:
    """Also a part that several services include, and a change that nobody checked."""
    asylum, civil = (PLANS.plan(name, NOW.date()).service for name in ("asylum", "id_card"))
    service = replace(asylum, profile=structs.replace(asylum.profile, fields=with_register(asylum.profile.fields)))
    assert service.filled_from("REGISTRY") == frozenset()
    assert "birth_date" in service.filled_from("MRZ")
    assert "birth_date" in civil.filled_from("REGISTRY")


def with_register(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {name: structs.replace(field, prefill=("MRZ", "REGISTRY")) for name, field in fields.items()}
