"""Taken with a reason, in pictures: a head that stays turned is refused three times; the queue says what waits."""

from pathlib import Path

from station.domain.override import OverrideReason
from ui.pages.approvals.view import ApprovalsPage
from ui.pages.home.view import HomePage
from ui.pages.portrait.state import Phase
from ui.pages.portrait.view import PortraitPage
from ui.pages.review.stage import Stage
from ui.pages.review.view import ReviewPage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk
from ui.screenshots.person import Person
from ui.screenshots.visit import Visit

TURNED = {"script": [{"seconds": 3600, "yaw": -12}], "blink_every_s": 0}


def taken_with_a_reason(home: Path, album: Album, service: str, person: Person) -> None:
    desk = Desk(home, {"sim_camera": TURNED})
    desk.attach()
    desk.sign_in()
    visit = Visit(desk, service, person)
    visit.begin()
    visit.to("portrait")
    _refused_thrice(desk, album)
    visit.go_on()
    visit.to("review")
    desk.pump(1.0)  # its pictures are fetched
    album.shoot(desk.window, "review", "with-reason")
    review: ReviewPage = desk.page(ReviewPage)
    desk.read(review)
    review.presenter.sign()
    desk.until(lambda: review.presenter.stage is Stage.APPROVE)
    album.shoot(desk.window, "review", "with-reason-signed")
    review.acts.submit.click()
    desk.until(lambda: desk.at("home"))
    first: HomePage = desk.page(HomePage)
    desk.until(first.approvals.isVisible)
    first.approvals.click()
    desk.until(lambda: desk.at("approvals"))
    queue: ApprovalsPage = desk.page(ApprovalsPage)
    desk.until(lambda: bool(queue.presenter.state.views))
    desk.pump(0.5)
    album.shoot(desk.window, "approvals", "with-reason")
    desk.close()


def _refused_thrice(desk: Desk, album: Album) -> None:
    page: PortraitPage = desk.page(PortraitPage)
    for _ in range(3):
        desk.until(lambda: page.presenter.state.phase is Phase.LIVE)
        desk.pump(0.7)  # it sees a face
        page.space()
        desk.until(lambda: page.presenter.state.phase is Phase.REFUSED)
        desk.pump(0.3)
        if page.override.button.isHidden():
            page.space()
    desk.until(page.override.button.isVisible)
    album.shoot(desk.window, "portrait", "with-reason")

    def anew() -> None:
        desk.close_sheets()
        page.override.button.ask()
        desk.pump(0.2)

    album.shoot(desk.window, "portrait", "reason", anew)
    page.override.sheet.reasons.set_value(OverrideReason.BODY)
    page.override.sheet.take.click()
    desk.until(lambda: page.presenter.state.phase is Phase.ACCEPTED)
    desk.pump(0.5)
    album.shoot(desk.window, "portrait", "with-reason-taken")
