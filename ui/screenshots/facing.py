"""What the applicant sees, in all their languages: one visit, with the window that faces them beside it."""

from pathlib import Path

from station.domain.operator import Role
from ui.citizen.window import CitizenWindow
from ui.pages.review.stage import Stage
from ui.pages.review.view import ReviewPage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk
from ui.screenshots.person import ADULT
from ui.screenshots.visit import Visit
from ui.shell.applicant import Applicant
from ui.shell.faces_applicant import FacesApplicant

LOOK = "FACE-LOOK-AT-CAMERA"  # said while the camera opens
TURNED = {"script": [{"seconds": 3600, "distance": 1.6}]}


def what_the_applicant_sees(home: Path, album: Album, service: str) -> None:
    """From the emblem to the thanks."""
    desk = Desk(home, {"sim_camera": TURNED})
    desk.attach()
    desk.sign_in()
    window, applicant = _beside(desk)
    album.shoot_applicant(window, "blank")
    visit = Visit(desk, service, ADULT)
    visit.begin()
    album.shoot_applicant(window, "language")
    applicant.choose_language("hy")
    album.shoot_applicant(window, "notice")
    album.shoot_applicant(window, "notice_long", window.notice.more.click)
    applicant.agree()
    desk.until(lambda: applicant.told)
    album.shoot_applicant(window, "wish")
    applicant.wish(True)
    album.shoot_applicant(window, "wait")
    visit.to("applicant")
    visit.do()
    desk.until(lambda: applicant.shown.may_confirm)
    album.shoot_applicant(window, "data")
    album.shoot_applicant(window, "data_last", window.data.next.click)
    visit.to("portrait")
    desk.until(lambda: applicant.shown.advice not in ("", LOOK))
    album.shoot_applicant(window, "portrait")
    desk.close()
    _captured(home, album, service)


def _captured(home: Path, album: Album, service: str) -> None:
    """The same visit, taken up again, with a camera that sees somebody who stands right."""
    desk = Desk(home, {})
    desk.attach()
    desk.sign_in()
    window, applicant = _beside(desk)
    applicant.wish(False)
    visit = Visit(desk, service, ADULT)
    visit.to("fingerprints")
    desk.until(lambda: bool(applicant.shown.fingers))
    album.shoot_applicant(window, "fingers")
    visit.to("signature")
    visit.do()
    album.shoot_applicant(window, "signature")
    visit.to("review")
    review: ReviewPage = desk.page(ReviewPage)
    desk.pump(1.0)
    desk.read(review)
    review.presenter.sign()
    desk.until(lambda: review.presenter.stage is Stage.APPROVE)
    people = desk.station.work.call(desk.station.sign_in.credentials)
    officer = next(person for person in people if Role.OFFICER in person.roles)
    review.presenter.approve(officer.credential_id, officer.demo_pin)
    desk.until(lambda: review.presenter.stage is Stage.SEAL)
    desk.window.primary()
    desk.until(lambda: desk.at("sealed") and bool(applicant.shown.code))
    album.shoot_applicant(window, "receipt")
    applicant.receipt_seen()
    album.shoot_applicant(window, "thanks")
    applicant.rate(5)
    album.shoot_applicant(window, "thanks_said")
    desk.window.primary()
    desk.until(lambda: not desk.at("sealed"))
    desk.close()


def _beside(desk: Desk) -> tuple[CitizenWindow, Applicant]:
    """The window that faces the applicant, and what it is told. Raises LookupError where there is none."""
    faces = desk.window.findChild(FacesApplicant)
    if faces is None:
        raise LookupError
    faces.show_over()
    if faces.window is None:
        raise LookupError
    return faces.window, faces.applicant
