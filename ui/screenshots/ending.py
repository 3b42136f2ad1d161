"""The end of a visit: review, two signatures, sealing, the receipt, and the first page with every kind of packet."""

from datetime import UTC, datetime, timedelta

from station.domain.errors import Problem
from station.domain.operator import Role
from station.domain.outbox import OutboxState
from station.services.views import CopiesView, OutboxSummary
from ui.pages.day.presenter import DayState
from ui.pages.day.view import DayPage
from ui.pages.home.view import HomePage
from ui.pages.review.stage import Stage
from ui.pages.review.view import ReviewPage
from ui.pages.sealed.presenter import SealedState, moments
from ui.pages.sealed.view import SealedPage
from ui.screenshots.album import Album
from ui.screenshots.approvals import leave_and_look
from ui.screenshots.desk import Desk
from ui.screenshots.told import a_day, answered, drafts, packets


def review(desk: Desk, album: Album) -> None:
    """Down to the receipt."""
    window = desk.window
    page: ReviewPage = desk.page(ReviewPage)
    desk.pump(1.0)
    album.shoot(window, "review", "sign")
    desk.read(page)
    page.presenter.sign()
    desk.until(lambda: page.presenter.stage is Stage.APPROVE)
    desk.pump(0.3)
    album.shoot(window, "review", "approve")
    leave_and_look(desk, album)
    people = desk.station.work.call(desk.station.sign_in.credentials)
    officer = next(person for person in people if Role.OFFICER in person.roles)
    desk.read(page)
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
    desk.close_sheets()
    sealed.presenter.leave()  # from here on the outbox is told, not asked
    for state in (OutboxState.WAITING, OutboxState.REFUSED):
        packet = next(packet for packet in packets() if packet.state is state)
        sealed.presenter.state = SealedState(packet, moments(packet))
        album.shoot(window, "sealed", "offline" if state is OutboxState.WAITING else "attention")
    _home(desk, album)


def _home(desk: Desk, album: Album) -> None:
    """What the first page is told from here on is invented."""
    window = desk.window
    window.frame.top_bar.outbox.click()
    desk.until(lambda: desk.at("home"))
    home: HomePage = desk.page(HomePage)
    desk.pump(0.5)
    album.shoot(window, "home", "done")
    home.show_outbox(packets(), OutboxSummary(total=len(packets())))
    album.shoot(window, "home", "offline")
    home.show_outbox(packets(), OutboxSummary(total=5_000, put_aside=3))
    album.shoot(window, "home", "put_aside")
    home.show_outbox(answered(), OutboxSummary(total=3, answers=2))
    home.table.selectRow(1)
    album.shoot(window, "home", "answered")
    home.show_drafts(drafts())
    desk.until(lambda: len(home.rows) == len(drafts()))
    album.shoot(window, "home", "attention")
    pulled = Problem("STN-169", {"reason": "ENOENT"})
    home.show_copies(CopiesView(pulled, behind=2, newest=datetime.now(UTC) - timedelta(hours=3)))
    album.shoot(window, "home", "copies_late")
    home.show_copies(CopiesView())
    signed = next(row for row in home.rows if row.draft_id == "signed")
    signed.discard.click()
    desk.until(lambda: signed.giving_up.asked.person() is not None)
    album.shoot(window, "home", "discard_signed")
    grace = Problem("STN-711", {"until": f"{datetime.now(UTC) + timedelta(days=5):%d.%m.%Y}"})
    album.shoot(window, "home", "policy_in_grace", lambda: window.frame.show_notice(grace))
    _day(desk, album)
    window.frame.top_bar.lock_pressed.emit()
    desk.until(lambda: desk.at("sign_in"))
    desk.sign_in_as(Role.TECHNICIAN)
    desk.pump(0.5)
    album.shoot(window, "home", "read_only")


def _day(desk: Desk, album: Album) -> None:
    """The true one, on which nobody is to be called; then one that is told."""
    desk.page(HomePage).day.click()
    desk.until(lambda: desk.at("day"))
    page: DayPage = desk.page(DayPage)
    desk.until(lambda: page.presenter.state.day is not None)
    album.shoot(desk.window, "day", "done")
    busy = DayState(a_day(), current=a_day().calls[0].packet.packet_id)
    album.shoot(desk.window, "day", "attention", lambda: page.show_state(busy))
