"""What can be done on every page: the window's own table of commands."""

from collections.abc import Callable
from typing import Protocol

from ui.messages import say
from ui.pages.base import Page
from ui.shell.appearance import installed
from ui.shell.frame import Frame
from ui.shell.lamps import DeviceLamp
from ui.shell.people_strip import ADD_KEY, BACK_KEY, NEXT_PERSON_KEY, TAKE_OVER_KEY
from ui.shell.presenter import ShellPresenter
from ui.shell.step_rail import APPLICANT_KEY, MOST_STEPS, REFER_KEY
from ui.widgets.commands import NEXT_KEY, Command, command_of


class Answers(Protocol):
    """The window, as far as commands ask it."""

    frame: Frame

    @property
    def page(self) -> Page | None: ...
    @property
    def signed_in(self) -> bool: ...
    def ask(self, call: Callable[[ShellPresenter], object], /) -> None: ...
    def commands(self) -> tuple[Command, ...]: ...
    def toggle_help(self) -> None: ...
    def next_language(self) -> None: ...
    def primary(self) -> None: ...
    def cancel(self) -> None: ...


def commands_of(window: Answers) -> tuple[Command, ...]:
    """In the language in use; always with the same keys."""
    frame, people, rail = window.frame, window.frame.people, window.frame.rail
    shown = _where(lambda: window.page is not None)
    detailed = _where(lambda: window.page is not None and window.page.has_details)
    signed_in = _where(lambda: window.signed_in)
    together = _where(people.isVisible)
    way_back = _where(frame.action_bar.back.isVisible)
    away_from_home = _where(lambda: window.signed_in and not _at(window, "home"))

    def details() -> None:
        if window.page is not None:
            window.page.toggle_details()

    return (
        Command(("Ctrl+Return", "Ctrl+Enter"), _primary(window), window.primary, shown, "Ctrl+Enter", everywhere=True),
        _next(window),
        Command(("Alt+Left",), say("shell.keys.back"), lambda: window.ask(_back), way_back, "Alt+←"),
        Command((), say("shell.keys.step"), shown=f"Ctrl+1 … Ctrl+{MOST_STEPS}"),
        *(_step(window, number) for number in range(1, MOST_STEPS + 1)),
        Command((), say("shell.to_home"), lambda: window.ask(_home), away_from_home),
        command_of(rail.add, ADD_KEY),
        Command((NEXT_PERSON_KEY,), say("shell.keys.next_person"), lambda: people.step(1), together),
        Command((BACK_KEY,), say("shell.keys.former_person"), lambda: people.step(-1), together),
        command_of(people.over, TAKE_OVER_KEY, words=say("shell.keys.take_over")),
        command_of(people.away),
        command_of(rail.refer, REFER_KEY, words=say("refer.title")),
        command_of(rail.applicant, APPLICANT_KEY, words=say("shell.keys.applicant")),
        Command((), say("shell.keys.tab"), shown="Tab, Shift+Tab"),
        Command(("Ctrl+D",), say("shell.keys.details"), details, detailed),
        Command(("Esc",), say("shell.keys.cancel"), window.cancel),
        Command(("Ctrl+K",), say("shell.keys.find"), lambda: _find(window), shown),
        _appearance(window),
        Command(("F1",), say("shell.keys.help"), window.toggle_help),
        Command(("F8",), say("shell.keys.language"), window.next_language, everywhere=True),
        Command(("F9",), say("shell.keys.lock"), lambda: window.ask(_lock), signed_in, everywhere=True),
        *(_health(lamp) for lamp in frame.top_bar.lamps.values()),
    )


def _back(presenter: ShellPresenter) -> None:
    presenter.go_back()


def _home(presenter: ShellPresenter) -> None:
    presenter.go_home()


def _lock(presenter: ShellPresenter) -> None:
    presenter.lock()


def _at(window: Answers, page_id: str) -> bool:
    return window.page is not None and window.page.page_id == page_id


def _where(holds: Callable[[], bool]) -> Callable[[], str | None]:
    """Where it holds it can be done."""
    return lambda: None if holds() else say("shell.commands.not_here")


def _primary(window: Answers) -> str:
    """A closed one is pressed too: the page then leads to what is missing."""
    return window.frame.action_bar.primary.text() if window.page is not None else say("shell.next")


def _next(window: Answers) -> Command:
    """Whoever is next: of those who came together the next who is not ready, else whom the page knows."""

    def after() -> Callable[[], object] | None:
        return window.frame.people.after_this() or (None if window.page is None else window.page.after_this())

    def go() -> None:
        if (turn := after()) is not None:
            turn()

    return Command((NEXT_KEY,), say("shell.keys.next"), go, lambda: None if after() else say("shell.commands.nobody"))


def _step(window: Answers, number: int) -> Command:
    rail = window.frame.rail
    name = rail.name_at(number)
    return Command(
        (f"Ctrl+{number}",), name or "", lambda: rail.press(number), _where(lambda: bool(rail.name_at(number)))
    )


def _find(window: Answers) -> None:
    from ui.shell.finder import CommandSheet  # here: not before the window is there

    CommandSheet(window.frame, window.commands).open()


def _appearance(window: Answers) -> Command:
    def choose() -> None:
        from ui.shell.appearance_sheet import AppearanceSheet  # here: not before the window is there

        looks = installed()
        if looks is not None:
            AppearanceSheet(window.frame, looks).open_under(window.frame.top_bar.help)

    return Command(("F12",), say("appearance.title"), choose, _where(lambda: installed() is not None))


def _health(lamp: DeviceLamp) -> Command:
    return Command((), lamp.accessibleName(), lamp.click)
