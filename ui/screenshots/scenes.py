"""What is drawn: one passport with a stop at each state worth a picture, then every step of every service."""

import sys
from pathlib import Path

from station.domain.errors import Problem
from station.domain.operator import Role
from station.domain.sample import ExceptionReason, Finger
from ui.pages.fingerprints.state import Phase as FingerPhase
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.home.draft_row import DraftRow
from ui.pages.home.view import HomePage
from ui.pages.portrait.crop_presenter import Phase as CropPhase
from ui.pages.portrait.state import Phase as FacePhase
from ui.pages.portrait.view import PortraitPage
from ui.pages.signature.state import Phase as InkPhase
from ui.pages.signature.view import SignaturePage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk
from ui.screenshots.ending import review
from ui.screenshots.facing import what_the_applicant_sees
from ui.screenshots.first_pages import first_pages
from ui.screenshots.person import ADULT, ZONE
from ui.screenshots.signing_in import sign_in
from ui.screenshots.visit import ENDED, KEPT, NotDrawn, Visit, draw_every_step, go_on
from ui.screenshots.with_a_reason import taken_with_a_reason
from ui.widgets.exception_menu import ExceptionButton

GONE = {"fault": "gone", "fault_at_frame": 0, "gone_for_s": 15}
FAR = {"script": [{"seconds": 3600, "distance": 1.6, "yaw": -9}]}
SERVICE = "biometric_passport"
"""Whose pages are drawn in their special states."""
TYPED = (
    "surname_hy", "given_hy", "patronymic_hy", "sex", "birth_date", "birth_place", "psn", "phone", "address",
)  # fmt: skip


def take_all(home: Path, album: Album) -> None:
    """Special states in the order of a visit; then all steps, of whatever services there are."""
    typed_pages(home, album)
    devices_away(home, album)
    one_finger_short(home, album)
    the_rest(home, album)
    cannot_be_taken(home, album)
    taken_with_a_reason(home / "reason", album, SERVICE, ADULT)
    first_pages(home / "roles", album)
    applicant_only(home, album)
    every_service(home, album)


def applicant_only(home: Path, album: Album) -> None:
    """The window that faces the applicant."""
    what_the_applicant_sees(home / "applicant", album, SERVICE)


def typed_pages(home: Path, album: Album) -> None:
    """From the start to the portrait, where the camera sees somebody who stands too far away."""
    desk = Desk(home, {"sim_camera": FAR})
    window = desk.window
    sign_in(desk, album)
    desk.until(window.frame.action_bar.primary.isEnabled)
    album.shoot(window, "home", "empty")
    first: HomePage = desk.page(HomePage)
    album.shoot(window, "home", "services", first.services.open)  # a sheet speaks as it did when it was opened
    desk.close_sheets()
    visit = Visit(desk, SERVICE, ADULT)
    visit.begin()
    visit.to("document")
    _document(desk, album)
    visit.to("applicant")
    window.frame.rail.refer.click()
    desk.pump(0.5)
    album.shoot(window, "referral", "empty")
    desk.close_sheets()
    _applicant(desk, album)
    visit.to("portrait")
    portrait: PortraitPage = desk.page(PortraitPage)
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.LIVE)
    desk.pump(1.5)
    album.shoot(window, "portrait", "attention")
    window.toggle_help()
    album.shoot(window, "portrait", "help")
    window.toggle_help()
    window.frame.top_bar.lamps["camera"].click()
    album.shoot(window, "devices", "open")
    desk.close_sheets()
    desk.close()


def _applicant(desk: Desk, album: Album) -> None:
    window = desk.window
    window.primary()
    desk.until(lambda: not window.frame.action_bar.primary.isEnabled())
    album.shoot(window, "applicant", "attention")
    desk.fill(**{field: ADULT.texts[field] for field in TYPED})
    desk.fill(surname_latin="AVAKIAN")
    album.shoot(window, "applicant", "spelling")
    desk.fill(surname_latin="AVAGYAN", birth_date="15.06.2015", psn="2506151238")
    album.shoot(window, "applicant", "guardian")
    desk.fill(birth_date=ADULT.texts["birth_date"], psn=ADULT.texts["psn"])


def _document(desk: Desk, album: Album) -> None:
    window = desk.window
    desk.fill(document_kind="passport")
    album.shoot(window, "document", "live")
    desk.fill(document_mrz=ZONE.replace("AN01234564", "AN01234584"))
    album.shoot(window, "document", "attention")
    desk.fill(document_mrz=ZONE)


def devices_away(home: Path, album: Album) -> None:
    """Camera unplugged while it runs; the draft left and taken up again."""
    desk = Desk(home, {"sim_camera": GONE})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("portrait"))
    portrait: PortraitPage = desk.page(PortraitPage)
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.WAITING)
    desk.pump(1.5)
    album.shoot(desk.window, "portrait", "waiting")
    desk.window.frame.rail.home_pressed.emit()
    desk.until(lambda: desk.at("home") and bool(desk.window.findChildren(DraftRow)))
    desk.pump(0.3)
    album.shoot(desk.window, "home", "drafts")
    desk.window.findChildren(DraftRow)[0].resume.click()
    desk.until(lambda: desk.at("portrait"))
    desk.close()


def moved_by_hand(desk: Desk, album: Album, page: PortraitPage) -> None:
    """The crop, moved as far as it goes."""
    moving = page.crop
    moving.open()
    desk.until(lambda: moving.presenter.state.phase is CropPhase.OPEN)
    desk.pump(0.3)
    album.shoot(desk.window, "portrait", "crop")
    moving.presenter.grow(-4)
    moving.presenter.turn(3)
    while moving.presenter.state.limit is None:
        moving.presenter.move(-1, 0)
    album.shoot(desk.window, "portrait", "crop-limit")
    moving.presenter.take()
    desk.until(lambda: moving.presenter.state.phase is CropPhase.CLOSED)
    desk.pump(0.3)
    album.shoot(desk.window, "portrait", "adjusted")


def one_finger_short(home: Path, album: Album) -> None:
    """The portrait is taken; the first placement lacks a finger, and without it nobody can tell which hand it is."""
    desk = Desk(home, {"sim_fingerprint": {"outcomes": ["three_fingers"]}})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("portrait"))
    portrait: PortraitPage = desk.page(PortraitPage)
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.LIVE)
    portrait.space()  # too early
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.REFUSED)
    desk.pump(0.3)
    album.shoot(desk.window, "portrait", "refused")
    portrait.space()
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.ACCEPTED)
    moved_by_hand(desk, album, portrait)
    visit = Visit(desk, SERVICE, ADULT)
    visit.to("fingerprints")
    fingers: FingerprintsPage = desk.page(FingerprintsPage)
    desk.until(lambda: fingers.presenter.state.phase is FingerPhase.REFUSED)
    album.shoot(desk.window, "fingerprints", "attention")
    fingers.presenter.mark((Finger.RIGHT_LITTLE,), ExceptionReason.BANDAGED)
    desk.until(lambda: fingers.presenter.state.phase is FingerPhase.ASKED)
    album.shoot(desk.window, "fingerprints", "asked")
    desk.close()


def the_rest(home: Path, album: Album) -> None:
    """Fingers, signature, review, two signatures, sealing, the receipt."""
    desk = Desk(home, {})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("fingerprints"))
    visit = Visit(desk, SERVICE, ADULT)
    _fingerprints(desk, album)
    visit.to("signature")
    _signature(desk, album)
    visit.to("review")
    review(desk, album)
    desk.close()


def _fingerprints(desk: Desk, album: Album) -> None:
    window = desk.window
    page: FingerprintsPage = desk.page(FingerprintsPage)
    desk.until(lambda: page.presenter.state.phase is FingerPhase.LIVE)
    desk.pump(0.8)
    album.shoot(window, "fingerprints", "live")
    desk.until(lambda: page.presenter.state.phase in ENDED)
    if page.presenter.state.phase is FingerPhase.ASKED:  # a finger was marked in a scene before
        go_on(page)
    desk.until(lambda: page.presenter.state.phase in KEPT)
    album.shoot(window, "fingerprints", "taken")
    while page.presenter.state.phase is not FingerPhase.DONE:
        go_on(page)
        desk.pump(0.2)
    page.hands.mark_asked.emit(Finger.RIGHT_LITTLE)
    album.shoot(window, "fingerprints", "missing")
    desk.close_sheets()


def _signature(desk: Desk, album: Album) -> None:
    page: SignaturePage = desk.page(SignaturePage)
    page.presenter.use_pad()
    desk.until(lambda: page.presenter.state.phase is InkPhase.PAD)
    desk.pump(1.5)
    album.shoot(desk.window, "signature", "live")
    desk.until(lambda: page.presenter.state.phase is InkPhase.KEPT)


def cannot_be_taken(home: Path, album: Album) -> None:
    """Somebody without hands, who cannot write: each page asks why, by the same key."""
    desk = Desk(home, {})
    desk.attach()
    desk.sign_in()
    visit = Visit(desk, SERVICE, ADULT)
    visit.begin()
    visit.to("portrait")
    portrait: PortraitPage = desk.page(PortraitPage)
    _asked(desk, album, "portrait", portrait.exception)
    visit.to("fingerprints")
    fingers: FingerprintsPage = desk.page(FingerprintsPage)
    _asked(desk, album, "fingerprints", fingers.exception)
    fingers.presenter.mark(tuple(Finger), ExceptionReason.BORN_WITHOUT)
    desk.until(lambda: fingers.presenter.state.phase is FingerPhase.DONE)
    album.shoot(desk.window, "fingerprints", "excepted")
    visit.go_on()
    signature: SignaturePage = desk.page(SignaturePage)
    _asked(desk, album, "signature", signature.exception)
    signature.presenter.except_for(ExceptionReason.CANNOT_WRITE)
    desk.until(lambda: signature.presenter.state.phase is InkPhase.EXCEPTED)
    album.shoot(desk.window, "signature", "excepted")
    visit.go_on()
    desk.pump(1.0)  # its pictures are fetched
    album.shoot(desk.window, "review", "excepted")
    desk.close()


def _asked(desk: Desk, album: Album, page: str, button: ExceptionButton) -> None:
    """The menu speaks as it did when it was opened: it is opened for each language anew."""

    def anew() -> None:
        desk.close_sheets()
        button.ask()

    album.shoot(desk.window, page, "exception", anew)
    desk.close_sheets()


def every_service(home: Path, album: Album) -> None:
    """Each service that somebody may begin at this desk, by the first who may; the others are named. Raises NotDrawn,
    once all that can be drawn is, for steps that cannot."""
    drawn: set[str] = set()
    wrong: list[NotDrawn] = []
    hindered: dict[str, str] = {}
    for role in (Role.OPERATOR, Role.OFFICER):
        desk = Desk(home, {})
        desk.attach()
        desk.sign_in_as(role)
        services = desk.station.work.call(desk.station.enroll.services)
        if isinstance(services, Problem):
            raise NotDrawn(services.code)
        hindered = {each.service_id: each.hindrance.code for each in services if each.hindrance is not None}
        for service in services:
            if service.service_id in hindered or service.service_id in drawn:
                continue
            drawn.add(service.service_id)
            try:
                draw_every_step(desk, album, service.service_id)
            except NotDrawn as error:
                wrong.append(error)
        desk.close()
    for service_id, code in hindered.items():
        if service_id not in drawn:
            sys.stderr.write(f"{service_id} is not begun here, so not drawn: {code}\n")
    if wrong:
        raise NotDrawn(*(each.args for each in wrong))
