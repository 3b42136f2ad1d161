"""What signers are told of a publication: in sentences, by what it means for people and not by the lines of a file."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from station.domain.errors import Problem
from station.policy.differences import differences
from station.policy.from_toml import policy_files
from station.policy.proof import SERVICES
from tests.support.policy import OTHER_CERTIFICATE, registry_toml, rules_toml
from tests.unit.station.profiles.test_faults import PROFILE

AT = datetime(2026, 11, 30, tzinfo=UTC)
FIRST = PROFILE.replace("until = 2026-12-31\n", "")
NEXT = FIRST.replace("version = 1", "version = 2").replace("since = 2026-01-01", "since = 2027-01-01")
NAMES = ("law", "service", "version", "other", "since", "part", "name", "entry", "before", "after", "added", "removed")


def told(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[tuple[str, str]]:
    return [(each.code, said(each)) for each in differences(before, after)]


def said(each: Problem) -> str:
    return " | ".join(str(each.params[name]) for name in NAMES if name in each.params)


def of_card(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Of the next version of the card, against the one that is published."""
    text = NEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    before = {f"{SERVICES}library_card@1.toml": FIRST.encode()}
    after = {
        f"{SERVICES}library_card@1.toml": PROFILE.encode(),
        f"{SERVICES}library_card@2.toml": text.encode(),
    }
    first, second, *rest = told(before, after)
    assert first == ("PUB-LAST-DAY", "library_card | 1 | – | 2026-12-31")
    assert second == ("PUB-VERSION", "library_card | 2 | 1 | 2027-01-01")
    return [(code, text.removeprefix("library_card | ")) for code, text in rest]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((), []),
        (
            [("[samples.fingers]", '[samples.fingers]\nwhen = "age(issue) >= 12"')],
            [("PUB-S-AGES", "sample | fingers | when | 0+ | 12+")],
        ),
        (
            [('when = "age(application) < 16"', 'when = "age(application) < 18"')],
            [("PUB-S-AGES", "consent | MOTHER | when | 0-15 | 0-17")],
        ),
        (
            [('required = "age(application) >= 16"', 'required = "6 <= age(application) < 16 or age(issue) >= 60"')],
            [("PUB-S-AGES", "field | ground | required | 16+ | 6-15, 60+")],
        ),
        (
            [('required = "age(application) >= 16"', "required = false")],
            [("PUB-S-AGES", "field | ground | required | 16+ | –")],
        ),
        (
            [('when = "ground == STUDY"', 'when = "ground == WORK"')],
            [("PUB-S-CHANGED", "paper | PASSPORT | when | ground == STUDY | ground == WORK")],
        ),
        (
            [("RIGHT_THUMB = 30", "RIGHT_THUMB = 40")],
            [("PUB-S-CHANGED", "sample | fingers | thresholds.RIGHT_THUMB | 30 | 40")],
        ),
        ([("attempts = 3", "attempts = 5")], [("PUB-S-CHANGED", "sample | fingers | attempts | 3 | 5")]),
        ([("fee_amd = 500", "fee_amd = 700")], [("PUB-S-CHANGED", "terms | 2 | fee_amd | 500 | 700")]),
        (
            [("retention_days = 10", "retention_days = 9")],
            [("PUB-S-CHANGED", "service | library_card | retention_days | 10 | 9")],
        ),
        (
            [('by = ["STATE_OFFICER"]', 'by = ["UNIT_SUPERVISOR"]')],
            [("PUB-S-LIST", "service | library_card | acts.approve.by | UNIT_SUPERVISOR | STATE_OFFICER")],
        ),
        (
            [('who = ["age(application) >= 6"]', 'who = ["age(application) >= 7"]')],
            [("PUB-S-AGES", "who | 1 | condition | 6+ | 7+")],
        ),
    ],
)
def test_each_change_has_its_sentence(changes: list[tuple[str, str]], found: list[tuple[str, str]]) -> None:
    assert of_card(*changes) == found


def test_what_is_new_and_what_is_gone() -> None:
    field = '[fields.shelf]\ntype = "text"\nrequired = "age(application) >= 18"\n\n[[steps]]\nid = "person"'
    found = of_card(
        ('[[steps]]\nid = "person"', field),
        ('"hall", "kin"]', '"kin", "shelf"]'),
        ('[fields.hall]\ntype = "country"\nname = { hy = "Սրահ", en = "Hall", ru = "Зал" }\n\n', ""),
    )
    assert found == [
        ("PUB-S-REMOVED", "field | hall"),
        ("PUB-S-LIST", "step | person | fields | shelf | hall"),
        ("PUB-S-ADDED", "field | shelf"),
        ("PUB-S-NEW", "field | shelf | type | text"),
        ("PUB-S-NEW", "field | shelf | when | 0+"),
        ("PUB-S-NEW", "field | shelf | required | 18+"),
    ]


def test_a_service_of_which_there_was_none() -> None:
    assert told({}, {f"{SERVICES}library_card@1.toml": FIRST.encode()}) == [
        ("PUB-SERVICE", "library_card | 1 | 2026-01-01")
    ]


def test_days_of_laws_against_those_that_hold_until_now() -> None:
    """Of the program, where none were published."""
    first = {f"{SERVICES}laws@1.toml": b"version = 1\n[days]\nid_law_from = 2027-01-01\n"}
    assert told({}, first) == [
        ("PUB-LAW", "foreigners_law_from | 2026-11-01 | –"),
        ("PUB-LAW", "id_law_from | – | 2027-01-01"),
    ]
    assert told(first, {**first, f"{SERVICES}laws@2.toml": b"version = 2\n[days]\nid_law_from = 2027-01-01\n"}) == []


def test_registry_and_rules_by_what_changed_in_them() -> None:
    texts = {"registry.toml": registry_toml(), "rules.toml": rules_toml()}
    before = policy_files(texts, {}, AT)
    texts = {
        "registry.toml": registry_toml(
            unit='closes = 2027-01-31\nmerged_into = "vanadzor"',
            more="""
[[units]]
id = "vanadzor"
names = { hy = "Վ", ru = "В", en = "V" }
marz = "shirak"
opens = 2027-02-01
open_days = ["mon"]
""",
        ).replace(f'certificates = ["{"a" * 64}"]', f'certificates = ["{"a" * 64}", "{OTHER_CERTIFICATE}"]'),
        "rules.toml": rules_toml(grace_days=3, more='[[modes]]\nmode = "MOBILE"\nsince = 2027-01-01'),
    }
    after = policy_files(texts, before, AT)
    assert sorted(told(before, after)) == sorted(
        [
            ("PUB-CHANGED", "unit | gyumri | closes | – | 2027-01-31"),
            ("PUB-CHANGED", "unit | gyumri | merged_into | – | vanadzor"),
            ("PUB-ADDED", "certificate | gyumri / gyumri-1 / bbbbbbbbbbbbbbbb"),
            ("PUB-ADDED", "unit | vanadzor"),
            ("PUB-CHANGED", "rules |  | offline.grace_days | 7 | 3"),
            ("PUB-CHANGED", "rules |  | modes.1.mode | – | MOBILE"),
            ("PUB-CHANGED", "rules |  | modes.1.since | – | 2027-01-01"),
        ]
    )
    assert told(after, after) == []
