"""A service is found by what people type, in whatever language its name comes to their mind."""

import pytest

from station.services.views import ServiceView
from tests.support.plans import PLANS
from ui.pages.home.service_search import by_digit, matching

IDS = ("id_card", "biometric_passport", "stall")
SERVICES = (
    *(ServiceView(each, PLANS.name(each)) for each in IDS[:2]),
    ServiceView("stall", {"hy": "Կրպակ", "en": "Market stall", "ru": "Лавка"}),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", IDS),
        ("  ", IDS),
        ("pass", ("biometric_passport",)),
        ("PASS bio", ("biometric_passport",)),
        ("пасп", ("biometric_passport",)),
        ("անձն", ("biometric_passport",)),
        ("card", ("id_card",)),
        ("кр", ("stall",)),  # Կրպակ
        ("krp", ("stall",)),
        ("չջսգ", ("id_card",)),  # card, with the Armenian layout on
        ("зфыы", ("biometric_passport",)),  # pass, with the Russian one
        ("kfd", ("stall",)),  # лав, with that of the United States
        ("ghj", ()),
        ("лав", ("stall",)),
        ("port", ()),
        ("pass card", ()),
    ],
)
def test_every_typed_word_begins_one_of_its_words(typed: str, found: tuple[str, ...]) -> None:
    assert tuple(each.service_id for each in matching(SERVICES, typed)) == found


@pytest.mark.parametrize(
    ("typed", "service"),
    [("1", "id_card"), ("3", "stall"), ("4", None), ("0", None), ("12", None), ("a", None)],
)
def test_a_digit_is_a_place_in_the_list(typed: str, service: str | None) -> None:
    assert by_digit(SERVICES, typed) == service


@pytest.mark.parametrize("typed", ["տարևոր", "տարեւոր", "տարեվոր", "ՏԱՐԵՎՈՐ", "ՏԱՐԵՒՈՐ"])
def test_however_yev_is_typed(typed: str) -> None:
    old = ServiceView("old", {"hy": "Տարևոր ծառայություն", "en": "Old", "ru": "Старый"})
    assert matching((*SERVICES, old), typed) == (old,)
