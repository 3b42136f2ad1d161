"""An adult's passport with a read zone, through the true window: how many keys it takes beside names, and for what."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import build
from station.commands.script import Applicant
from station.domain.outbox import OutboxState
from station.settings import Settings
from tests.support.desk import OFFICER, OPERATOR, PINS
from tests.support.fingers_on_keys import after_each_key, press, type_text
from tests.support.keyboard_desk import CTRL, KeyboardDesk
from tests.support.keyboard_pages import fingers, portrait, signature
from tests.support.working_day import QUICK

MOST = 60
ZONE = "PPARMHOVHANNISYAN<<MARIAM<<<<<<<<<<<<<<<<<<<\nAX00000009ARM9006153F36091496506901230<<<<28\n"


class Keys:
    """Counts every key that goes down: one with Ctrl held is two."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self._what = ""

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        before, self._what = self._what, what
        yield
        self._what = before

    def pressed(self) -> None:
        self.of[self._what] += 1

    def also_held(self) -> None:
        self.of[self._what] += 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_adults_passport_takes_few_keys(
    demo_settings: Settings, qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the first page, somebody signed in, to the receipt. Names are typed by whoever enrolls, the zone by the
    reader on the keyboard's cable: both are told apart from the rest. The officer's PIN is among it."""
    desk = KeyboardDesk(build(replace(demo_settings, devices=QUICK)), qapp)
    desk.qtbot = qtbot
    keys = Keys()

    def lead_on() -> None:
        """The primary act: by Enter where it has the keyboard, else by Ctrl+Enter."""
        primary = desk.window.frame.action_bar.primary
        desk.until(primary.isEnabled)
        if primary.hasFocus():
            press(Qt.Key.Key_Return)
        else:
            press(Qt.Key.Key_Return, CTRL)
            keys.also_held()

    try:
        desk.to_the_first_page(OPERATOR, PINS[OPERATOR])
        with after_each_key(keys.pressed):
            with keys.on("home"):
                lead_on()
            desk.at("document")
            with keys.on("zone, by the reader"):
                type_text(ZONE)
            desk.until(desk.window.frame.action_bar.primary.hasFocus)
            with keys.on("document"):
                lead_on()
            desk.at("applicant")
            with keys.on("names"):
                type_text("Հովհաննիսյան")
            with keys.on("applicant: from one to the next"):
                press(Qt.Key.Key_Return)
            with keys.on("names"):
                type_text("Մարիամ")
            with keys.on("applicant: from one to the next"):
                press(Qt.Key.Key_Return)
            with keys.on("names"):
                type_text("Վահեի")
            with keys.on("applicant: from one to the next"):
                press(Qt.Key.Key_Return)
            with keys.on("applicant: place of birth"):
                type_text("Երևան\n")
            with keys.on("applicant: telephone"):
                type_text("091123456")
            with keys.on("applicant: on"):
                lead_on()
            desk.at("request")
            with keys.on("request"):
                press(Qt.Key.Key_Down)  # an exchange
                press(Qt.Key.Key_Down)
                press(Qt.Key.Key_Return)
            desk.at("papers")
            with keys.on("papers"):
                press(Qt.Key.Key_Down)  # the old one; the passport itself was read
                press(Qt.Key.Key_Return)
            for page, does in (("portrait", portrait), ("fingerprints", fingers), ("signature", signature)):
                desk.at(page)
                with keys.on(page):
                    does(desk, Applicant({}))
                    lead_on()
            with keys.on("review: signing"):
                desk.sign()
            with keys.on("review: the officer, PIN and seal"):
                (row,) = desk.approve_and_seal(OFFICER, PINS[OFFICER])
        assert row.state is OutboxState.RECEIPTED
    finally:
        desk.leave()
        desk.station.close()
    beyond = sum(count for what, count in keys.of.items() if what not in ("names", "zone, by the reader"))
    told = [f"{beyond} keys beyond names and zone, a key with Ctrl counted twice:"]
    told += [f"{count:6} {what}" for what, count in keys.of.items()]
    with capsys.disabled():
        sys.stdout.write("\n".join(("", *told, "")))
    assert beyond <= MOST
