"""Advice that is spoken: one at a time, once it has stood, not again for a while, and only where somebody asked."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from station.domain.citizen_view import CitizenView, Screen
from ui.citizen import spoken_advice
from ui.citizen.spoken_advice import AGAIN_S, SpokenAdvice
from ui.citizen.voice import Voice
from ui.citizen.window import CitizenWindow
from ui.citizen.words import say


@dataclass
class Speaker:
    """Says nothing aloud. speaking: as the test says."""

    said: list[tuple[str, str]] = field(default_factory=list)
    stops: int = 0
    speaking: bool = False

    def say(self, tag: str, words: str) -> None:
        self.said.append((tag, words))

    def stop(self) -> None:
        self.stops += 1


class Bench:
    def __init__(self) -> None:
        self.voice, self.now_s = Speaker(), 0.0
        voice: Any = self.voice
        self.advice = SpokenAdvice(voice, lambda: self.now_s)

    def stands(self, words: str) -> None:
        """Long enough."""
        self.advice.advise("en", words)
        if self.advice._stood.isActive():
            self.advice._stood.stop()
            self.advice._speak()

    @property
    def said(self) -> list[str]:
        return [words for _, words in self.voice.said]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench()


def test_it_is_silent_until_somebody_asks(bench: Bench) -> None:
    bench.stands("Come closer.")
    assert bench.said == []
    bench.advice.turn(True)
    assert bench.said == ["Come closer."]


def test_each_advice_is_said_once_and_not_again_for_a_while(bench: Bench) -> None:
    bench.advice.turn(True)
    for words in ("Come closer.", "Look up.", "Come closer."):
        bench.stands(words)
        bench.now_s += 2.0
    assert bench.said == ["Come closer.", "Look up."]
    bench.stands("")
    bench.now_s += AGAIN_S
    bench.stands("Come closer.")
    assert bench.said[2:] == ["Come closer."]


def test_what_goes_away_at_once_was_never_said(bench: Bench) -> None:
    bench.advice.turn(True)
    for words in ("Come closer.", "Go back.", "Come closer.", ""):
        bench.advice.advise("en", words)
    assert not bench.advice._stood.isActive()
    assert bench.said == []


def test_what_is_being_said_is_not_cut_short(bench: Bench) -> None:
    bench.advice.turn(True)
    bench.stands("Come closer.")
    bench.voice.speaking = True
    bench.stands("Look up.")
    assert bench.said == ["Come closer."]
    assert bench.advice._stood.isActive()  # it waits
    bench.voice.speaking = False
    bench.advice._speak()
    assert bench.said == ["Come closer.", "Look up."]


def test_turned_off_it_is_silent_at_once(bench: Bench) -> None:
    bench.advice.turn(True)
    bench.advice.advise("en", "Come closer.")
    bench.advice.turn(False)
    assert bench.voice.stops == 1
    assert not bench.advice._stood.isActive()
    bench.stands("Look up.")
    assert bench.said == []


def test_before_the_camera_the_button_has_advice_spoken_and_the_next_screen_is_silent(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken_advice, "STANDS_MS", 0)
    said: list[str] = []
    monkeypatch.setattr(Voice, "say", lambda _, tag, words: said.append(words))
    made = CitizenWindow(Voice("no-such-program"))
    made.advice._stood.setInterval(0)
    qtbot.addWidget(made, before_close_func=lambda each: each.hide())
    made.show()
    made.show_view(CitizenView(Screen.PORTRAIT, "en", advice="FACE-COME-CLOSER"))
    made.toggle_voice()
    assert said == [say("en", "portrait.closer")]
    made.show_view(CitizenView(Screen.PORTRAIT, "en", advice="FACE-CHIN-UP"))
    qtbot.waitUntil(lambda: said[1:] == [say("en", "portrait.chin_up")])
    made.show_view(CitizenView(Screen.WAIT, "en"))
    assert not made.advice.on
    made.show_view(CitizenView(Screen.PORTRAIT, "en", advice="FACE-GO-BACK"))
    qtbot.wait(5)
    assert len(said) == 2
