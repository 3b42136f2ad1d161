"""What each role is shown first; and a window without a station: one that did not start, one that has ended."""

from pathlib import Path

from station.domain.errors import Problem
from station.domain.operator import Role
from ui.bridge import Bridge
from ui.messages import say
from ui.pages.home.view import HomePage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk
from ui.shell.window import Shell


def first_pages(home: Path, album: Album) -> None:
    """`first-<role>`, of every role that there is; `failed` and `ended`."""
    desk = Desk(home, {})
    desk.attach()
    for role in Role:
        desk.sign_in_as(role)
        desk.until(lambda: desk.at("home"))
        page: HomePage = desk.page(HomePage)
        desk.until(lambda page=page: page.primary_reason() != say("home.working"))  # type: ignore[misc]
        desk.pump(0.3)
        album.shoot(desk.window, "first", role.value)
        desk.window.frame.top_bar.lock_pressed.emit()
        desk.until(lambda: desk.at("sign_in"))
    desk.close()
    without_a_station(album)


def without_a_station(album: Album) -> None:
    bridge = Bridge()
    window = Shell(bridge)
    window.show()
    window.start_failed(Problem("STN-103"))
    album.shoot(window, "failed", "attention")
    window.frame.banner.show_problem(Problem("STN-103"))
    window.frame.show_ended()
    album.shoot(window, "ended", "attention")
    window.hide()
    bridge.close()
