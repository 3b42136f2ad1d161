"""ICU judges the table of Latin letters, capitals and the order of names, by what the CLDR knows of Armenian.

Where we say something else, it is one of the differences that docs/names.md explains: each is written here as the
change that makes ICU say the same, and none of them may be needless.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from station.domain.armenian import collation_key, hy_upper
from station.domain.romanisation import romanise
from tests.peers.java import JavaPeer
from tests.support.armenian_names import a_name

pytestmark = pytest.mark.peers

ICU = JavaPeer("icu", "Icu")
NAMES = tuple(dict.fromkeys(a_name(by) for by in (Random("names for ICU"),) for _ in range(5000)))
PAGE = Path(__file__).parents[2] / "docs" / "names.md"
VOWELS = "ԱԵԷԸԻՈՒՕ"

SPELLED: Mapping[str, tuple[str, str]] = {
    "ye after a vowel": (rf"(?<=[{VOWELS}])Ե", "Է"),
    "ei is no ligature, at the beginning": (r"(?<![Ա-Ֆ])ԵԻ", "ՅԷԻ"),
    "ei is no ligature, within": (r"ԵԻ", "ԷԻ"),
    "one r": ("Ռ", "Ր"),
    "o behind an aspirate": (r"(?<=[ԹՓՔՉՑ])Ո(?![ՒՎ])", "Օ"),
}
"""What is changed in a name in capitals, as ICU is asked it."""
APOSTROPHE = "no apostrophe"
ORDERED: Mapping[str, str] = {
    "ու is a letter behind ւ": "&ւ<ու<<<Ու<<<ՈՒ",
    "և is its two letters": "&եվ=և &եվ=եւ &եվ=Եւ &եվ=ԵՒ",
}
"""Rules beside those of the CLDR."""


@dataclass(frozen=True)
class Heard:
    """latin: of each name as it is and as it is changed, by which differences are left out. orders: likewise."""

    versions: list[str]
    capitals: list[str]
    latin: Mapping[str, list[str]]
    orders: Mapping[str, list[str]]


def changed(name: str, left_out: str) -> str:
    text = hy_upper(name).replace("ԵՒ", "ԵՎ")  # alike for both of us
    for called, (sought, put) in SPELLED.items():
        if left_out not in (called, "all"):
            text = re.sub(sought, put, text)
    return text


def rules(left_out: str) -> str:
    return " ".join(rule for called, rule in ORDERED.items() if left_out not in (called, "all"))


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    spelled, ordered = ("", "all", *SPELLED), ("", "all", *ORDERED)
    questions = [["versions"], *(["capitals", name] for name in NAMES)]
    questions += [["latin", changed(name, left_out)] for left_out in spelled for name in NAMES]
    questions += [["sort", rules(left_out), *NAMES] for left_out in ordered]
    answers = iter(ICU.ask(questions, tmp_path_factory.mktemp("icu")))

    def many() -> list[str]:
        return [next(answers)[0] for _ in NAMES]

    return Heard(
        next(answers),
        many(),
        {left_out: [said.upper() for said in many()] for left_out in spelled},
        {left_out: next(answers) for left_out in ordered},
    )


def differing(theirs: list[str], ours: Callable[[str], str] = romanise) -> list[tuple[str, str, str]]:
    assert len(theirs) == len(NAMES)
    return [(name, said, ours(name)) for name, said in zip(NAMES, theirs, strict=True) if said != ours(name)]


def without_apostrophes(said: list[str]) -> list[str]:
    return [text.replace("\u2019", "") for text in said]


def test_its_letters_are_the_tables_but_for_what_is_explained(heard: Heard) -> None:
    assert differing(without_apostrophes(heard.latin[""])) == []
    alike = len(NAMES) - len(differing(without_apostrophes(heard.latin["all"])))
    print(f"ICU {heard.versions[0]}, CLDR {heard.versions[1]}: {len(NAMES)} names, {alike} alike but for apostrophes")
    assert 500 < alike < len(NAMES)


@pytest.mark.parametrize("difference", SPELLED)
def test_each_difference_of_spelling_is_one(heard: Heard, difference: str) -> None:
    found = differing(without_apostrophes(heard.latin[difference]))
    print(f"ICU, {difference}: {len(found)} names, as {found[0]}")
    assert len(found) > 10


def test_it_writes_apostrophes_that_no_zone_has(heard: Heard) -> None:
    found = differing(heard.latin[""])
    print(f"ICU, {APOSTROPHE}: {len(found)} names, as {found[0]}")
    assert len(found) > 1000
    assert all(re.search("[ԹՓՔՉՑ]", hy_upper(name)) for name, _, _ in found)


def test_its_capitals_are_ours(heard: Heard) -> None:
    """Of names with one sign for a hyphen: ICU keeps the Armenian one."""
    assert differing([text.replace("\u058a", "-") for text in heard.capitals], hy_upper) == []


def test_its_order_is_ours_but_for_what_is_explained(heard: Heard) -> None:
    assert heard.orders[""] == sorted(NAMES, key=collation_key)


@pytest.mark.parametrize("difference", [*ORDERED, "all"])
def test_each_difference_of_order_is_one(heard: Heard, difference: str) -> None:
    ours = sorted(NAMES, key=collation_key)
    moved = sum(one != other for one, other in zip(heard.orders[difference], ours, strict=True))
    print(f"ICU, order, {difference}: {moved} of {len(ours)} names stand elsewhere")
    assert sorted(heard.orders[difference]) == sorted(ours)
    assert moved > 10


def test_the_page_explains_each() -> None:
    explained = PAGE.read_text(encoding="utf-8")
    assert {name for name in (*SPELLED, APOSTROPHE, *ORDERED) if f"| {name} |" not in explained} == set()
