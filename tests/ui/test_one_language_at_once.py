"""Each state of the capture pages, spoken to in one language and then in another: no word of the first stays."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from devices.api.device import DeviceKind
from station.domain.capture import PortraitGuidance, SlapGuidance
from tests.support.fitting import Framed, Open, lay_out
from tests.ui.test_every_state_fits import PAD, Drawn, finger_states, ink_states, portrait_states
from ui.messages import languages, set_language
from ui.shell.lamps import health
from ui.widgets.device_words import device_name

FOREIGN = {"hy": re.compile("[а-яёА-ЯЁ]"), "ru": re.compile("[ա-ևԱ-Ֆ]"), "en": re.compile("[ա-ևԱ-Ֆа-яёА-ЯЁ]")}
STATES: Mapping[str, Callable[[Open], Drawn]] = {
    "portrait": portrait_states,
    "fingerprints": finger_states,
    "signature": ink_states,
}
ADVICE = {
    "portrait": PortraitGuidance("FACE-LOOK-STRAIGHT", None, None, (), 0.0),
    "fingerprints": SlapGuidance("FNG-KEEP-STILL", (), 4, 4),
}


def words(root: QWidget) -> Iterator[str]:
    """All that is read or heard of what is shown in it."""
    for each in (root, *root.findChildren(QWidget)):
        if each.isVisibleTo(root):
            yield each.accessibleName()
            yield each.accessibleDescription()
            if isinstance(each, QLabel | QAbstractButton):
                yield each.text()


def of_another(desk: Framed, tag: str) -> list[str]:
    desk.window.choose_language(tag)
    lay_out()
    page: Any = desk.window.page
    bar = desk.window.frame.action_bar
    return [each for part in (page, bar) for each in words(part) if FOREIGN[tag].search(each)]


@pytest.mark.parametrize("page", STATES)
def test_another_language_leaves_no_word_of_the_first(page: str, framed: Open) -> None:
    for phase, desk in STATES[page](framed):
        shown: Any = desk.window.page
        for advised in (False, True) if phase == "live" else (False,):
            desk.window.choose_language("hy")
            shown.show_state(shown.presenter.state)
            if advised:
                shown.show_guidance(ADVICE[page])
            found = {tag: of_another(desk, tag) for tag in ("ru", "en", "hy")}
            assert not any(found.values()), (phase, advised, found)


@pytest.mark.parametrize("kind", DeviceKind)
def test_each_kind_of_simulator_has_a_name(kind: DeviceKind) -> None:
    named = {tag: device_name(replace(PAD, kind=kind.value)) for tag in spoken_in_turn()}
    assert len(set(named.values())) == len(named), named


def spoken_in_turn() -> Iterator[str]:
    for tag in languages():
        set_language(tag)
        yield tag


def test_a_simulator_is_called_by_what_it_stands_for(framed: Open) -> None:
    """Its maker and model are words of ours, in one language only."""
    for _, desk in ink_states(framed):
        sheet = health(desk.window, PAD.kind, (PAD,))
        assert PAD.name not in set(words(sheet))
        shown: Any = desk.window.page
        assert PAD.name not in set(words(shown))
        break
