"""A screen reader reads a whole enrollment: over a real accessibility bus, on a display of its own, by keys alone."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.once import copy_of
from tests.support.spoken import Place, Spoken, listen

STEPS = ("document", "applicant", "request", "papers", "portrait", "fingerprints", "signature")
PLACES = ("sign_in", "refused", "home", "commands", *STEPS, "advice", "review", "sealed")
OVER = ("choice", "menu")
"""What is open over a page."""
NO_ROLE = {"filler", "unknown", "invalid", "redundant object", ""}
NO_CONTENT = {"filler", "panel", "scroll pane", "layered pane", "frame", "separator"}
"""What only holds others, and needs no name."""


def stops(place: Place) -> list[Spoken]:
    """What the keyboard can be at."""
    return [each for each in place.shown if "focusable" in each.states and each.role not in NO_CONTENT]


def it_comes_by_every_page(read: Mapping[str, Place]) -> None:
    assert set(read) >= {*PLACES, *OVER}


def whatever_takes_the_keyboard_has_a_role_and_a_name(read: Mapping[str, Place], place: str) -> None:
    found = stops(read[place])
    assert len(found) > 3, place
    assert [each for each in found if each.role in NO_ROLE or not each.known_by] == [], place


def it_hears_where_the_keyboard_is(read: Mapping[str, Place], place: str) -> None:
    at = read[place].at
    assert at.role not in NO_ROLE, place
    assert at.known_by, place
    assert "focused" in at.states, place


def a_sheet_is_named_and_the_keyboard_is_in_it(read: Mapping[str, Place]) -> None:
    assert read["commands"].said[-1] == "find any command"
    assert read["commands"].at.name == "What do you want to do?"


def where_the_keyboard_is_in_what_drops_down_is_heard(read: Mapping[str, Place]) -> None:
    """A menu's entries hang below no window that it walks through; it is told each all the same, with its role."""
    at = read["choice"].at
    assert (at.role, at.name) == ("list item", "Certificate of not receiving a PSN")
    assert "focused" in at.states
    assert [each.name for each in read["choice"].shown if each.role == "list item"][-2:] == [at.name, "Not yet given"]
    at = read["menu"].at
    assert (at.role, at.name) == ("menu item", "Right eye")
    assert "focused" in at.states


def values_are_read_and_pins_are_not(read: Mapping[str, Place]) -> None:
    typed = {each.text for each in read["applicant"].shown if each.text}
    assert {"HOVHANNISYAN", "15.06.1990", "6506901230"} <= typed
    for place, pin in (("sign_in", "12"), ("review", "56")):
        (secret,) = [each for each in read[place].shown if each.role == "password text" and each.text]
        assert secret.known_by
        assert pin not in (secret.text or "")
    everything = [text for place in read.values() for each in place.shown for text in (each.text, each.name) if text]
    assert not {"0000", "1234", "5678"} & set(everything)


def what_changes_is_announced(read: Mapping[str, Place]) -> None:
    said = {name: " | ".join(place.said) for name, place in read.items()}
    assert "The PIN is not right. Tries left: 4." in said["refused"]
    assert "The face is too far away." in said["advice"]
    assert "Portrait. " in said["advice"], "the page itself"
    assert "Which document does the applicant hold?" in said["commands"], "before the search was opened"
    assert [name for name in STEPS[1:] if not said[name]] == [], "each step is told when it is shown"
    assert "The centre has received the packet." in said["sealed"]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_screen_reader_reads_a_whole_enrollment(demo_keys: Path, tmp_path: Path, display: str) -> None:
    """One test: where several processes share the tests, each would enroll somebody for its part of them."""
    read = listen(copy_of(demo_keys, tmp_path / "home"), display)
    it_comes_by_every_page(read)
    for place in PLACES:
        whatever_takes_the_keyboard_has_a_role_and_a_name(read, place)
    for place in PLACES:
        it_hears_where_the_keyboard_is(read, place)
    a_sheet_is_named_and_the_keyboard_is_in_it(read)
    where_the_keyboard_is_in_what_drops_down_is_heard(read)
    values_are_read_and_pins_are_not(read)
    what_changes_is_announced(read)
