"""The walk: one invented person from sign-in to the receipt, with a stop at each state worth a picture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMenu

from station.acts import CaseState
from station.domain.answers import Answer, AnswerRow, Reason, Verdict
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import Role
from station.domain.outbox import OutboxState, PacketId
from station.domain.sample import Finger
from station.services.views import CopiesView, DraftSummary, OutboxSummary, OutboxView
from ui.messages import say
from ui.pages.fingerprints.state import Phase as FingerPhase
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.home.draft_row import DraftRow
from ui.pages.home.view import HomePage
from ui.pages.portrait.presenter import Phase as FacePhase
from ui.pages.portrait.view import PortraitPage
from ui.pages.review.presenter import Stage
from ui.pages.review.view import ReviewPage
from ui.pages.sealed.presenter import SealedState, moments
from ui.pages.sealed.view import SealedPage
from ui.pages.sign_in.view import SignInPage
from ui.pages.signature.presenter import Phase as InkPhase
from ui.pages.signature.view import SignaturePage
from ui.screenshots.album import Album
from ui.screenshots.approvals import leave_and_look
from ui.screenshots.desk import Desk
from ui.widgets.popover import Popover

GONE = {"fault": "gone", "fault_at_frame": 0, "gone_for_s": 15}
FAR = {"script": [{"seconds": 3600, "distance": 1.6, "yaw": -9}]}
ZONE = "P<ARMAVAGYAN<<NAREK<<<<<<<<<<<<<<<<<<<<<<<<<\nAN01234564ARM9006153M33041122506901238<<<<02"
PERSON = {
    "surname_hy": "Ավագյան", "given_hy": "Նարեկ", "patronymic_hy": "Տիգրանի", "sex": "M", "birth_date": "15.06.1990",
    "birth_place": "Գյումրի", "psn": "2506901238", "phone": "+374 00 000000", "address": "Գյումրի, Փորձի 1",
}  # fmt: skip
PAPERS = {
    "id_card_or_passport_or_birth_certificate_paper": "PASSPORT",
    "military_book_or_registration_certificate_paper": "MILITARY_BOOK",
}
_KEPT = (FingerPhase.TAKEN, FingerPhase.WEAK)


def take_all(home: Path, album: Album) -> None:
    """Every picture, in the order of a visit."""
    typed_pages(home, album)
    devices_away(home, album)
    one_finger_short(home, album)
    the_rest(home, album)


def typed_pages(home: Path, album: Album) -> None:
    """From the start to the portrait, where the camera sees somebody who stands too far away."""
    desk = Desk(home, {"sim_camera": FAR})
    window = desk.window
    album.shoot(window, "starting", "working")
    _nobody_looked_up(desk, album)
    sign_in = desk.page(SignInPage)
    album.shoot(window, "sign_in", "empty")
    wrong = "0000"
    sign_in.pin.setText(wrong)
    sign_in.pin.textEdited.emit(wrong)
    sign_in.primary()
    album.shoot(window, "sign_in", "working")
    desk.until(lambda: sign_in.pin.text() == "")
    album.shoot(window, "sign_in", "attention")
    _locked_key(desk, album)
    desk.sign_in()
    desk.until(lambda: window.frame.action_bar.primary.isEnabled())
    album.shoot(window, "home", "empty")
    window.primary()
    desk.until(lambda: desk.at("applicant"))
    _applicant(desk, album)
    _document(desk, album)
    portrait = desk.page(PortraitPage)
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.LIVE)
    desk.pump(1.5)
    album.shoot(window, "portrait", "attention")
    window.toggle_help()
    album.shoot(window, "portrait", "help")
    window.toggle_help()
    window.frame.top_bar.lamps["camera"].click()
    album.shoot(window, "devices", "open")
    _close_sheets()
    desk.close()


def _nobody_looked_up(desk: Desk, album: Album) -> None:
    """The revocation lists are gone when the page opens, and come back while it is open."""
    lists = desk.station.settings.trust / "crls"
    aside = lists.rename(lists.with_name("aside"))
    desk.attach()
    page = desk.page(SignInPage)
    desk.until(page.unproven.isVisible)
    album.shoot(desk.window, "sign_in", "unproven")
    aside.rename(lists)
    desk.until(lambda: page.unproven.isHidden() and page.primary_reason() == say("sign_in.need_pin"))


def _applicant(desk: Desk, album: Album) -> None:
    window = desk.window
    album.shoot(window, "applicant", "empty")
    window.primary()
    desk.until(lambda: not window.frame.action_bar.primary.isEnabled())
    album.shoot(window, "applicant", "attention")
    desk.fill(**PERSON)
    album.shoot(window, "applicant", "done")
    desk.fill(surname_latin="AVAKIAN")
    album.shoot(window, "applicant", "spelling")
    desk.fill(surname_latin="AVAGYAN", birth_date="15.06.2015", psn="2506151238")
    album.shoot(window, "applicant", "guardian")
    desk.fill(birth_date=PERSON["birth_date"], psn=PERSON["psn"])
    window.primary()
    desk.until(lambda: desk.at("request"))
    desk.fill(request_kind="FIRST")
    window.primary()
    desk.until(lambda: desk.at("document"))


def _document(desk: Desk, album: Album) -> None:
    window = desk.window
    album.shoot(window, "document", "empty")
    desk.fill(document_kind="passport")
    album.shoot(window, "document", "live")
    desk.fill(document_mrz=ZONE.replace("AN01234564", "AN01234584"))
    album.shoot(window, "document", "attention")
    desk.fill(document_mrz=ZONE)
    album.shoot(window, "document", "done")
    window.primary()
    desk.until(lambda: desk.at("papers"))
    desk.fill(**PAPERS)
    window.primary()
    desk.until(lambda: desk.at("portrait"))


def _locked_key(desk: Desk, album: Album) -> None:
    """Four more wrong PINs, and the way back."""
    page = desk.page(SignInPage)
    for _ in range(4):
        page.pin.setText("0000")
        page.pin.textEdited.emit("0000")
        page.primary()
        desk.until(lambda: page.pin.text() == "" and page.pin.isEnabled())
    desk.until(page.unlock.isVisible)
    album.shoot(desk.window, "sign_in", "locked")
    code = desk.station.work.call(desk.station.sign_in.credentials)[0].demo_puk
    page.unlock.secret.setText(code)
    page.unlock.secret.textEdited.emit(code)
    page.primary()
    desk.until(page.pin.isVisible)


def devices_away(home: Path, album: Album) -> None:
    """Camera unplugged while it runs; the draft left and taken up again."""
    desk = Desk(home, {"sim_camera": GONE})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("portrait"))
    portrait = desk.page(PortraitPage)
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


def one_finger_short(home: Path, album: Album) -> None:
    """The portrait is taken; the first placement lacks a finger."""
    desk = Desk(home, {"sim_fingerprint": {"outcomes": ["three_fingers"]}})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("portrait"))
    portrait = desk.page(PortraitPage)
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.LIVE)
    portrait.space()  # too early
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.REFUSED)
    desk.pump(0.3)
    album.shoot(desk.window, "portrait", "refused")
    portrait.space()
    desk.until(lambda: portrait.presenter.state.phase is FacePhase.ACCEPTED)
    desk.pump(0.5)
    album.shoot(desk.window, "portrait", "done")
    desk.window.primary()
    desk.until(lambda: desk.at("fingerprints"))
    fingers = desk.page(FingerprintsPage)
    desk.until(lambda: fingers.presenter.state.phase is FingerPhase.REFUSED)
    album.shoot(desk.window, "fingerprints", "attention")
    desk.close()


def the_rest(home: Path, album: Album) -> None:
    """Fingers, signature, review, two signatures, sealing, the receipt."""
    desk = Desk(home, {})
    desk.attach()
    desk.sign_in()
    desk.until(lambda: desk.at("fingerprints"))
    _fingerprints(desk, album)
    _signature(desk, album)
    _review(desk, album)
    desk.close()


def _fingerprints(desk: Desk, album: Album) -> None:
    window = desk.window
    page = desk.page(FingerprintsPage)
    desk.until(lambda: page.presenter.state.phase is FingerPhase.LIVE)
    desk.pump(0.8)
    album.shoot(window, "fingerprints", "live")
    desk.until(lambda: page.presenter.state.phase in _KEPT)
    album.shoot(window, "fingerprints", "taken")
    while page.presenter.state.phase is not FingerPhase.DONE:
        if page.presenter.state.phase in _KEPT:
            page.space()
        desk.pump(0.2)
    album.shoot(window, "fingerprints", "done")
    page.hands.mark_asked.emit(Finger.RIGHT_LITTLE)
    album.shoot(window, "fingerprints", "missing")
    _close_sheets()
    window.primary()
    desk.until(lambda: desk.at("signature"))


def _signature(desk: Desk, album: Album) -> None:
    window = desk.window
    page: SignaturePage = desk.page(SignaturePage)
    album.shoot(window, "signature", "empty")
    page.presenter.use_pad()
    desk.until(lambda: page.presenter.state.phase is InkPhase.PAD)
    desk.pump(3.0)
    album.shoot(window, "signature", "live")
    window.primary()
    desk.until(lambda: page.presenter.state.phase is InkPhase.KEPT or desk.at("review"))
    if desk.at("signature"):
        album.shoot(window, "signature", "done")
        window.primary()
    desk.until(lambda: desk.at("review"))


def _review(desk: Desk, album: Album) -> None:
    window = desk.window
    page: ReviewPage = desk.page(ReviewPage)
    desk.pump(1.0)
    album.shoot(window, "review", "sign")
    page.presenter.sign()
    desk.until(lambda: page.presenter.stage is Stage.APPROVE)
    desk.pump(0.3)
    album.shoot(window, "review", "approve")
    leave_and_look(desk, album)
    people = desk.station.work.call(desk.station.sign_in.credentials)
    officer = next(person for person in people if Role.OFFICER in person.roles)
    page.presenter.approve(officer.credential_id, "0000")
    desk.until(page.acts.note.isVisible)
    album.shoot(window, "review", "attention")
    page.presenter.approve(officer.credential_id, officer.demo_pin)
    desk.until(lambda: page.presenter.stage is Stage.SEAL)
    desk.pump(0.3)
    album.shoot(window, "review", "done")
    window.primary()
    desk.until(lambda: desk.at("sealed"))
    sealed: SealedPage = desk.page(SealedPage)
    album.shoot(window, "sealed", "working")
    desk.until(lambda: sealed.presenter.state.packet is not None and sealed.presenter.state.packet.erased)
    album.shoot(window, "sealed", "done")
    sealed.open_receipt()
    desk.until(lambda: sealed.sheet.note.isVisible() or sealed.sheet.print.isVisible())
    album.shoot(window, "sealed", "receipt")
    _close_sheets()
    sealed.presenter.leave()  # from here on the outbox is told, not asked
    for state in (OutboxState.WAITING, OutboxState.REFUSED):
        packet = next(packet for packet in _packets() if packet.state is state)
        sealed.presenter.state = SealedState(packet, moments(packet))
        album.shoot(window, "sealed", "offline" if state is OutboxState.WAITING else "attention")
    window.frame.top_bar.outbox.click()
    desk.until(lambda: desk.at("home"))
    home: HomePage = desk.page(HomePage)
    desk.pump(0.5)
    album.shoot(window, "home", "done")
    home.show_outbox(_packets(), OutboxSummary(total=len(_packets())))
    album.shoot(window, "home", "offline")
    home.show_outbox(_packets(), OutboxSummary(total=5_000, put_aside=3))
    album.shoot(window, "home", "put_aside")
    home.show_outbox(_answered(), OutboxSummary(total=3, answers=2))
    home.table.selectRow(1)
    album.shoot(window, "home", "answered")
    home.show_drafts(_drafts())
    album.shoot(window, "home", "attention")
    pulled = Problem("STN-169", {"reason": "ENOENT"})
    home.show_copies(CopiesView(pulled, behind=2, newest=datetime.now(UTC) - timedelta(hours=3)))
    album.shoot(window, "home", "copies_late")
    home.show_copies(CopiesView())
    signed = next(row for row in home.rows if row.draft_id == "signed")
    signed.discard.click()
    desk.until(lambda: signed.asked.person() is not None)
    album.shoot(window, "home", "discard_signed")
    grace = Problem("STN-711", {"until": f"{datetime.now(UTC) + timedelta(days=5):%d.%m.%Y}"})
    album.shoot(window, "home", "policy_in_grace", lambda: window.frame.show_notice(grace))
    window.frame.top_bar.lock_pressed.emit()
    desk.until(lambda: desk.at("sign_in"))
    desk.sign_in_as(Role.TECHNICIAN)
    desk.pump(0.5)
    album.shoot(window, "home", "read_only")


def _drafts() -> tuple[DraftSummary, ...]:
    """One that does not open, one that was signed, one that is nearly too old."""
    now = datetime.now(UTC)
    plain = DraftSummary(EnrollmentId("plain"), "Ավագյան Նարեկ", "step.slaps.name", now, "biometric_passport")
    return (
        replace(plain, started_at=now - timedelta(days=25), ends_on=(now + timedelta(days=5)).date()),
        replace(plain, enrollment_id=EnrollmentId("signed"), step="step.review.name", state=CaseState.SIGNED),
        replace(plain, enrollment_id=EnrollmentId("0a1b2c3d4e5f"), problem=Problem("STN-164")),
    )


def _packets() -> tuple[OutboxView, ...]:
    """One packet in each state, as after a day with a bad line."""
    now = datetime.now(UTC)
    first = OutboxView(
        PacketId("0" * 64), EnrollmentId("e"), OutboxState.PENDING, now, 0, now + timedelta(minutes=4), 900_000, None,
        False,
    )  # fmt: skip
    refused = Problem("STN-302", {"reason": "INT-012"})
    return tuple(
        replace(
            first,
            packet_id=PacketId(f"{number:x}" * 64),
            state=state,
            queued_at=now - timedelta(minutes=7 * number),
            erased=state is OutboxState.RECEIPTED,
            problem=refused if state in (OutboxState.REFUSED, OutboxState.PARKED) else None,
        )
        for number, state in enumerate(OutboxState, start=1)
    )


def _answered() -> tuple[OutboxView, ...]:
    """Three that the centre decided about: taken, refused, and one that it wants parts of once more."""
    base = next(packet for packet in _packets() if packet.state is OutboxState.RECEIPTED)
    reasons = (
        Reason("ANSWER-QUALITY", "portrait"), Reason("INT-092", "right_index"),
        Reason("ANSWER-DATA-WRONG", "guardian_document"), Reason("ANSWER-QUALITY", "signature"),
        Reason("ANSWER-INCOMPLETE", "document"),
    )  # fmt: skip
    told = ((Verdict.ACCEPTED, ()), (Verdict.REJECTED, (Reason("ANSWER-NOT-ENTITLED"),)), (Verdict.AGAIN, reasons))
    return tuple(
        replace(
            base,
            packet_id=PacketId(f"{number:x}" * 64),
            queued_at=base.queued_at - timedelta(minutes=number),
            answer=AnswerRow(Answer(base.packet_id, verdict, base.queued_at, why), verdict is not Verdict.ACCEPTED),
        )
        for number, (verdict, why) in enumerate(told, start=1)
    )


def _close_sheets() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, Popover | QMenu):
            widget.close()
