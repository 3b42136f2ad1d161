"""What a true centre decides about true packets, read in the true window: on the first page and on the day's."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.bootstrap import Station, build
from station.domain.contact import CallOutcome
from station.domain.names import whole_name
from station.domain.outbox import OutboxState, PacketId
from station.services.views import OutboxView
from station.settings import Settings
from tests.e2e.test_asked_again import first, when
from tests.support.applicants import WHOLE
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.intake_command import ask_intake
from tests.support.intake_process import running
from ui.messages import languages, say
from ui.shell.window import Shell
from ui.widgets.packet_words import state_words
from ui.widgets.states import packet_sign

WAIT_MS = 20_000
DECIDED = {
    "rejected": ["--reject", "not-entitled"],
    "again": ["--again", "portrait=quality", "--again", "right_index=quality", "--due", "2090-12-24"],
}


def keeping(settings: Settings, intake: str) -> Settings:
    return replace(settings, intake=intake, keep_receipted_hours=30 * 24)


def sent_by_somebody(station: Station) -> PacketId:
    packet_id = first(station)
    station.sign_in.sign_out()
    return packet_id


@pytest.fixture
def answered(
    demo_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Station, dict[str, PacketId]]]:
    """Two packets that the centre received and `intake judge` answered, and the station that asked."""
    monkeypatch.setattr("station.outbox.asking.pace", lambda asks: timedelta(seconds=1 if asks else 0))
    home = demo_settings.intake_home
    with running(home, tmp_path) as receiver, closing(build(keeping(demo_settings, receiver.url))) as station:
        found = {}
        for word, decision in DECIDED.items():
            found[word] = packet_id = station.work.call(sent_by_somebody, station)
            when(station, packet_id, lambda view: view.state is OutboxState.RECEIPTED)
            done = ask_intake("judge", "--home", home, home / "data" / "packets" / packet_id, *decision)
            assert done.returncode == 0, done.stderr
            when(station, packet_id, lambda view: view.answer is not None)
        yield station, found


@pytest.mark.slow
def test_rejected_and_asked_again_by_a_true_centre(
    answered: tuple[Station, dict[str, PacketId]],
    open_window: Callable[[Station], Shell],
    arrive: Callable[[Shell, str], None],
    qtbot: QtBot,
) -> None:
    station, packets = answered
    window = open_window(station)
    type_text("1234\n")
    arrive(window, "home")
    home: Any = window.page
    model = home.table.model()
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=WAIT_MS)
    rows = {packet: station.work.call(station.deliver.row, packet) for packet in packets.values()}
    now = datetime.now().astimezone()
    for tag in languages():
        window.choose_language(tag)
        told = {model.index(at, 2).data(): model.index(at, 1).data() for at in range(2)}
        for word, packet in packets.items():
            row = rows[packet]
            assert isinstance(row, OutboxView)
            assert told[packet[:8]].endswith(state_words(row, now)), (tag, word)
            assert not packet_sign(row).done
            assert packet_sign(row).word == f"states.packet.{word}"
    window.choose_language("en")
    assert "Due by 24.12.2090." in told_of(model, packets["again"])
    assert window.frame.top_bar.outbox.accessibleName() == say("shell.outbox_words", waiting=0, attention=2)

    press(Qt.Key.Key_F10)
    arrive(window, "day")
    page: Any = window.page
    qtbot.waitUntil(lambda: page.list.count() == 2, timeout=WAIT_MS)
    remedies = {"rejected": "day.tell_them", "again": "day.come_again"}
    lines = [page.list.item(at).toolTip().split("\n") for at in range(2)]
    for word, packet in packets.items():
        (of_it,) = [each for each in lines if say(remedies[word]) in each[1]]
        assert of_it[1] == f"{state_words(rows[packet], now)} {say(remedies[word])}"  # type: ignore[arg-type]
        assert of_it[0] == f"{whole_name(WHOLE, 'hy')} · {WHOLE['phone']}", "packets stay here for a month"
        assert of_it[2] == say("day.not_called")
    page.list.setFocus()
    for _ in packets:
        assert focused() is page.list
        press(Qt.Key.Key_R)
        at = page.list.currentRow()
        qtbot.waitUntil(lambda at=at: say("day.not_called") not in page.list.item(at).toolTip(), timeout=WAIT_MS)
        press(Qt.Key.Key_Down)
    day = station.work.call(station.day.view)
    assert {(each.packet.packet_id, each.outcome) for each in day.calls} == {  # type: ignore[union-attr]
        (packet, CallOutcome.DONE) for packet in packets.values()
    }


def told_of(model: Any, packet: PacketId) -> str:
    return next(
        str(model.index(at, 1).data()) for at in range(model.rowCount()) if model.index(at, 2).data() == packet[:8]
    )
