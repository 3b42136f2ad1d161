"""Parts that services share are joined with what a file says itself, and the file's own goes before."""

from dataclasses import replace
from hashlib import sha256
from importlib.resources import files

import pytest

from station.domain.finger_checks import Limits
from station.profiles import Profile, load
from station.profiles.including import PARTS
from station.profiles.words import GRADES

FILE = """
id = "shelter"
name = { hy = "Կացարան", en = "Shelter", ru = "Приют" }
version = 1
law = "Rules of the shelter"
class = "CIVIL"
modes = ["NORMAL"]
roles = ["VENDOR_OPERATOR", "STATE_OFFICER"]
receivers = ["intake"]
retention_days = 1
include = ["person@1", "two_people@1", "ten_fingers@1"]
graded = ["birth_date"]

[in_force]
since = 2026-01-01

[fields.birth_date]
type = "date_partial"

[[steps]]
id = "guest"
kind = "form"
name = { hy = "Հյուր", en = "Guest", ru = "Гость" }
fields = ["surname_latin", "surname_latin_source", "birth_date", "phone"]

[[steps]]
id = "fingers"
kind = "slaps"

[[steps]]
id = "review"
kind = "review"

[samples.fingers]
when = "birth_date_grade != PROVEN"
thresholds = { RIGHT_THUMB = 55 }

[[terms]]
fee_amd = 0
working_days = 1
"""


def read(text: str = FILE) -> Profile:
    loaded = load(text.encode(), "shelter.toml")
    assert loaded.problems == ()
    assert loaded.service is not None
    return loaded.service.profile


def faults(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in load(text.encode(), "shelter.toml").problems]


def test_only_what_a_step_asks_is_taken() -> None:
    asked = {"surname_latin", "surname_latin_source", "birth_date", "birth_date_grade", "phone"}
    assert set(read().fields) == asked


def test_the_files_own_entry_goes_before_and_what_it_does_not_say_is_the_parts() -> None:
    profile = read()
    assert (profile.fields["birth_date"].type, profile.fields["birth_date"].required) == ("date_partial", True)
    assert profile.samples.fingers is not None
    thresholds = profile.samples.fingers.thresholds
    assert (thresholds["RIGHT_THUMB"], thresholds["LEFT_THUMB"], len(thresholds)) == (55, 30, 10)


def test_lists_of_tables_come_after_the_files_own() -> None:
    own = '[[document.validity]]\nwhen = "age(issue) < 1"\nuntil = "issue + years(1)"\n'
    passport = FILE.replace('include = ["person@1", ', 'include = ["person@1", "held_document@1", "passport@1", ')
    whole = load((passport + own).encode(), "shelter.toml").written.entries  # as it is written: its own alone
    assert len(whole["document"]["validity"]) == 1
    text = files("station.profiles").joinpath("data", "biometric_passport.toml").read_text(encoding="utf-8")
    joined = load((text + own).encode(), "passport.toml").service
    assert joined is not None
    assert joined.profile.document is not None
    assert [each.until for each in joined.profile.document.validity][:2] == ["issue + years(1)", "issue + years(3)"]


def test_a_grade_follows_its_field_and_nobody_has_to_choose_it() -> None:
    profile = read()
    assert profile.steps[0].fields[2:4] == ("birth_date", "birth_date_grade")
    grade = profile.fields["birth_date_grade"]
    assert (grade.choices, grade.default, grade.required) == (GRADES, "DECLARED", False)
    assert grade.name is not None
    assert grade.name.en == "Date of birth: how well proven"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('"person@1", ', '"person@99", ', ("PRF-005", "shelter.toml:11")),
        ('graded = ["birth_date"]', 'graded = ["birth_dat"]', ("PRF-087", "shelter.toml:12")),
        ("include = [", "include = 1 #", ("PRF-004", "shelter.toml:11")),
        ("graded = [", "graded = 1 #", ("PRF-004", "shelter.toml:12")),
    ],
)
def test_what_is_not_there_is_named_with_its_line(before: str, after: str, found: tuple[str, str]) -> None:
    assert found in faults(FILE.replace(before, after))


def test_what_stood_under_a_number_stays() -> None:
    """Another text needs another number: drafts and published services rest on it."""
    folder = files("station.profiles").joinpath("shared")
    now = {name: sha256(folder.joinpath(f"{name}.toml").read_bytes()).hexdigest()[:16] for name in PARTS}
    assert now == DIGESTS


DIGESTS = {
    "asylum@1": "03e89dae46e85745",
    "displaced@1": "8fc9761d611a2557",
    "displaced@2": "0a5bc5d2d876c46b",
    "displaced@3": "fdb09f63e99d92be",
    "fee@1": "318cb0b75f9c85b0",
    "fingers_bsi_442@1": "2c9253db99ae996d",
    "fingers_bsi_passport@1": "6eec8ad532027d51",
    "fingers_ees@1": "c2970e7ed7098d55",
    "fingers_generic@1": "0b80f0a50c6f2057",
    "fingers_mosip@1": "04d1c4b5b69a637f",
    "foreigner@1": "6fc45be408126bae",
    "held_document@1": "31d1950f3a80f144",
    "held_document@2": "0e8724f2737aad6f",
    "identity@1": "1f7f280874b1308a",
    "officers@1": "601eb7d30b3c53ff",
    "passport@1": "2359357bf5a4ef61",
    "person@1": "5f16346b6132f72b",
    "person@2": "b621e18f67bfe5bb",
    "portrait_ees@1": "dc4dd4ce8985c9e7",
    "portrait_ees@2": "ae43008dea142193",
    "portrait_generic@1": "48f6fc2ca61ce520",
    "portrait_generic@2": "5523d4de44bd1028",
    "portrait_icao_passport@1": "cec7f8a35b169ffd",
    "portrait_icao_passport@2": "9fbe87e4af74d550",
    "portrait_mosip@1": "c1f35541e3bb53d1",
    "portrait_mosip@2": "6bf519d89ed3fe50",
    "protection@1": "375fa8ecffc5db71",
    "protection@2": "3d18306a036df98f",
    "represented@1": "b002e4d2b8149bfe",
    "residence@1": "2076bb1843d955f8",
    "residence@2": "fbb30d0f14ea33c3",
    "stateless@1": "c0b6034c1a9cf330",
    "ten_fingers@1": "baf14599b4bbfc96",
    "travel_document@1": "28701796ae23c31b",
    "told@2": "f030ac894002791a",
    "told@1": "bd6960409554d48f",
    "two_people@1": "8fd175c88b9ff0f8",
    "work@1": "ac199c122febd703",
    "work@2": "42ce947b4b6e04bd",
}


@pytest.mark.parametrize(
    ("part", "scored", "hand", "index"),
    [
        ("fingers_bsi_442@1", "EACH", "ON", 30),
        ("fingers_bsi_passport@1", "EACH", "ON", 30),
        ("fingers_ees@1", "EACH", "ON", 30),
        ("fingers_mosip@1", "AVERAGE", "ON", 40),
        ("fingers_generic@1", "EACH", "EVALUATION", 20),
    ],
)
def test_rules_for_fingers_are_parts_and_a_service_may_set_limits_over_them(
    part: str, scored: str, hand: str, index: int
) -> None:
    text = FILE.replace('"ten_fingers@1"', f'"{part}"')
    fingers = read(text).samples.fingers
    assert fingers is not None
    assert (fingers.scored, fingers.hand, fingers.thresholds["LEFT_INDEX"], fingers.limits) == (scored, hand, index, {})
    stricter = read(text + "\n[samples.fingers.limits]\nedge_ask_mm = 0.5\n").samples.fingers
    assert stricter is not None
    assert stricter.limits == {"edge_ask_mm": 0.5}
    assert Limits().but(stricter.limits) == replace(Limits(), edge_ask_mm=0.5)


def test_a_limit_that_no_check_has_is_a_fault() -> None:
    assert faults(FILE + "\n[samples.fingers.limits]\nedge_ask_miles = 0.5\n")
