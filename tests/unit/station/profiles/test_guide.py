"""The guide is true: its example has no fault, its conditions are read, its lists are those of the program."""

from pathlib import Path
from re import DOTALL, findall, search

from station.profiles import load
from station.profiles.condition import Kind, Names, day_of, truth_of
from station.profiles.condition.functions import FUNCTIONS
from station.profiles.condition.kinds import DAY, NUMBER, TEXT, TRUTH, Sort, countries
from station.profiles.looked_at import to_look_at
from station.profiles.names import names_of
from station.profiles.naming import name_faults
from station.profiles.reach import reach_faults
from station.profiles.words import CLASSES, FIELD_TYPES, FINGER_STATES, SOURCES

GUIDE = (Path(__file__).parents[4] / "docs" / "service-guide.md").read_text(encoding="utf-8")
FIELDS = {
    "birth_date": DAY,
    "marriage": DAY,
    "paid_on": DAY,
    "sex": Kind(Sort.WORD, frozenset("FM")),
    "ground": Kind(Sort.WORD, frozenset({"STUDY", "WORK"})),
    "in_spr": TRUTH,
    "authority": TEXT,
    "turnover": NUMBER,
    "citizenships": countries(several=True),
    "parents": Kind(
        Sort.PEOPLE,
        members={
            "role": Kind(Sort.WORD, frozenset({"MOTHER"})),
            "present": TRUTH,
            "citizenships": countries(several=True),
        },
    ),
}


def test_its_whole_profile_has_no_fault() -> None:
    found = search(r"```toml\n(.*?)```", GUIDE, DOTALL)
    assert found is not None
    loaded = load(found[1].encode(), "reading_card.toml")
    assert loaded.problems == ()
    assert loaded.service is not None
    assert set(names_of(loaded.service.profile.fields).fields) == {"surname", "birth_date", "ground", "guarantors"}
    assert (name_faults([loaded]), reach_faults([loaded]), to_look_at([loaded])) == ((), (), ())


def test_each_condition_of_its_table_is_one() -> None:
    table = GUIDE.split("| you mean | you write |")[1].split("\n\n")[0]
    rows = [row.split("|") for row in table.splitlines()[2:]]
    written = [(row[1].strip(), text) for row in rows for text in findall(r"`([^`]+)`", row[2])]
    conditions = [(row, text) for row, text in written if text.upper() != text and "..." not in text]
    assert len(conditions) > 20
    for row, text in conditions:
        read = day_of if row == "an end" else truth_of
        assert read(text, Names(FIELDS, ends=True)).text == text


def test_it_names_every_function_type_and_word() -> None:
    for name in (*FUNCTIONS, *FIELD_TYPES, *CLASSES, *FINGER_STATES, *SOURCES):
        assert search(rf"\b{name}\b", GUIDE), name
