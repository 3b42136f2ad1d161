"""A packet that needs a person: its row says why and what to do, and what it says can be done."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.bootstrap import Station, build
from station.domain.errors import Problem, StationError
from station.domain.names import whole_name
from station.domain.outbox import OutboxState, PacketId
from station.outbox import errors
from station.outbox.errors import PacketRefused, PayloadDamaged
from station.profiles import Library
from station.steps.plans import Plans
from tests.support.applicants import ADULT
from tests.support.class_cases import CARD, sealed
from tests.support.desk import OFFICER, open_desk
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.once import copy_of
from tests.ui.conftest import settings_in
from tests.unit.ui.test_sealed_presenter import ROW
from ui.messages import languages, problem_text, say, set_language
from ui.pages.home.outbox_table import _told
from ui.pages.home.presenter import CAN_SEND_NOW
from ui.shell.window import Shell
from ui.widgets.packet_words import state_words
from ui.widgets.states import packet_sign

WAIT_MS = 10_000
PARKS = sorted(
    each.code
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, StationError) and each.code != StationError.code
    if not each.retryable and not issubclass(each, PacketRefused)
)
"""What no waiting heals, of all that the way to the centre may meet."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.mark.parametrize("code", PARKS)
def test_a_parked_packet_says_what_happened_and_what_to_do_and_not_that_it_was_refused(code: str) -> None:
    problem = Problem(code, {"incident": "B-17"} if code == "STN-151" else {})
    row = replace(ROW, state=OutboxState.PARKED, problem=problem)
    for tag in languages():
        set_language(tag)
        said, text = _told(row, datetime.now().astimezone()), problem_text(problem)
        assert said.startswith(say("states.packet.parked"))
        assert text.happened in said
        assert said.endswith(text.remedy)
        assert text.remedy
        assert "{" not in said
        assert not [each for each in said.split() if "?" in each], "a number is missing"
        assert say("states.packet.refused") not in said
    assert not packet_sign(row).done
    assert row.state in CAN_SEND_NOW, "whoever has mended it sends it from here"


def test_a_refusal_says_its_reason_once() -> None:
    """Where the centre gave none there is none to say."""
    for code in ("STN-302", "INT-012"):
        row = replace(ROW, state=OutboxState.REFUSED, problem=Problem(code, retryable=False))
        for tag in languages():
            set_language(tag)
            said, text = _told(row, datetime.now().astimezone()), problem_text(row.problem)  # type: ignore[arg-type]
            assert (text.happened in said) is (code != "STN-302")
            assert said.endswith(text.remedy), "and what to do, all the same"
            before = said.removesuffix(text.remedy).rstrip()
            assert before[-1] in ".:։․", said
    assert state_words(replace(row, problem=Problem("STN-302")), datetime.now().astimezone()) == say(
        "states.packet.refused"
    )
    assert OutboxState.REFUSED not in CAN_SEND_NOW, "the same packet is refused again"


@pytest.fixture
def parked_at_home(keys_made_once: Path, tmp_path: Path) -> Iterator[tuple[Station, PacketId, PacketId]]:
    """A true station in whose outbox two packets stopped: by the receipt of another; damaged on the disk."""
    settings = settings_in(copy_of(keys_made_once, tmp_path / "home"))
    bench = open_desk(settings, plans=Plans(lambda: Library({"id_card.toml": CARD.encode()})))
    bench.sign_in_as(OFFICER)
    healed, damaged = sealed(bench).packet_id, sealed(bench).packet_id
    bench.outbox.mark_parked(healed, "STN-322")
    bench.outbox.mark_parked(damaged, PayloadDamaged.code)
    bench.sign_in.sign_out()
    bench.db.close()
    station = build(settings)
    yield station, healed, damaged
    station.close()


def test_it_is_sent_from_the_list_and_who_must_come_again_is_to_be_called(
    parked_at_home: tuple[Station, PacketId, PacketId],
    open_window: Callable[[Station], Shell],
    arrive: Callable[[Shell, str], None],
    qtbot: QtBot,
) -> None:
    station, healed, damaged = parked_at_home
    window = open_window(station)
    type_text("1234\n")
    arrive(window, "home")
    home: Any = window.page
    qtbot.waitUntil(lambda: home.table.model().rowCount() == 2, timeout=WAIT_MS)
    assert window.frame.top_bar.outbox.accessibleName() == say("shell.outbox_words", waiting=0, attention=2)
    press(Qt.Key.Key_F10)
    arrive(window, "day")
    page: Any = window.page
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=WAIT_MS)
    whom = f"{whole_name(ADULT, 'hy')} · {ADULT['phone']}"
    said = page.list.item(0).toolTip()
    assert said.startswith(f"{whom}\n{say('states.packet.parked')}")
    assert problem_text(Problem(PayloadDamaged.code)).remedy in said, "they are enrolled again"
    assert "2" in [label.text() for label in page.findChildren(type(window.frame.title)) if label.isVisible()]
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    arrive(window, "home")
    home = window.page
    qtbot.waitUntil(lambda: home.table.model().rowCount() == 2, timeout=WAIT_MS)
    row = next(at for at in range(2) if home.table.model().index(at, 2).data() == healed[:8])
    home.table.setFocus()
    while home.table.currentIndex().row() != row:
        press(Qt.Key.Key_Down if home.table.currentIndex().row() < row else Qt.Key.Key_Up)
    for _ in range(9):
        if focused() is home._send:
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)

    def on_its_way() -> bool:
        view = station.work.call(station.deliver.row, healed)
        return getattr(view, "state", None) in (OutboxState.PENDING, OutboxState.SENDING, OutboxState.WAITING)

    qtbot.waitUntil(on_its_way, timeout=WAIT_MS)
    assert station.work.call(station.deliver.row, damaged).state is OutboxState.PARKED  # type: ignore[union-attr]
