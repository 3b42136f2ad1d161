"""What signed policy says in the window: unit and desk in the language in use, the mode, a warning on every page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from station.bootstrap import Station
from station.domain.errors import Problem
from station.services.views import PolicyView
from tests.support.layout import clipped, outside
from tests.support.person_cards import person_cards
from tests.support.window_lint import nameless, too_small
from ui.messages import called, know_people
from ui.shell.window import Shell

GYUMRI = {"hy": "Գյումրի 1", "ru": "Гюмри 1", "en": "Gyumri 1"}


class Said:
    """A policy that says what the test wants, and tells who listens."""

    def __init__(self, view: PolicyView) -> None:
        self.now = view
        self.heard: list[Callable[[], None]] = []

    def view(self) -> PolicyView:
        return self.now

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.heard.append(on_change)
        return lambda: self.heard.remove(on_change)

    def say(self, view: PolicyView) -> None:
        self.now = view
        for hear in self.heard:
            hear()


def place(window: Shell) -> str:
    return window.frame.top_bar._place.text()


def mode(window: Shell) -> str:
    return window.frame.top_bar._mode.text()


def test_the_demonstrations_own_policy_is_shown_without_a_warning(window: Shell) -> None:
    assert place(window) == "Գյումրի, desk 3"
    assert mode(window) == "DEMONSTRATION"
    assert not window.frame.notice.isVisible()


def test_the_unit_speaks_the_language_in_use_and_the_warning_too(
    station: Station, open_window: Callable[[Station], Shell], qtbot: object
) -> None:
    said = Said(PolicyView("fresh", unit=GYUMRI, desk="2"))
    window = open_window(replace(station, policy=said))  # type: ignore[arg-type]
    assert place(window) == "Gyumri 1, desk 2"
    window.choose_language("ru")
    assert place(window) == "Гюмри 1, рабочее место 2"
    said.say(replace(said.now, state="grace", problem=Problem("STN-711", {"until": "15.12.2026"})))
    qtbot.waitUntil(window.frame.notice.isVisible)  # type: ignore[attr-defined]
    assert "15.12.2026" in window.frame.notice.accessibleName()
    before = window.frame.notice.accessibleName()
    window.choose_language("hy")
    assert window.frame.notice.accessibleName() != before
    said.say(replace(said.now, state="fresh", problem=None))
    qtbot.waitUntil(lambda: not window.frame.notice.isVisible())  # type: ignore[attr-defined]


def test_desk_and_people_are_called_in_the_language_in_use(
    station: Station, open_window: Callable[[Station], Shell]
) -> None:
    who = next(person for person in station.sign_in.credentials() if person.identifier)
    people = {who.identifier: {"hy": "Մեկը", "ru": "Кто-то", "en": "Somebody"}}
    desk = {"hy": "Երկրորդը", "ru": "Второе", "en": "The second"}
    said = Said(PolicyView("fresh", unit=GYUMRI, desk="2", desk_names=desk, people=people))
    window = open_window(replace(station, policy=said))  # type: ignore[arg-type]
    try:
        for tag, there, name in (("ru", "Второе", "Кто-то"), ("en", "The second", "Somebody")):
            window.choose_language(tag)
            assert place(window).endswith(there)
            cards = [card.accessibleName() for card in person_cards(window)]
            assert [card for card in cards if card.startswith(f"{name}, ")] != []
        said.say(replace(said.now, people={}))
        window.choose_language("ru")
        assert called(who) == who.name
    finally:
        know_people({})


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
@pytest.mark.parametrize("size", [(1024, 640), (1366, 768)])
def test_the_warning_fits(
    station: Station, open_window: Callable[[Station], Shell], language: str, size: tuple[int, int]
) -> None:
    view = PolicyView("grace", "MASS_INFLUX", unit=GYUMRI, desk="2", problem=Problem("STN-712", {"desk": "2"}))
    window = open_window(replace(station, policy=Said(view)))  # type: ignore[arg-type]
    window.resize(*size)
    window.choose_language(language)
    for _ in range(2):
        QApplication.processEvents()
    assert window.frame.notice.isVisible()
    assert [*clipped(window), *nameless(window), *outside(window), *too_small(window)] == []


def test_another_mode_than_normal_is_said(station: Station, open_window: Callable[[Station], Shell]) -> None:
    window = open_window(replace(station, policy=Said(PolicyView("fresh", "TRAINING"))))  # type: ignore[arg-type]
    assert mode(window) == "DEMONSTRATION\nTRAINING"
    window.frame.top_bar.show_place("production", "Gyumri 1", "2", "TRAINING")
    assert mode(window) == "TRAINING"
