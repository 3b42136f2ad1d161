"""The desk's day: counted where it happened; whom to call back, known to who may open cases, and while it is needed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from station.acts import CaseState, is_shown_confidential
from station.domain.answers import Answer, Reason, Verdict
from station.domain.contact import CallOutcome, Contact
from station.domain.errors import Problem
from station.domain.modes import UNORDERED
from station.domain.names import whole_name
from station.domain.outbox import OutboxState, PacketId, Proof
from station.outbox.answers import OutboxAnswers
from station.outbox.pages import OutboxPages
from station.profiles import Library
from station.services.contacts import Contacts
from station.services.day import Day, DayView, ToCall
from station.services.deliver import Deliver
from station.services.rights import Rights
from station.services.work import Work
from station.settings import Settings, load_settings
from station.steps.plans import Plans
from tests.support.applicants import ADULT
from tests.support.class_cases import CARD, SECRET, begun, sealed
from tests.support.clock import NOW
from tests.support.desk import AUDITOR, OFFICER, OPERATOR, SUPERVISOR, TECHNICIAN, VOLUNTEER, open_desk
from tests.support.once import copy_of, made_once


class Rig:
    """A desk of one service, an officer signed in."""

    def __init__(self, settings: Settings, card: str = CARD) -> None:
        self.bench = bench = open_desk(settings, NOW, plans=Plans(lambda: Library({"id_card.toml": card.encode()})))
        self.settings = settings
        rights = Rights(bench.enroll._signing.people, bench.clock, lambda: UNORDERED)
        self.answers = OutboxAnswers(bench.db)
        self.deliver = Deliver(
            bench.outbox,
            OutboxPages(bench.db),
            self.answers,
            Work(),
            lambda: None,
            confidential=lambda: is_shown_confidential(bench.signed_in.who()),
            contact=Contacts(bench.signed_in, bench.outbox, rights).of,
        )
        audit = bench.enroll._audit
        self.day = Day(bench.db, bench.signed_in, bench.outbox, bench.enroll, self.deliver, rights, bench.clock, audit)
        bench.sign_in_as(OFFICER)

    @property
    def packet(self) -> PacketId:
        (row,) = self.bench.outbox.rows()
        return row.packet_id

    def view(self, who: str = OFFICER) -> DayView:
        self.bench.sign_in_as(who)
        found = self.day.view()
        assert isinstance(found, DayView), found
        return found

    def answered(self, packet: PacketId, verdict: Verdict) -> None:
        self.bench.outbox.prove(packet, Proof.RECEIPT, self.bench.clock.now())
        reasons = () if verdict is Verdict.ACCEPTED else (Reason("ANSWER-QUALITY", "portrait"),)
        assert self.answers.keep(Answer(packet, verdict, self.bench.clock.now(), reasons))
        self.bench.db.commit()


@pytest.fixture(scope="module")
def with_a_packet(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in whose outbox one packet lies; made once: signing and sealing take longer than all the rest."""

    def make(home: Path) -> None:
        rig = Rig(load_settings(copy_of(demo_keys, home / "home")))
        sealed(rig.bench)
        rig.bench.db.close()

    return made_once(tmp_path_factory, "home-with-a-packet", make) / "home"


@pytest.fixture
def rig(with_a_packet: Path, tmp_path: Path) -> Iterator[Rig]:
    """With one packet, sealed today."""
    made = Rig(load_settings(copy_of(with_a_packet, tmp_path / "home")))
    yield made
    made.bench.db.close()


@pytest.fixture
def empty(demo_settings: Settings) -> Iterator[Rig]:
    made = Rig(demo_settings)
    yield made
    made.bench.db.close()


def test_an_empty_day_is_all_noughts(empty: Rig) -> None:
    view = empty.view()
    assert (view.begun, view.sealed, view.given_up, view.sent_back, view.stuck) == (0, 0, 0, 0, 0)
    assert (view.by_check, view.by_state, view.calls) == ({}, {}, ())
    assert (view.on_the_way.count, view.on_the_way.since) == (0, None)


def test_what_was_done_and_what_waits_is_counted_where_it_happened(rig: Rig) -> None:
    begun(rig.bench)
    view = rig.view()
    assert (view.begun, view.sealed) == (2, 1)
    assert view.by_state[CaseState.OPEN].count == 1
    assert view.on_the_way.count == 1
    assert view.on_the_way.since == rig.bench.clock.now()
    rig.bench.clock.forward(timedelta(days=1))
    view = rig.view()
    assert (view.begun, view.sealed) == (0, 0), "another day"
    assert view.by_state[CaseState.OPEN].since == NOW, "since when it waits"


def test_a_refused_packet_says_whose_it_is_until_somebody_was_called(rig: Rig) -> None:
    packet = rig.packet
    assert rig.view().calls == (), "nobody need be called"
    rig.bench.outbox.mark_refused(packet, "STN-302")
    (one,) = rig.view().calls
    assert one.packet.contact == Contact(whole_name(ADULT, "hy"), ADULT["phone"])
    assert rig.day.call(packet, CallOutcome.NOT_REACHED) is None
    assert [each.outcome for each in rig.view().calls] == [CallOutcome.NOT_REACHED]
    assert rig.day.call(packet, CallOutcome.DONE) is None
    assert [each.outcome for each in rig.view().calls] == [CallOutcome.DONE], "it still stands there today"
    rig.bench.clock.forward(timedelta(days=1))
    assert rig.view().calls == ()
    assert rig.bench.events().count("called_back") == 2


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.AGAIN])
def test_so_does_one_about_which_the_centre_said_no(rig: Rig, verdict: Verdict) -> None:
    packet = rig.packet
    rig.answered(packet, verdict)
    (one,) = rig.view().calls
    assert one.packet.contact is not None
    assert rig.answers.unseen(confidential=True) == 1
    rig.day.call(packet, CallOutcome.DONE)
    assert rig.answers.unseen(confidential=True) == 0, "who was told has seen it"


def test_it_lies_sealed_and_opens_only_with_the_desks_key(rig: Rig) -> None:
    packet = rig.packet
    name = rig.bench.outbox.name_of(packet)
    lies = rig.bench.outbox.files_of(name).contact.read_bytes()
    for text in (ADULT["surname_hy"], ADULT["phone"]):
        assert text.encode() not in lies
    rig.bench.outbox.mark_refused(packet, "STN-302")
    rig.bench.sign_in.sign_out()
    (row,) = rig.deliver.rows()
    assert row.contact is None, "nobody sits here"


def test_it_goes_with_the_packet(rig: Rig) -> None:
    store, packet = rig.bench.outbox, rig.packet
    path = store.files_of(store.name_of(packet)).contact
    assert path.exists()
    store.prove(packet, Proof.RECEIPT, NOW)
    rig.bench.db.commit()
    store.erase(packet, NOW)
    assert not path.exists()


def test_it_goes_once_the_centre_took_the_packet_for_good_a_crash_or_not(rig: Rig) -> None:
    store, packet = rig.bench.outbox, rig.packet
    path = store.files_of(store.name_of(packet)).contact
    rig.answered(packet, Verdict.REJECTED)
    store.forget_contacts_of_accepted()
    assert path.exists(), "who was rejected must still be called"
    rig.bench.clock.forward(timedelta(minutes=1))
    rig.answered(packet, Verdict.ACCEPTED)
    store.forget_contacts_of_accepted()
    assert not path.exists()
    store.forget_contacts_of_accepted()


def test_what_does_not_open_is_not_known_and_is_no_error(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    store, packet = rig.bench.outbox, rig.packet
    store.mark_refused(packet, "STN-302")
    path = store.files_of(store.name_of(packet)).contact
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    (one,) = rig.view().calls
    assert one.packet.contact is None
    assert packet[:12] in caplog.text
    caplog.clear()


@pytest.mark.parametrize("who", [TECHNICIAN, AUDITOR])
def test_who_lists_no_cases_has_no_day(rig: Rig, who: str) -> None:
    rig.bench.sign_in_as(who)
    assert isinstance(rig.day.view(), Problem)


def test_a_volunteer_learns_nobodys_name_and_calls_nobody(rig: Rig) -> None:
    packet = rig.packet
    rig.bench.outbox.mark_refused(packet, "STN-302")
    (one,) = rig.view(VOLUNTEER).calls
    assert one == ToCall(replace(one.packet, contact=None))
    assert isinstance(rig.day.call(packet, CallOutcome.DONE), Problem)
    assert rig.bench.db.execute("SELECT count(*) FROM outbox_call").fetchone() == (0,)


def test_of_confidential_classes_a_vendor_learns_nothing(demo_settings: Settings) -> None:
    rig = Rig(demo_settings, SECRET)
    packet = sealed(rig.bench).packet_id
    rig.bench.outbox.mark_refused(packet, "STN-302")
    assert [each.packet.contact is None for each in rig.view(SUPERVISOR).calls] == [False]
    for who in (OPERATOR, VOLUNTEER):
        view = rig.view(who)
        assert (view.sealed, view.stuck, view.calls) == (0, 0, ())
        refused = rig.day.call(packet, CallOutcome.DONE)
        assert isinstance(refused, Problem)
        assert refused.code == "STN-311", "there is no such packet"
    rig.bench.db.close()


def test_states_of_the_outbox_that_need_nobody_name_nobody(rig: Rig) -> None:
    packet = rig.packet
    for row in rig.deliver.rows():
        assert (row.packet_id, row.state, row.contact) == (packet, OutboxState.PENDING, None)
