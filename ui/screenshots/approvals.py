"""The queue of a state officer in pictures: a signed case is left, looked at, refused, and taken up again."""

from station.domain.operator import Role
from ui.pages.approvals.view import ApprovalsPage
from ui.pages.home.draft_row import DraftRow
from ui.pages.home.view import HomePage
from ui.pages.review.stage import Stage
from ui.pages.review.view import ReviewPage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk


def leave_and_look(desk: Desk, album: Album) -> None:
    """From the review of a signed case and back to it."""
    window = desk.window
    review: ReviewPage = desk.page(ReviewPage)
    review.acts.submit.click()
    desk.until(lambda: desk.at("home"))
    home: HomePage = desk.page(HomePage)
    desk.until(home.approvals.isVisible)
    album.shoot(window, "home", "waiting")
    home.approvals.click()
    desk.until(lambda: desk.at("approvals"))
    queue(desk, album)
    desk.go_home()
    desk.until(lambda: desk.at("home") and bool(window.findChildren(DraftRow)))
    desk.pump(0.3)
    window.findChildren(DraftRow)[0].resume.click()
    desk.until(lambda: desk.at("review"))
    desk.pump(1.0)
    album.shoot(window, "review", "waiting")
    review.presenter.take_back()
    desk.until(lambda: review.presenter.stage is Stage.APPROVE)


def queue(desk: Desk, album: Album) -> None:
    """The page itself, with at least one case."""
    window = desk.window
    page: ApprovalsPage = desk.page(ApprovalsPage)
    desk.until(lambda: bool(page.presenter.state.views))
    desk.pump(0.5)
    album.shoot(window, "approvals", "live")
    desk.until(lambda: _read_on(page))
    page.presenter.tick_all()
    people = desk.station.work.call(desk.station.sign_in.credentials)
    officer = next(person for person in people if Role.SUPERVISOR in person.roles)
    page.asked.officer.set_value(officer.credential_id)
    page.presenter.choose(officer.credential_id)
    page.presenter.approve("0000")
    desk.until(page.note.isVisible)
    album.shoot(window, "approvals", "attention")
    page.back.click()
    desk.pump(0.2)
    album.shoot(window, "approvals", "send_back")
    page.cancel()
    page.reject.click()
    desk.pump(0.2)
    album.shoot(window, "approvals", "reject")
    page.cancel()


def _read_on(page: ApprovalsPage) -> bool:
    """Whether all of the case was on the screen, once its next part is."""
    if page.case.whole:
        page.case.looked.go_on()
    return page.presenter.state.row is not None and page.presenter.state.row.seen
