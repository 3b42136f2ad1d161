"""What a service asks has words, its own or the program's; what has none is named with its line."""

import pytest

from station.profiles import built_in, load
from station.profiles.library import built_in_texts
from station.profiles.looked_at import to_look_at
from station.profiles.naming import name_faults
from tests.unit.station.profiles.test_faults import PROFILE

HALL = 'name = { hy = "Սրահ", en = "Hall", ru = "Зал" }\n'


def faults(text: str) -> list[tuple[str, str]]:
    """Code, and the text of the line; of a file that loads."""
    loaded = load(text.encode(), "card.toml")
    assert loaded.problems == ()
    lines = text.splitlines()
    return [(each.code, lines[int(each.field.split(":")[1]) - 1]) for each in name_faults([loaded])]


def refused(text: str) -> list[tuple[str, str]]:
    lines = text.splitlines()
    return [(each.code, lines[int(each.field.split(":")[1]) - 1]) for each in load(text.encode(), "card.toml").problems]


@pytest.mark.parametrize("name", sorted(built_in_texts()))
def test_those_of_the_program_have_words_for_all_they_ask(name: str) -> None:
    assert name_faults([load(built_in_texts()[name], name)]) == ()
    assert built_in().ids


def test_one_that_says_all_itself_has_no_fault() -> None:
    assert faults(PROFILE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HALL, "", [("PRF-110", "[fields.hall]")]),
        ("[fields.ground.choice_names]\nSTUDY", "[fields.ground.choice_names]\nWORKING", []),
        ('role = { type = "choice", choices = ["MOTHER", "FATHER"] }', 'bond = { type = "text" }',
         [("PRF-110", 'bond = { type = "text" }')]),
        ('choices = ["MOTHER", "FATHER"]', 'choices = ["MOTHER", "COUSIN"]',
         [("PRF-111", 'role = { type = "choice", choices = ["MOTHER", "COUSIN"] }')]),
        ('choices = ["STUDY", "WORK"]', 'choices = ["STUDY", "WORK", "PLAY"]',
         [("PRF-111", 'choices = ["STUDY", "WORK", "PLAY"]')]),
    ],
)  # fmt: skip
def test_what_has_no_words_is_named_with_its_line(old: str, new: str, said: list[tuple[str, str]]) -> None:
    text = PROFILE.replace(old, new)
    assert text != PROFILE
    if said:
        assert faults(text) == said
    else:
        assert [code for code, _ in refused(text)] == ["PRF-112"]


def test_a_language_left_out_and_one_too_many_are_refused() -> None:
    without = PROFILE.replace(HALL, 'name = { hy = "Սրահ", en = "Hall" }\n')
    assert refused(without) == [("PRF-003", 'name = { hy = "Սրահ", en = "Hall" }')]
    more = PROFILE.replace(HALL, 'help = { hy = "Սրահ", en = "Hall", ru = "Зал", fr = "Salle" }\n')
    assert [code for code, _ in refused(more)] == ["PRF-002"]
    empty = PROFILE.replace(HALL, 'name = { hy = "Սրահ", en = " ", ru = "Зал" }\n')
    assert [code for code, _ in refused(empty)] == ["PRF-006"]


def test_the_same_words_in_two_languages_are_pointed_at_and_stop_nothing() -> None:
    text = PROFILE.replace(HALL, 'name = { hy = "Hall", en = "Hall", ru = "Зал" }\n')
    loaded = load(text.encode(), "card.toml")
    assert [each.code for each in to_look_at([loaded])] == ["PRF-113"]
    assert (loaded.problems, name_faults([loaded])) == ((), ())
    assert to_look_at([load(PROFILE.encode(), "card.toml")]) == ()
