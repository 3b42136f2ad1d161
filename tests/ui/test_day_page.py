"""The day by keyboard: reached from home, gone through, marked; empty; and on small screens with the longest names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from station.acts import CaseState
from station.bootstrap import Station, build
from station.domain.answers import Answer, AnswerRow, Reason, Verdict
from station.domain.contact import CallOutcome, Contact
from station.domain.errors import Problem
from station.domain.names import whole_name
from station.domain.outbox import OutboxState, PacketId
from station.profiles import Library
from station.services.day import DayView, ToCall, Waits
from station.services.views import OutboxView
from station.steps.plans import Plans
from station.texts import catalogue
from tests.support.applicants import ADULT
from tests.support.class_cases import CARD, sealed
from tests.support.desk import OFFICER, open_desk
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped
from tests.support.once import copy_of
from tests.support.window import fake_station, open_page
from tests.support.window_lint import nameless, too_small
from tests.ui.conftest import settings_in
from tests.unit.ui.test_sealed_presenter import ROW
from ui.messages import languages, problem_text, say, set_language
from ui.pages.day.view import DayPage
from ui.pages.day.words import refused
from ui.shell.window import Shell
from ui.widgets.packet_words import state_words
from ui.widgets.states import packet_sign
from ui.widgets.words import retranslate_all

WAIT_MS = 10_000
LONG = "Տեր-Հովհաննիսյան-Մխիթարյան Եղիսաբեթ-Մարիամ"
BEGAN = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
REFUSED = replace(
    ROW, state=OutboxState.REFUSED, problem=Problem("STN-302", retryable=False), contact=Contact(LONG, "+374 91 123456")
)
ANSWER = Answer(PacketId("f" * 64), Verdict.AGAIN, BEGAN, (Reason("ANSWER-QUALITY", "portrait"),))
AGAIN = replace(
    ROW, packet_id=PacketId("f" * 64), state=OutboxState.RECEIPTED, answer=AnswerRow(ANSWER, unseen=True), contact=None
)
FULL = DayView(
    date(2026, 11, 22),
    begun=34,
    sealed=31,
    given_up=2,
    sent_back=1,
    by_check={("portrait", "FACE-DARK"): 4, ("right_four", "STN-433"): 12},
    by_state={state: Waits(2, BEGAN) for state in CaseState if state is not CaseState.NONE},
    on_the_way=Waits(5, BEGAN),
    stuck=1,
    calls=(ToCall(REFUSED), ToCall(AGAIN)),
)


@dataclass
class Book:
    day: DayView | Problem = FULL
    marked: list[tuple[PacketId, CallOutcome]] = field(default_factory=list)

    def view(self) -> DayView | Problem:
        return self.day

    def call(self, packet_id: PacketId, outcome: CallOutcome) -> Problem | None:
        self.marked.append((packet_id, outcome))
        if isinstance(self.day, DayView):
            calls = tuple(
                replace(each, outcome=outcome, at=BEGAN) if each.packet.packet_id == packet_id else each
                for each in self.day.calls
            )
            self.day = replace(self.day, calls=calls)
        return None

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def page_of(qtbot: QtBot) -> Iterator[Callable[..., Any]]:
    opened: list[Any] = []

    def make(book: Book, size: tuple[int, int] = (1302, 560)) -> Any:
        page = open_page(DayPage, fake_station(day=book, deliver=book), size=size)
        qtbot.addWidget(page)
        qtbot.waitUntil(lambda: page.presenter.state.day is not None or page.presenter.state.problem is not None)
        opened.append(page)
        return page

    yield make
    for page in opened:
        page.leave()


def texts(page: Any) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_it_says_what_was_done_and_what_waits_since_when(page_of: Callable[..., Any]) -> None:
    shown = texts(page_of(Book()))
    for words in ("34", "visits begun", "31", "packets on the way, since", say("states.packet.refused"), "FACE-DARK"):
        assert words in shown, words
    assert "?" not in shown, "what is counted is a code without its numbers"
    first = page_of(Book()).list.item(0).toolTip()
    assert first.startswith(f"{LONG} · +374 91 123456\n{say('states.packet.refused')}")
    assert first.endswith("Not called yet.")
    nobody_known = page_of(Book()).list.item(1).toolTip()
    assert nobody_known.startswith("No. ffffffff on their receipt"), "who may not know, or when it went"


def test_an_empty_day_says_so_only_once_it_is_known(page_of: Callable[..., Any], qtbot: QtBot) -> None:
    page = page_of(Book(DayView(date(2026, 11, 22))))
    shown = texts(page)
    assert say("day.waits.none") in shown
    assert say("day.refused_none") in shown
    assert page.nobody.isVisible()
    page.leave()
    assert say("day.waits.none") not in texts(page), "not known any more"
    refused = Problem("STN-401")
    page = page_of(Book(refused))
    assert refused in page.context.shell.problems
    assert not page.nobody.isVisible()


def test_those_to_call_are_gone_through_and_marked_by_key(page_of: Callable[..., Any], qtbot: QtBot) -> None:
    book = Book()
    page = page_of(book)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.first_focus().setFocus()
    assert page.primary_key() == "day.reached"
    press(Qt.Key.Key_N)
    assert book.marked == [(REFUSED.packet_id, CallOutcome.NOT_REACHED)]
    qtbot.waitUntil(lambda: "Not reached at" in page.list.item(0).toolTip())
    qtbot.waitUntil(page.reached.isEnabled)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_R)
    assert book.marked[-1] == (AGAIN.packet_id, CallOutcome.DONE)
    qtbot.waitUntil(lambda: page.primary_key() == "shell.to_home")
    assert focused() is page.list, "the keyboard stays where it was"
    press(Qt.Key.Key_R)
    assert len(book.marked) == 2, "once is enough"
    press(Qt.Key.Key_Up)
    qtbot.waitUntil(page.reached.isEnabled)
    page.primary()
    page.primary()
    assert book.marked[-1] == (REFUSED.packet_id, CallOutcome.DONE)


def every_no() -> list[OutboxView]:
    """Each way in which the centre says no of somebody who may be known, and of one of whom nothing is known."""
    rejected = Answer(ROW.packet_id, Verdict.REJECTED, BEGAN, (Reason("ANSWER-DUPLICATE", ""),))
    again = Answer(ROW.packet_id, Verdict.AGAIN, BEGAN, (Reason("ANSWER-QUALITY", "portrait"),))
    answered = [
        replace(ROW, state=OutboxState.RECEIPTED, answer=AnswerRow(each, unseen=True)) for each in (rejected, again)
    ]
    said_no = [REFUSED, *answered]
    known = [replace(each, contact=Contact(LONG, "+374 91 123456")) for each in said_no]
    return [
        replace(each, packet_id=PacketId(f"{number:x}" * 64))
        for number, each in enumerate([*known, *(replace(each, contact=None) for each in said_no)], 1)
    ]


def test_every_no_says_whose_it_is_what_happened_and_what_to_do(page_of: Callable[..., Any]) -> None:
    rows = every_no()
    page = page_of(Book(replace(FULL, calls=tuple(map(ToCall, rows)))))
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        page.show_state(page.presenter.state)
        remedies = [problem_text(REFUSED.problem).remedy, say("day.tell_them"), say("day.come_again")]  # type: ignore[arg-type]
        for place, row in enumerate(rows):
            whose, what, called = page.list.item(place).toolTip().split("\n", 2)
            number = say("day.number", number=row.packet_id[:8])
            assert whose == (f"{LONG} · +374 91 123456" if place < 3 else number)
            assert what.endswith(remedies[place % 3])
            assert what.startswith(state_words(row, datetime.now().astimezone()))
            assert called.endswith(say("day.not_called"))
            assert not packet_sign(row).done
        counted = texts(page)
        for row in rows[:3]:
            assert say(packet_sign(row).word) in counted


@pytest.mark.parametrize("size", [(1302, 560), (960, 400), (640, 260)])
def test_nothing_is_cut_off(page_of: Callable[..., Any], size: tuple[int, int], qtbot: QtBot) -> None:
    page = page_of(Book(), size)
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        qtbot.waitUntil(lambda: clipped(page) == [])
        assert nameless(page) == [], tag
        assert too_small(page) == [], tag


def test_from_home_and_back_by_key(signed_in: Shell, arrive: Callable[[Shell, str], None], qtbot: QtBot) -> None:
    press(Qt.Key.Key_F10)
    arrive(signed_in, "day")
    page: Any = signed_in.page
    qtbot.waitUntil(lambda: page.presenter.state.day is not None, timeout=WAIT_MS)
    assert page.nobody.isVisible()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    arrive(signed_in, "home")
    press(Qt.Key.Key_F10)
    arrive(signed_in, "day")
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    arrive(signed_in, "home")


@pytest.fixture
def refused_at_home(keys_made_once: Path, tmp_path: Path) -> Iterator[tuple[Station, PacketId]]:
    """A true station in whose outbox one packet lies that the centre refused."""
    settings = settings_in(copy_of(keys_made_once, tmp_path / "home"))
    bench = open_desk(settings, plans=Plans(lambda: Library({"id_card.toml": CARD.encode()})))
    bench.sign_in_as(OFFICER)
    packet = sealed(bench).packet_id
    bench.outbox.mark_refused(packet, "STN-302")
    bench.sign_in.sign_out()
    bench.db.close()
    station = build(settings)
    yield station, packet
    station.close()


def test_a_refused_packet_in_the_window(
    refused_at_home: tuple[Station, PacketId],
    open_window: Callable[[Station], Shell],
    arrive: Callable[[Shell, str], None],
    qtbot: QtBot,
) -> None:
    """Whose it is, on the home page and on the day's; called by key, and nothing of it is lost."""
    station, packet = refused_at_home
    window = open_window(station)
    type_text("1234\n")
    arrive(window, "home")
    home: Any = window.page
    qtbot.waitUntil(lambda: home.table.model().rowCount() == 1, timeout=WAIT_MS)
    whom = f"{whole_name(ADULT, 'hy')} · {ADULT['phone']}"
    assert home.table.model().index(0, 1).data().startswith(f"{whom}\n{say('states.packet.refused')}")
    assert window.frame.top_bar.outbox.accessibleName() == say("shell.outbox_words", waiting=0, attention=1)
    press(Qt.Key.Key_F10)
    arrive(window, "day")
    page: Any = window.page
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=WAIT_MS)
    assert page.list.item(0).toolTip().startswith(whom)
    page.list.setFocus()
    press(Qt.Key.Key_R)
    qtbot.waitUntil(lambda: say("day.not_called") not in page.list.item(0).toolTip(), timeout=WAIT_MS)
    rows = station.work.call(lambda: station.day.view())
    assert isinstance(rows, DayView)
    assert [(each.packet.packet_id, each.outcome) for each in rows.calls] == [(packet, CallOutcome.DONE)]


def test_what_the_checks_of_a_capture_refuse_is_counted_in_words() -> None:
    """`Four fingers of the right hand (FNG-TOO-FEW)` stood there."""
    told = [code for code, text in catalogue("en").items() if code[:4] in ("FNG-", "FACE") and "{" in text.happened]
    day = replace(FULL, by_check={("right_four", code): 1 for code in (*told, "STN-433", "STN-432")})
    for tag in languages():
        set_language(tag)
        words = [line for _, line in refused(day)]
        assert [line for line in words if "(" in line or "-" in line] == [], tag
