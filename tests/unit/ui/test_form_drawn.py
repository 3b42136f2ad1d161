"""Whatever a profile or a type of field may ask for, the form page can draw and has words for."""

import pytest

from station.fields import TYPES, parts_of
from station.profiles import built_in
from tests.support.clock import NOW
from tests.support.plans import HOLDING, form_of
from ui.messages import words
from ui.pages.form.inputs import BY_PLACE, WIDGETS
from ui.pages.form.sections import arrange, reading_order
from ui.widgets.field_words import choice_key, label_key, step_key

TODAY = NOW.date()
SERVICES = [built_in().service(name, TODAY) for name in HOLDING]
UNNAMED = "field.unnamed"


def test_the_page_has_an_input_for_every_type() -> None:
    assert {each.widget for each in TYPES.values()} == WIDGETS


def test_each_type_is_typed_by_place_or_in_words() -> None:
    """A new type of one line belongs to one of them: numbers and codes by the place of keys, words by the layout."""
    lines = {each.name for each in TYPES.values() if each.widget == "line"}
    assert lines == {*BY_PLACE, "text"}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.profile.id)
def test_each_field_of_each_profile_has_a_name_and_each_choice_its_words(service: object) -> None:
    fields = list(service.asks.values())  # type: ignore[attr-defined]
    rules = service.profile.fields  # type: ignore[attr-defined]
    asked = [field for field in fields if rules[field.id].when is not False]
    while asked:
        field = asked.pop()
        assert field.called or label_key(field.id) != UNNAMED, field.id
        for word in ("YES", "NO") if field.type == "yes_no" else field.choices:
            if word not in field.choice_names and not (field.id.endswith("_latin_source") and word == "TABLE"):
                assert choice_key(field.id, field.type, word) != UNNAMED, (field.id, word)
        asked += parts_of(field)


def test_parts_of_every_type_have_names_too() -> None:
    from station.fields import Field

    for each in TYPES.values():
        for part in parts_of(Field("it", each.name)):
            assert label_key(part.id) != UNNAMED, part.id
            for word in part.choices:
                assert choice_key(part.id, part.type, word) != UNNAMED, (part.id, word)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.profile.id)
def test_every_field_of_a_step_stands_on_its_page_once(service: object) -> None:
    for step in service.profile.steps:  # type: ignore[attr-defined]
        assert sorted(reading_order(arrange(step.fields))) == sorted(step.fields)


def test_a_form_nobody_arranged_has_two_fields_a_row_and_wide_ones_alone() -> None:
    (section,) = arrange(("one", "two", "three", "people", "four"), {"people"})
    assert section.rows == (("one", "two"), ("three",), ("people",), ("four",))
    assert section.wide


def test_how_well_a_field_is_proven_stands_with_it() -> None:
    known, others = arrange(("sex", "sex_grade", "one", "two", "two_grade", "people", "people_grade"), {"people"})
    assert known.rows == (("sex",), ("sex_grade",))
    assert others.rows == (("one",), ("two", "two_grade"), ("people",), ("people_grade",))


def test_a_name_is_looked_for_by_the_whole_id_and_then_by_its_end() -> None:
    assert label_key("given_latin_source") == "field.label.latin_source"
    assert label_key("parents.12.role") == "field.label.role"
    assert label_key("phase_of_the_moon") == UNNAMED
    assert step_key("applicant", "title") == "field.step.applicant.title"
    assert step_key("no_such_step", "title") == "field.step.any.title"
    assert UNNAMED in words("hy")


def test_choices_are_written_as_drafts_have_always_held_them() -> None:
    form = {each.field_id: each for each in form_of("applicant").now({}, TODAY).fields}
    assert form["sex"].choices == ("F", "M", "X")
    assert form["psn_kind"].choices == ("psn", "refusal_certificate", "pending")
    assert form_of("portrait").now({}, TODAY).fields == ()
