"""How the window looks: by the desktop, or as chosen; remembered; the size from the next opening on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from tests.support.layout import findings
from tests.support.window import dress
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, set_language
from ui.shell import appearance, letters
from ui.shell.appearance import Appearance, scale
from ui.shell.appearance_sheet import AppearanceSheet
from ui.shell.help_overlay import HelpOverlay
from ui.shell.memory import SIZES, Memory, Remembered
from ui.shell.window import Shell
from ui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, load
from ui.theme.active import active, motion_ms, set_still, use
from ui.widgets.buttons import Button


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    made = Memory(tmp_path / "window.json")
    made.write_with(lambda call: call())
    return made


@pytest.fixture
def looks(qapp: QApplication, memory: Memory) -> Iterator[Appearance]:
    yield appearance.install(qapp, memory)
    appearance._now = None
    set_still(False)
    dress(qapp)


def ink_of(picture: QIcon) -> QColor:
    image = picture.pixmap(40, 40).toImage()
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(points, key=lambda point: point.alpha())


class Desktop(QObject):
    """As QStyleHints; the offscreen platform takes no other."""

    colorSchemeChanged = Signal(object)
    contrastPreferenceChanged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.dark, self.contrast = False, False

    def colorScheme(self) -> Qt.ColorScheme:
        return Qt.ColorScheme.Dark if self.dark else Qt.ColorScheme.Light

    def accessibility(self) -> "Desktop":
        return self

    def contrastPreference(self) -> Qt.ContrastPreference:
        return Qt.ContrastPreference.HighContrast if self.contrast else Qt.ContrastPreference.NoPreference

    def turn(self, *, dark: bool, contrast: bool) -> None:
        self.dark, self.contrast = dark, contrast
        self.colorSchemeChanged.emit(self.colorScheme())
        self.contrastPreferenceChanged.emit(self.contrastPreference())


@pytest.mark.slow  # early, then: each change dresses all widgets that former tests left
def test_the_desktop_is_followed_while_nobody_chose(memory: Memory, dressed: QApplication) -> None:
    desktop = Desktop()
    looks = Appearance(dressed, memory, desktop)  # type: ignore[arg-type]
    assert active().name == LIGHT
    desktop.turn(dark=True, contrast=True)
    assert active().name == HIGH_CONTRAST
    desktop.turn(dark=True, contrast=False)
    assert active().name == DARK
    looks.choose_theme(LIGHT)
    assert active().name == LIGHT, "who chose is not overruled"
    looks.choose_theme("")
    assert active().name == DARK
    desktop.turn(dark=False, contrast=False)
    assert active().name == LIGHT


def test_a_desktop_that_says_nothing_of_contrast_is_followed_too() -> None:
    """Qt before 6.10 has no word for it."""
    assert appearance.desktops_theme(SimpleNamespace(colorScheme=lambda: Qt.ColorScheme.Dark)) == DARK  # type: ignore[arg-type]
    assert appearance.desktops_theme(SimpleNamespace(colorScheme=lambda: Qt.ColorScheme.Unknown)) == LIGHT  # type: ignore[arg-type]


@pytest.mark.slow  # as above
@pytest.mark.usefixtures("looks")
def test_the_veil_behind_the_sheet_of_keys_is_dark_in_every_theme(qtbot: QtBot, dressed: QApplication) -> None:
    """It was of the colour of letters: white, in the themes for a dim room."""
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(800, 600)
    holder.show()
    sheet = HelpOverlay(holder)
    for name in THEMES:
        use(dressed, load(name))
        sheet.open_for("home.title", lambda: ())
        assert holder.grab().toImage().pixelColor(4, 4).lightness() < 128, name
        sheet.close_sheet()


def test_what_was_drawn_before_takes_the_new_colours(qtbot: QtBot, looks: Appearance) -> None:
    window = QWidget()
    button = Button("", "secondary", "home")
    button.setParent(window)
    qtbot.addWidget(window)
    assert ink_of(button.icon()) == QColor(load(LIGHT).value("text"))
    looks.choose_theme(HIGH_CONTRAST)
    assert ink_of(button.icon()) == QColor(load(HIGH_CONTRAST).value("text"))
    assert load(HIGH_CONTRAST).value("accent") in QApplication.instance().styleSheet()  # type: ignore[union-attr]


class Own(QWidget):
    """A window with colours of its own making."""

    def __init__(self) -> None:
        super().__init__()
        self.worn: list[str] = []

    def recolour(self) -> None:
        self.worn.append(active().name)


def test_a_window_that_makes_its_own_colours_is_told_too(qtbot: QtBot, looks: Appearance) -> None:
    window = Own()
    qtbot.addWidget(window)
    looks.choose_theme(DARK)
    looks.choose_theme(DARK)
    assert window.worn == [DARK], "once, for what changed"


def test_nothing_moves_where_somebody_said_so(qtbot: QtBot, looks: Appearance) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert motion_ms(widget) > 0
    looks.choose_motion(True)
    assert motion_ms(widget) == 0


def test_what_was_chosen_is_remembered(looks: Appearance, memory: Memory, tmp_path: Path) -> None:
    looks.choose_theme(DARK)
    looks.choose_size(150)
    looks.choose_motion(True)
    assert Memory(tmp_path / "window.json").now == Remembered("", "", DARK, 150, True)


@pytest.mark.parametrize("odd", ['"theme": "neon"', '"size_percent": 90', '"still": "yes"', '"theme": ["dark"]'])
def test_what_nobody_can_have_chosen_is_as_if_nobody_had(tmp_path: Path, odd: str) -> None:
    (tmp_path / "window.json").write_text(f'{{"language": "ru", "enrollment_id": "e", {odd}}}', encoding="utf-8")
    assert Memory(tmp_path / "window.json").now == Remembered("ru", "e")


def test_the_size_is_qts_own_and_only_where_somebody_chose_one() -> None:
    environment = {"QT_SCALE_FACTOR": "1.5"}
    scale(100, environment)
    assert environment == {"QT_SCALE_FACTOR": "1.5"}
    scale(175, environment)
    assert environment == {"QT_SCALE_FACTOR": "1.75"}


def test_the_program_begins_again_at_the_size_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(appearance.os, "execv", lambda _, arguments: begun.append(arguments))
    monkeypatch.setattr(appearance.sys, "orig_argv", ["python3", "-m", "ui", "--language", "ru"])
    environment = {"QT_SCALE_FACTOR": "2"}
    appearance.again(environment, None)
    assert environment == {}
    appearance.again(environment, "1.25")
    assert environment == {"QT_SCALE_FACTOR": "1.25"}
    assert [arguments[1:] for arguments in begun] == [["-m", "ui", "--language", "ru"]] * 2


@pytest.mark.parametrize(
    ("room", "ppi", "percent"),
    [
        ((3840, 2120), 163.2, 150),  # 27 inches
        ((3840, 2120), 183.6, 175),  # 24
        ((3840, 2120), 102.5, 100),  # 43: letters are large enough
        ((2560, 1400), 108.8, 100),
        ((1920, 1040), 166.0, 125),  # 13.3: at 150 % the usual window would have no room
        ((1366, 728), 112.0, 100),
        ((3840, 2120), 0.0, 150),  # tells no size
        ((3840, 2120), 2540.0, 150),  # tells nonsense
        ((1920, 1040), 0.0, 100),
        ((800, 600), 300.0, 100),
    ],
)
def test_before_anybody_chose_letters_are_as_large_as_on_a_usual_screen(
    room: tuple[int, int], ppi: float, percent: int
) -> None:
    assert letters.of_screen(QSize(*room), ppi) == percent


def screen_of(width: int, height: int, ppi: float) -> Any:
    return SimpleNamespace(availableGeometry=lambda: QRect(0, 0, width, height), physicalDotsPerInch=lambda: ppi)


@pytest.mark.parametrize(
    ("environment", "begun"),
    [({}, 1), ({letters.TOLD: "150"}, 0), ({"QT_SCALE_FACTOR": "1"}, 0), ({letters.TOLD: "9"}, 1)],
)
def test_the_program_begins_again_once_and_not_where_a_size_is_asked_for(
    environment: dict[str, str], begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins: list[object] = []
    monkeypatch.setattr(letters.os, "execv", lambda *called: begins.append(called))
    for _ in range(2):
        letters.look(screen_of(3840, 2120, 163.2), environment)
    assert len(begins) == begun
    usual: dict[str, str] = {}
    letters.look(screen_of(1920, 1040, 92.0), usual)
    assert len(begins) == begun
    assert letters.told(usual) == 100


def test_who_chooses_a_size_has_it_on_whatever_screen(memory: Memory, dressed: QApplication) -> None:
    large = Appearance(dressed, memory, of_screen=150)
    assert (large.size_percent, large.drawn_at) == (150, 150)
    large.choose_size(100)
    assert large.size_percent == 100
    assert Appearance(dressed, memory, of_screen=150).drawn_at == 100


def test_looking_at_the_choice_chooses_nothing(signed_in: Shell, looks: Appearance, memory: Memory) -> None:
    AppearanceSheet(signed_in.frame, looks).close()
    assert memory.now.size_percent == 0


def test_the_sheet_chooses_by_keyboard_and_offers_the_window_anew(
    looks: Appearance, station: Station, open_window: Callable[[Station], Shell], qtbot: QtBot
) -> None:
    window = open_window(station)
    qtbot.keyClick(window, Qt.Key.Key_F12)
    sheet = QApplication.activePopupWidget()
    assert isinstance(sheet, AppearanceSheet)
    assert not sheet.anew.isVisible()
    for tag in (*languages(), "en"):
        set_language(tag)
        window.choose_language(tag)
        sheet.close()
        qtbot.keyClick(window, Qt.Key.Key_F12)
        sheet = QApplication.activePopupWidget()
        assert isinstance(sheet, AppearanceSheet)
        sheet.scale.set_value("200")
        sheet.scale.chosen.emit("200")
        sheet.adjustSize()
        assert (nameless(sheet), too_small(sheet), findings(sheet)) == ([], [], []), tag
    button = QApplication.focusWidget()
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert active().name == LIGHT
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert active().name == DARK
    assert looks.size_percent == SIZES[-1]
    assert sheet.anew.isVisible()
    assert not looks.opens_anew
    with qtbot.waitSignal(window.closed, timeout=10_000):
        sheet.primary()
    assert looks.opens_anew


@pytest.mark.parametrize("name", THEMES)
def test_a_box_to_tick_is_seen_in_every_theme(name: str, qtbot: QtBot, dressed: QApplication) -> None:
    """It was of the colour of its row, until it was ticked."""
    try:
        use(dressed, load(name))
        rows = QListWidget()
        qtbot.addWidget(rows)
        item = QListWidgetItem("", rows)
        item.setCheckState(Qt.CheckState.Unchecked)
        rows.resize(200, 60)
        rows.show()
        image = rows.grab(rows.visualRect(rows.model().index(0, 0)).adjusted(0, 0, 0, -3)).toImage()
        drawn = {image.pixelColor(x, image.height() // 2).name() for x in range(40)}
        assert load(name).value("edge").lower() in drawn
    finally:
        dress(dressed)
