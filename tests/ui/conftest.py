"""The window on a real station in a folder of its own: demonstration keys, simulators, an intake that never answers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from station.bootstrap import Station, build
from station.settings import Settings
from tests.support.fingers_on_keys import press, type_text
from tests.support.fitting import Framed, Open
from tests.support.once import copy_of, made_once
from tests.support.pictures import Pictures, pictures_of
from tests.support.window import dress
from ui.bridge import Bridge
from ui.messages import languages, set_language
from ui.shell.memory import Memory
from ui.shell.window import Shell

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no screen is needed; QT_QPA_PLATFORM=xcb shows what happens
NOWHERE = "https://127.0.0.1:9"  # the discard port: nobody listens
WAIT_MS = 10_000


def settings_in(home: Path) -> Settings:
    return Settings(data=home / "data", config=home / "config", intake=NOWHERE, unit="Գյումրի", desk="3")


@pytest.fixture(autouse=True)
def _cleared(qapp: QApplication) -> Iterator[None]:
    """What a test made is gone after it: a restyle asks every widget there is, also those of the tests before."""
    before, bridges = set(qapp.topLevelWidgets()), set(qapp.findChildren(Bridge))
    yield
    for bridge in set(qapp.findChildren(Bridge)) - bridges:
        bridge.close()  # what is still under way has nobody to answer
    for widget in qapp.topLevelWidgets():
        if widget not in before and widget.parent() is None:  # else it goes together with another
            widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _held(_cleared: None, qtbot: QtBot) -> Iterator[None]:
    """Widgets live until qtbot has closed them: one that nobody holds may be collected while it is being painted."""
    held: list[QWidget] = []
    add = qtbot.addWidget

    def add_and_hold(widget: QWidget, *, before_close_func: Callable[[QWidget], None] | None = None) -> None:
        held.append(widget)
        add(widget, before_close_func=before_close_func)

    qtbot.addWidget = add_and_hold  # type: ignore[method-assign]
    yield
    held.clear()


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    set_language("en")
    yield
    set_language("hy")


@pytest.fixture(scope="session")
def keys_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration's keys: making them takes longer than all the rest."""
    return made_once(tmp_path_factory, "home-of-a-window", lambda home: build(settings_in(home)).close())


@pytest.fixture
def home(keys_made_once: Path, tmp_path: Path) -> Path:
    return copy_of(keys_made_once, tmp_path / "home")


@pytest.fixture
def station(home: Path) -> Iterator[Station]:
    made = build(settings_in(home))
    yield made
    made.close()


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    dress(qapp)
    return qapp


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Pictures:
    return pictures_of(request)


@pytest.fixture
def framed(qapp: QApplication, qtbot: QtBot, long: bool, pictures: Pictures) -> Iterator[Open]:
    """Makes windows around hand-made services, held against every size of screen."""
    made: list[Framed] = []

    def open_(station: object) -> Framed:
        set_language(languages()[len(made) % 3])
        made.append(Framed(qapp, station, pictures, long=long))
        return made[-1]

    yield open_
    for each in made:
        each.close()


@pytest.fixture
def open_window(dressed: QApplication, qtbot: QtBot) -> Iterator[Callable[[Station], Shell]]:
    """Makes windows on a station, at the sign-in page, with somebody to choose."""
    bridges: list[Bridge] = []

    def make(station: Station) -> Shell:
        bridge = Bridge()
        bridges.append(bridge)
        window = Shell(bridge)
        qtbot.addWidget(window, before_close_func=forget)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        window.attach(station, Memory(station.settings.data / "window.json"))
        qtbot.waitUntil(lambda: window.frame.action_bar.primary.text() != "", timeout=WAIT_MS)
        qtbot.waitUntil(lambda: page_id(window) == "sign_in" and people(window) > 0, timeout=WAIT_MS)
        return window

    yield make
    for bridge in bridges:
        bridge.close()


def forget(window: Shell) -> None:
    """The test's end closes the window, but the station is closed by its own fixture."""
    if window.page is not None:
        window.page.leave()
    window.leave_station()


def page_id(window: Shell) -> str:
    return window.page.page_id if window.page is not None else ""


def people(window: Shell) -> int:
    from tests.support.person_cards import person_cards

    return len(person_cards(window))


@pytest.fixture
def window(station: Station, open_window: Callable[[Station], Shell]) -> Shell:
    return open_window(station)


@pytest.fixture
def arrive(qtbot: QtBot) -> Callable[[Shell, str], None]:
    """Waits until the window shows a page."""

    def wait(window: Shell, wanted: str) -> None:
        qtbot.waitUntil(lambda: page_id(window) == wanted, timeout=WAIT_MS)

    return wait


@pytest.fixture
def signed_in(window: Shell, arrive: Callable[[Shell, str], None]) -> Shell:
    """The operator has signed in by keyboard and sees the first page."""
    type_text("1234\n")
    arrive(window, "home")
    return window


@pytest.fixture
def enrolling(signed_in: Shell, qtbot: QtBot, arrive: Callable[[Shell, str], None]) -> Shell:
    """A new enrollment of somebody who holds no document: passed in one key. It is open where the person is typed."""
    qtbot.waitUntil(signed_in.frame.action_bar.primary.isEnabled, timeout=WAIT_MS)
    from PySide6.QtCore import Qt

    for page_id in ("document", "applicant"):
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        arrive(signed_in, page_id)
    return signed_in
