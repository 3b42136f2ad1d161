"""A service is found by what people type, in whatever language its name comes to their mind."""

import pytest

from ui.pages.home.service_search import by_digit, matching

SERVICES = ("id_card", "biometric_passport", "not_yet_named")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", SERVICES),
        ("  ", SERVICES),
        ("pass", ("biometric_passport",)),
        ("PASS bio", ("biometric_passport",)),
        ("пасп", ("biometric_passport",)),
        ("անձն", ("biometric_passport",)),
        ("card", ("id_card",)),
        ("not_yet", ("not_yet_named",)),
        ("named", ("not_yet_named",)),
        ("port", ()),
        ("pass card", ()),
    ],
)
def test_every_typed_word_begins_one_of_its_words(typed: str, found: tuple[str, ...]) -> None:
    assert matching(SERVICES, typed) == found


@pytest.mark.parametrize(
    ("typed", "service"),
    [("1", "id_card"), ("3", "not_yet_named"), ("4", None), ("0", None), ("12", None), ("a", None)],
)
def test_a_digit_is_a_place_in_the_list(typed: str, service: str | None) -> None:
    assert by_digit(SERVICES, typed) == service
