"""The way in: while the station starts, nobody looked up yet, a wrong PIN, a locked key, and who is let in."""

from station.domain.errors import Problem
from ui.messages import say
from ui.pages.sign_in.view import SignInPage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk

_WRONG = "0000"


def sign_in(desk: Desk, album: Album) -> None:
    """From a window without a station to the first page."""
    album.shoot(desk.window, "starting", "working")
    _nobody_looked_up(desk, album)
    page: SignInPage = desk.page(SignInPage)
    album.shoot(desk.window, "sign_in", "empty")
    _type(page, _WRONG)
    album.shoot(desk.window, "sign_in", "working")
    desk.until(lambda: page.pin.text() == "")
    album.shoot(desk.window, "sign_in", "attention")
    _locked_key(desk, album)
    _locked_card(desk, album)
    desk.sign_in()


def _nobody_looked_up(desk: Desk, album: Album) -> None:
    """The revocation lists are gone when the page opens, and come back while it is open."""
    lists = desk.station.settings.trust / "crls"
    aside = lists.rename(lists.with_name("aside"))
    desk.attach()
    page: SignInPage = desk.page(SignInPage)
    desk.until(page.unproven.isVisible)
    album.shoot(desk.window, "sign_in", "unproven")
    aside.rename(lists)
    desk.until(lambda: page.unproven.isHidden() and page.primary_reason() == say("sign_in.need_pin"))


def _locked_key(desk: Desk, album: Album) -> None:
    """Four more wrong PINs, and the way back."""
    page: SignInPage = desk.page(SignInPage)
    for _ in range(4):
        _type(page, _WRONG)
        desk.until(lambda: page.pin.text() == "" and not page.pin.isReadOnly())
    desk.until(page.unlock.isVisible)
    album.shoot(desk.window, "sign_in", "locked")
    code = desk.station.work.call(desk.station.sign_in.credentials)[0].demo_puk
    page.unlock.secret.setText(code)
    page.unlock.secret.textEdited.emit(code)
    page.primary()
    desk.until(page.pin.isVisible)


def _locked_card(desk: Desk, album: Album) -> None:
    """A card says that it is locked; its PUK is asked for."""
    page: SignInPage = desk.page(SignInPage)
    page._presenter._answered(Problem("CRY-011", retryable=False))
    desk.until(page.locked_card.isVisible)
    album.shoot(desk.window, "sign_in", "locked-card")
    page._presenter.try_card_again()


def _type(page: SignInPage, pin: str) -> None:
    page.pin.setText(pin)
    page.pin.textEdited.emit(pin)
    page.primary()
