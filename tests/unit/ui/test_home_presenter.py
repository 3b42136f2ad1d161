"""Home page: begin, resume, discard, send now; who has no right is told so."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Role
from station.domain.outbox import OutboxState, PacketId
from station.services.draft_summary import DraftSummary
from station.services.views import (
    CopiesView,
    CredentialView,
    EnrollmentView,
    EnrollResult,
    OutboxSummary,
    OutboxView,
    ServiceView,
)
from tests.support.form_fakes import NOW, RunLater, enrollment_view, run_now
from ui.pages.home.presenter import PAGE, HomePresenter
from ui.widgets.officer_model import Officer

DRAFT = DraftSummary(EnrollmentId("e-1"), "Անի", "step.document.name", NOW, "biometric_passport")
ANI = CredentialView(CredentialId("a"), "Անի", "Partner", frozenset({Role.OPERATOR}))
KAREN = CredentialView(CredentialId("k"), "Կարեն", "State", frozenset({Role.OFFICER, Role.OPERATOR}))
ROW = OutboxView(PacketId("0" * 64), EnrollmentId("e-2"), OutboxState.WAITING, NOW, 2, NOW, 5_000_000, None, False)


PASSPORT = ServiceView("biometric_passport", {"en": "Biometric passport"})
CARD = ServiceView("id_card", {"en": "Identity card"})


@dataclass
class Services:
    offered: tuple[ServiceView, ...] = (PASSPORT, CARD)
    kept: list[DraftSummary] = field(default_factory=lambda: [DRAFT])
    refusal: Problem | None = None
    wrong_pin: Problem | None = None
    answer: EnrollResult = field(default_factory=enrollment_view)
    calls: list[str] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    hearers: list[Callable[[], None]] = field(default_factory=list)

    def services(self) -> tuple[ServiceView, ...]:
        return self.offered

    def drafts(self) -> tuple[DraftSummary, ...] | Problem:
        return self.refusal or tuple(self.kept)

    def start(self, procedure: str) -> EnrollResult:
        self.calls.append(f"start {procedure}")
        return self.answer

    def resume(self, enrollment_id: EnrollmentId) -> EnrollResult:
        self.calls.append(f"resume {enrollment_id}")
        return self.answer

    def discard(self, enrollment_id: EnrollmentId, officer: str, pin: str) -> Problem | None:
        self.calls.append(f"discard {enrollment_id} {officer} {pin}".strip())
        if self.wrong_pin is None:
            self.kept = []
        return self.wrong_pin or self.refusal

    def credentials(self) -> tuple[CredentialView, ...]:
        return (ANI, KAREN)

    def rows(self, most: int) -> tuple[OutboxView, ...]:
        self.most.append(most)
        return (ROW,)

    def summary(self) -> OutboxSummary:
        return OutboxSummary(total=1, put_aside=2)

    def retry(self, packet_id: PacketId) -> Problem | None:
        self.calls.append(f"retry {packet_id[:4]}")
        return self.refusal

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.hearers.append(on_change)
        return lambda: self.hearers.remove(on_change)


@dataclass
class Copies:
    said: CopiesView = field(default_factory=CopiesView)
    hearers: list[Callable[[], None]] = field(default_factory=list)

    def view(self) -> CopiesView:
        return self.said

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.hearers.append(on_change)
        return lambda: self.hearers.remove(on_change)


@dataclass
class Screen:
    copies: list[CopiesView] = field(default_factory=list)
    services: tuple[ServiceView, ...] = ()
    drafts: tuple[DraftSummary, ...] = ()
    found: list[tuple[EnrollmentId, ...]] = field(default_factory=list)
    rows: list[tuple[OutboxView, ...]] = field(default_factory=list)
    summaries: list[OutboxSummary] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)
    pins_asked_again: int = 0
    opened: list[EnrollmentView] = field(default_factory=list)

    def show_drafts(self, drafts: tuple[DraftSummary, ...]) -> None:
        self.drafts = drafts

    def show_found(self, found: tuple[EnrollmentId, ...]) -> None:
        self.found.append(found)

    def show_outbox(self, rows: tuple[OutboxView, ...], summary: OutboxSummary) -> None:
        self.rows.append(rows)
        self.summaries.append(summary)

    def show_state(self) -> None: ...

    def show_copies(self, view: CopiesView) -> None:
        self.copies.append(view)

    def show_officers(self, officers: tuple[Officer, ...]) -> None:
        self.officers += officers

    def show_services(self, services: tuple[ServiceView, ...]) -> None:
        self.services = services

    def discard_refused(self) -> None:
        self.pins_asked_again += 1

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)

    def open_enrollment(self, view: EnrollmentView) -> None:
        self.opened.append(view)


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def presenter(services: Services, screen: Screen) -> HomePresenter:
    made = HomePresenter(screen, services, services, run_now, lambda call: call(), services, Copies())
    made.enter()
    return made


def test_drafts_and_packets_are_shown(presenter: HomePresenter, screen: Screen) -> None:
    assert screen.drafts == (DRAFT,)
    assert screen.rows == [(ROW,)]
    assert presenter.ready


def test_packets_are_asked_for_by_the_page(presenter: HomePresenter, screen: Screen, services: Services) -> None:
    presenter.show_older()
    assert services.most == [PAGE, 2 * PAGE]
    presenter.leave()
    presenter.enter()
    assert services.most[-1] == PAGE
    assert screen.summaries[-1].put_aside == 2


def test_new_enrollment_opens(presenter: HomePresenter, screen: Screen, services: Services) -> None:
    presenter.new()
    presenter.new()  # before the page of that one is there
    assert services.calls == ["start biometric_passport"]
    assert len(screen.opened) == 1


def test_a_new_enrollment_is_for_the_service_that_was_chosen(
    presenter: HomePresenter, screen: Screen, services: Services
) -> None:
    assert screen.services == services.offered
    presenter.choose("id_card")
    presenter.enter()
    presenter.new()
    assert services.calls[-1] == "start id_card", "it stays chosen for the next applicant"


def test_a_service_that_ended_is_chosen_no_more(presenter: HomePresenter, services: Services) -> None:
    presenter.choose("id_card")
    services.offered = (PASSPORT,)
    presenter.enter()
    assert presenter.chosen == "biometric_passport"


def test_a_service_that_cannot_be_begun_is_not_what_comes_next(presenter: HomePresenter, services: Services) -> None:
    shut = replace(PASSPORT, hindrance=Problem("STN-480", {"mode": "MASS_INFLUX"}))
    services.offered = (shut, CARD)
    presenter.enter()
    assert (presenter.chosen, presenter.ready) == ("id_card", True)
    services.offered = (shut,)
    presenter.enter()
    assert (presenter.chosen, presenter.ready) == ("", False)
    presenter.new()
    assert services.calls == []


def test_resume_opens_the_draft(presenter: HomePresenter, screen: Screen, services: Services) -> None:
    presenter.resume(DRAFT.enrollment_id)
    assert services.calls == ["resume e-1"]
    assert len(screen.opened) == 1


def test_a_draft_that_does_not_open_is_told(presenter: HomePresenter, screen: Screen, services: Services) -> None:
    services.answer = Problem("STN-101")
    presenter.resume(DRAFT.enrollment_id)
    assert screen.told == [services.answer]
    assert screen.opened == []
    assert presenter.ready


def test_discarded_drafts_disappear(presenter: HomePresenter, screen: Screen) -> None:
    presenter.discard(DRAFT.enrollment_id)
    assert screen.drafts == ()


def test_a_signed_draft_is_discarded_by_an_officer(
    presenter: HomePresenter, screen: Screen, services: Services
) -> None:
    presenter.ask_officers()
    assert screen.officers == [Officer(KAREN)]
    services.wrong_pin = Problem("CRY-010", {"tries_left": 4}, retryable=True)
    presenter.discard(DRAFT.enrollment_id, "k", "1111")
    assert (screen.told, screen.pins_asked_again) == ([services.wrong_pin], 1)
    assert screen.drafts == (DRAFT,)
    services.wrong_pin = None
    presenter.discard(DRAFT.enrollment_id, "k", "5678")
    assert services.calls == ["discard e-1 k 1111", "discard e-1 k 5678"]
    assert screen.drafts == ()


def test_who_may_not_enroll_is_told_why(services: Services, screen: Screen) -> None:
    services.refusal = Problem("STN-402", {"role": "operator"})
    made = HomePresenter(screen, services, services, run_now, lambda call: call(), services, Copies())
    made.enter()
    assert made.refused == services.refusal
    assert not made.ready
    made.new()
    assert services.calls == []


def test_who_may_begin_no_service_is_told_why(services: Services, screen: Screen) -> None:
    """A supervisor was told to wait, for ever."""
    why = Problem("STN-402", {"who": "operator"})
    services.offered = tuple(replace(each, hindrance=why) for each in services.offered)
    made = HomePresenter(screen, services, services, run_now, lambda call: call(), services, Copies())
    assert made.closed_by is None, "not known yet"
    made.enter()
    assert (made.closed_by, made.ready) == (why, False)
    services.offered = (replace(PASSPORT, hindrance=why), CARD)
    made.enter()
    assert (made.closed_by, made.ready) == (None, True)


def test_a_second_press_begins_nothing_twice(services: Services, screen: Screen) -> None:
    later = RunLater()
    made = HomePresenter(screen, services, services, later, lambda call: call(), services, Copies())
    made.enter()
    later.run()
    made.new()
    made.new()
    made.resume(DRAFT.enrollment_id)
    later.run()
    assert services.calls == ["start biometric_passport"]


def test_send_now_asks_the_outbox_again(presenter: HomePresenter, screen: Screen, services: Services) -> None:
    presenter.send_now(ROW.packet_id)
    assert services.calls == ["retry 0000"]
    assert len(screen.rows) == 2
    services.refusal = Problem("STN-301")
    presenter.send_now(ROW.packet_id)
    assert screen.told == [services.refusal]


def test_changes_are_heard_only_while_the_page_is_shown(
    presenter: HomePresenter, screen: Screen, services: Services
) -> None:
    services.hearers[0]()
    assert len(screen.rows) == 2
    presenter.leave()
    assert services.hearers == []


def test_what_cannot_be_asked_is_told_and_the_page_goes_on(services: Services, screen: Screen) -> None:
    broken = Problem("STN-150", {"incident": "A1B2C3D4"})
    made = HomePresenter(
        screen, services, services, lambda _, done: done(broken), lambda call: call(), services, Copies()
    )
    made.enter()
    assert screen.told == [broken, broken, broken], "what can be begun, the outbox, and copies of drafts"
    assert made.refused == broken
    assert screen.rows == []
    assert not made.ready


def test_copies_that_are_late_are_shown_as_they_change_while_the_page_is_there(
    services: Services, screen: Screen
) -> None:
    copies = Copies()
    made = HomePresenter(screen, services, services, run_now, lambda call: call(), services, copies)
    made.enter()
    copies.said = CopiesView(Problem("STN-169", {"reason": "gone"}), behind=1)
    for hear in copies.hearers:
        hear()
    assert screen.copies == [CopiesView(), copies.said]
    made.leave()
    assert copies.hearers == []


def test_drafts_are_found_by_name_and_stay_found_when_the_list_changes(
    presenter: HomePresenter, services: Services, screen: Screen
) -> None:
    eva = replace(DRAFT, enrollment_id=EnrollmentId("e-2"), title="Եվա Բաբայան", surname="Բաբայան")
    ara = replace(DRAFT, enrollment_id=EnrollmentId("e-3"), title="Արա Աբովյան", surname="Աբովյան")
    services.kept = [ara, eva]
    presenter.enter()
    assert screen.found == []
    presenter.find("", True)
    presenter.find("բաբ", True)
    assert screen.found == [("e-3", "e-2"), ("e-2",)]
    services.kept = [eva]
    presenter.enter()
    assert screen.found[2:] == [("e-2",)]
    presenter.find("", False)
    assert screen.found[-1] == ("e-2",)
