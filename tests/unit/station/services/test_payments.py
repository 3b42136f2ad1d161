"""A fee taken with a terminal: it is in the case once, whatever breaks between the bank and the station."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue

import pytest

from devices.adapters.sim_payment.adapter import SimPayment, SimPaymentAdapter
from devices.api import CancelScope, DeviceKind, Options, Payment, PaymentState
from devices.manager import DeviceManager
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.errors import Problem
from station.domain.item import ItemKind
from station.domain.paying import PaymentStopped, PaymentWaiting
from station.domain.value import Source
from station.services.open_payments import payment_lines
from station.services.payment_book import PaymentBook
from station.services.payments import PaymentEvent, Payments, Taking
from station.services.views import EnrollmentView
from station.services.work import Work
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.payment_files import Attempt, AttemptState
from station.storage.payments import PaymentAttempts
from tests.support.desk import OFFICER, OPERATOR, PINS, Bench, open_desk
from tests.support.paid_service import ALLOTMENT, GARDENER, plans

ANY_DAY = ('in_time = "paid_on <= application - days(10)"', "")
OUR_PLANS = plans(ANY_DAY)
LIMIT_S = 20


@dataclass
class Rig:
    """A desk on its work thread, and a terminal with a script."""

    desk: Bench
    work: Work
    adapter: SimPaymentAdapter
    manager: DeviceManager
    payments: Payments
    attempts: PaymentAttempts
    events: "SimpleQueue[PaymentEvent]" = field(default_factory=SimpleQueue)

    def begun(self, **texts: str) -> EnrollmentId:
        which = self.view(self.desk.enroll.start, ALLOTMENT).enrollment.enrollment_id
        self.view(self.desk.enroll.set_fields, which, {**GARDENER, **texts})
        return which

    def view(self, call: Callable[..., object], *args: object) -> EnrollmentView:
        answer = self.work.call(call, *args)
        assert isinstance(answer, EnrollmentView), answer
        return answer

    def take(self, which: EnrollmentId) -> PaymentEvent:
        """Its end."""
        taking = self.payments.take(which, self.events.put)
        assert isinstance(taking, Taking), taking
        return self.end()

    def end(self) -> PaymentEvent:
        event = self.events.get(timeout=LIMIT_S)
        return self.end() if isinstance(event, PaymentWaiting) else event

    def states(self, which: EnrollmentId) -> list[AttemptState]:
        return [each.state for each in self.of(which)]

    def of(self, which: EnrollmentId) -> tuple[Attempt, ...]:
        return self.work.call(self.attempts.of, which)

    def told(self, kind: str) -> list[dict[str, object]]:
        query = "SELECT event FROM audit WHERE json_extract(event, '$.kind') = ? ORDER BY seq"
        rows = self.work.call(lambda: self.desk.db.execute(query, (kind,)).fetchall())
        return [json.loads(row[0])["details"] for row in rows]

    @property
    def approved(self) -> int:
        """How often money was taken."""
        last = self.adapter._till.last
        return 0 if last is None else self.adapter._till._approved


@pytest.fixture
def rig_of(demo_settings: Settings) -> Iterator[Callable[..., Rig]]:
    rigs: list[Rig] = []

    def made(*outcomes: str, of: Plans = OUR_PLANS, **options: float) -> Rig:
        work = Work()
        desk = work.call(lambda: open_desk(demo_settings, plans=of))
        work.at_end(desk.db.close)
        work.call(desk.sign_in_as, OPERATOR)
        adapter = SimPaymentAdapter()
        given: Options = {"outcomes": outcomes or ("approved",), "seconds": 0, "gone_for_s": 0, **options}
        manager = DeviceManager([adapter], {adapter.family: given}, allow_simulated=lambda: True)
        manager.rescan()
        attempts = PaymentAttempts(desk.db, demo_settings.payments)
        work.call(attempts.take_up)
        book = PaymentBook(attempts, desk.enroll, of, desk.clock, desk.enroll._audit)
        rigs.append(Rig(desk, work, adapter, manager, Payments(manager, book, work), attempts))
        return rigs[-1]

    yield made
    for rig in rigs:
        rig.manager.close()
        rig.work.close()


def code(event: object) -> str:
    assert isinstance(event, Problem), event
    return event.code


def test_whoever_gives_it_up_is_told_of_the_money_which_stays_known(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("approved", "lost", "approved")
    paid, unsure = rig.begun(), rig.begun()
    for which in (paid, unsure):
        rig.take(which)
    drafts = rig.work.call(rig.desk.enroll.drafts)
    assert isinstance(drafts, tuple)
    told = {
        draft.enrollment_id: [(each.amount_amd, each.receipt, each.sure) for each in draft.payments] for draft in drafts
    }
    assert told == {paid: [(3000, "SIM000001", True)], unsure: [(3000, "", False)]}
    for which in (paid, unsure):
        assert rig.work.call(rig.desk.enroll.discard, which) is None
    assert rig.states(paid) == [AttemptState.KEPT]
    assert rig.states(unsure) == [AttemptState.OPEN]
    rig.manager.rescan()
    assert isinstance(rig.take(rig.begun()), EnrollmentView)
    assert rig.states(unsure) == [AttemptState.APPROVED], "what became of it is asked and written down all the same"


def test_one_of_several_is_taken_away_with_the_money_told(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of()
    first = rig.begun()
    assert rig.view(rig.desk.enroll.view, first).payments == (), "alone: the list of drafts says it"
    second = rig.view(rig.desk.enroll.add_person, first, Relation.SPOUSE).enrollment.enrollment_id
    rig.view(rig.desk.enroll.set_fields, second, GARDENER)
    rig.take(second)
    assert [each.amount_amd for each in rig.view(rig.desk.enroll.view, second).payments] == [3000]
    assert rig.view(rig.desk.enroll.view, first).payments == ()


def test_what_was_approved_is_in_the_case_with_its_source_and_marked_as_simulated(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of()
    which = rig.begun()
    paid = rig.take(which)
    assert isinstance(paid, EnrollmentView), paid
    fields, values = paid.enrollment.fields, paid.enrollment.values
    assert (fields["payment_channel"], fields["paid_amd"], fields["payment_receipt"]) == (
        "TERMINAL", "3000", "SIM000001",
    )  # fmt: skip
    assert {values[name].source for name in ("payment_receipt", "paid_amd", "paid_on")} == {Source.TERMINAL}
    (item,) = paid.enrollment.items
    assert item.kind is ItemKind.PAYMENT
    assert item.values["terminal"].text == "sim_payment:terminal:1"
    assert paid.enrollment.simulated
    step = next(step for step in paid.steps if step.step_id == "payment")
    assert step.problems == ()
    assert rig.states(which) == [AttemptState.KEPT]
    assert [each["state"] for each in rig.told("payment_settled")] == ["approved"]
    (begun,) = rig.told("payment_begun")
    assert begun["amount_amd"] == 3000
    assert code(rig.take(which)) == "STN-451"
    assert rig.approved == 1


def test_what_was_declined_takes_nothing_and_may_be_tried_again(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("declined", "approved")
    which = rig.begun()
    assert code(rig.take(which)) == "STN-452"
    assert isinstance(rig.take(which), EnrollmentView)
    assert rig.states(which) == [AttemptState.NONE, AttemptState.KEPT]


def test_approved_before_the_line_broke_is_found_and_not_charged_again(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("lost", "approved")
    which = rig.begun()
    assert code(rig.take(which)) == "STN-455"
    assert rig.states(which) == [AttemptState.OPEN]
    rig.manager.rescan()
    paid = rig.take(which)
    assert isinstance(paid, EnrollmentView), paid
    assert paid.enrollment.fields["payment_receipt"] == "SIM000001"
    assert rig.approved == 1
    assert rig.states(which) == [AttemptState.KEPT]


def test_the_next_applicants_sale_settles_it_first(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("lost", "approved")
    first, second = rig.begun(), rig.begun()
    assert code(rig.take(first)) == "STN-455"
    rig.manager.rescan()
    assert isinstance(rig.take(second), EnrollmentView)
    assert rig.states(first) == [AttemptState.APPROVED]
    paid = rig.take(first)
    assert isinstance(paid, EnrollmentView), paid
    assert rig.approved == 2, "one for each"
    assert rig.states(first) == [AttemptState.KEPT]


def test_what_the_terminal_never_heard_of_is_tried_again(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("timeout", "approved")
    which = rig.begun()
    assert code(rig.take(which)) == "STN-455"
    assert isinstance(rig.take(which), EnrollmentView)
    assert rig.states(which).count(AttemptState.NONE) == 1
    assert rig.approved == 1


def test_where_somebody_else_used_the_terminal_a_person_must_say(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("timeout", "approved")
    which = rig.begun()
    assert code(rig.take(which)) == "STN-455"
    rig.adapter._till.keep("of-another-program", 7, PaymentState.APPROVED)
    for _ in range(2):
        assert code(rig.take(which)) == "STN-453"
    assert rig.states(which) == [AttemptState.UNCLEAR]
    rig.view(rig.payments.nothing_taken, which)
    assert isinstance(rig.take(which), EnrollmentView)
    assert [each["state"] for each in rig.told("payment_settled")] == ["unclear", "none", "approved"]


@pytest.mark.parametrize(
    ("state", "amount_amd", "refused", "kept"),
    [
        (PaymentState.APPROVED, 30_000, "STN-453", AttemptState.UNCLEAR),
        (PaymentState.RUNNING, 3_000, "STN-454", AttemptState.OPEN),
    ],
)
def test_an_answer_that_does_not_say_it_is_not_told_as_nothing_taken(
    rig_of: Callable[..., Rig], state: PaymentState, amount_amd: int, refused: str, kept: AttemptState
) -> None:
    """Another sum than was asked for, or one that runs still: money may be gone."""
    rig = rig_of()
    which = rig.begun()

    def answers(terminal: SimPayment, _: int, reference: str, __: CancelScope) -> Payment:
        return terminal._till.keep(reference, amount_amd, state)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimPayment, "sale", answers)
        assert code(rig.take(which)) == refused
    assert rig.states(which) == [kept]
    assert code(rig.take(which)) == refused, "and nobody is charged before a person, or the terminal, says so"


def test_while_a_sale_runs_nobody_is_charged(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of()
    rig.adapter._till.keep("of-another-program", 7, PaymentState.RUNNING)
    which = rig.begun()
    assert code(rig.take(which)) == "STN-454"
    assert rig.states(which) == []


def test_stopped_takes_nothing(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(seconds=60.0)
    which = rig.begun()
    taking = rig.payments.take(which, rig.events.put)
    assert isinstance(taking, Taking)
    assert rig.events.get(timeout=LIMIT_S) == PaymentWaiting(3000)
    taking.cancel()
    assert rig.end() == PaymentStopped()
    assert rig.states(which) == [AttemptState.NONE]


def test_a_desk_that_was_locked_meanwhile_loses_nothing(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(seconds=0.2)
    which = rig.begun()
    taking = rig.payments.take(which, rig.events.put)
    assert isinstance(taking, Taking)
    assert rig.events.get(timeout=LIMIT_S) == PaymentWaiting(3000)
    rig.work.call(rig.desk.sign_in.sign_out)
    assert code(rig.end()) == "STN-401"
    assert rig.states(which) == [AttemptState.APPROVED]
    rig.work.call(rig.desk.sign_in_as, OPERATOR)
    assert isinstance(rig.take(which), EnrollmentView)
    assert rig.approved == 1


def test_what_is_paid_after_a_case_was_sent_back_is_in_it(rig_of: Callable[..., Rig]) -> None:
    """The officer named the birth date and no fee: what a terminal took is kept all the same, and taken once."""
    rig = rig_of(of=plans(ANY_DAY, ("[payment]\nrequired = true", "[payment]\nrequired = false")))
    which, desk = rig.begun(), rig.desk
    officer = (desk.credential(OFFICER), PINS[OFFICER])
    rig.view(desk.enroll.sign, which)
    rig.view(desk.approvals.submit, which)
    rig.view(desk.approvals.send_back, which, ["birth_date"], (), "", *officer)
    paid = rig.take(which)
    assert isinstance(paid, EnrollmentView), paid
    assert (paid.enrollment.fields["paid_amd"], rig.states(which)) == ("3000", [AttemptState.KEPT])
    typed = rig.work.call(desk.enroll.set_fields, which, {"payment_receipt": "R-000009"})
    assert code(typed) == "STN-477", "what somebody types was not sent back"


def test_a_dearer_wish_afterwards_asks_for_the_difference(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of()
    which = rig.begun()
    assert isinstance(rig.take(which), EnrollmentView)
    rig.view(rig.desk.enroll.set_fields, which, {"speed": "D1"})
    paid = rig.take(which)
    assert isinstance(paid, EnrollmentView), paid
    assert paid.enrollment.fields["paid_amd"] == "20000"
    assert paid.enrollment.fields["payment_receipt"] == "SIM000001, SIM000002"
    assert [each["amount_amd"] for each in rig.told("payment_begun")] == [3000, 17000]


@pytest.mark.parametrize(
    ("of", "texts", "said"),
    [
        (OUR_PLANS, {"fee_exemption": "VETERAN"}, "STN-451"),
        (plans(ANY_DAY, ('["TERMINAL", "BANK", "ONLINE"]', '["BANK", "ONLINE"]')), {}, "STN-451"),
        (plans(), {}, "STN-456"),
    ],
)
def test_nothing_is_taken_that_is_not_owed_or_would_not_count(
    rig_of: Callable[..., Rig], of: Plans, texts: dict[str, str], said: str
) -> None:
    rig = rig_of(of=of)
    assert code(rig.take(rig.begun(**texts))) == said
    assert rig.adapter._till.last is None


def test_without_a_terminal_it_says_so_at_once(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("lost", gone_for_s=60.0)
    which = rig.begun()
    assert rig.payments.terminal
    assert code(rig.take(which)) == "STN-455"
    rig.manager.rescan()
    assert not rig.payments.terminal
    assert code(rig.payments.take(which, rig.events.put)) == "DEV-040"


def test_another_start_of_the_program_asks_the_terminal_first(
    rig_of: Callable[..., Rig], demo_settings: Settings
) -> None:
    """The row is on the disk before the terminal hears of it: as after a crash."""
    rig = rig_of()
    which = rig.begun()
    lease = rig.manager.borrow(DeviceKind.PAYMENT)
    begun = rig.work.call(rig.payments._payment_book.begin, which, lease.info, None)
    assert isinstance(begun, Attempt)
    lease.run(lambda terminal: terminal.sale(begun.amount_amd, begun.reference, CancelScope(5))).result(LIMIT_S)
    lease.release()  # and here the station dies
    rig.work.close()
    again = rig_of()
    again.adapter._till.last, again.adapter._till._approved = rig.adapter._till.last, 1
    again.view(again.desk.enroll.resume, which)
    paid = again.take(which)
    assert isinstance(paid, EnrollmentView), paid
    assert again.approved == 1
    assert again.states(which) == [AttemptState.KEPT]


# --- a file and the doctor ------------------------------------------------------------------------------------------


def doctor(rig: Rig, settings: Settings) -> list[tuple[str, str]]:
    return [(line.code, line.outcome) for line in rig.work.call(payment_lines, settings.database, settings.payments)]


def test_a_lost_table_is_made_again_of_the_files(rig_of: Callable[..., Rig], demo_settings: Settings) -> None:
    """Of an index that knows nothing, or less than its file: what was taken is found, and nobody pays twice."""
    rig = rig_of("lost", "approved")
    lost, kept = rig.begun(), rig.begun()
    assert code(rig.take(lost)) == "STN-455"
    rig.manager.rescan()
    assert isinstance(rig.take(kept), EnrollmentView)
    before = [rig.of(which) for which in (lost, kept)]
    assert [each.state for (each,) in before] == [AttemptState.APPROVED, AttemptState.KEPT]

    def take_up() -> int:
        return rig.work.call(rig.attempts.take_up)

    for damage, taken in (
        ("DELETE FROM payment_attempt", 2),
        ("UPDATE payment_attempt SET state = 'open', receipt = ''", 2),
        ("UPDATE payment_attempt SET receipt = receipt", 0),
    ):
        rig.work.call(rig.desk.db.execute, damage)
        rig.work.call(rig.desk.db.commit)
        assert take_up() == taken
        assert [rig.of(which) for which in (lost, kept)] == before
    assert doctor(rig, demo_settings) == [("CHK-PAYMENT-TAKEN", "fail")]
    assert isinstance(rig.take(lost), EnrollmentView)
    assert rig.approved == 2
    assert doctor(rig, demo_settings) == []


def test_the_file_is_there_before_the_terminal_hears_of_it_and_no_terminal_is_asked_without(
    rig_of: Callable[..., Rig], demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = rig_of()
    which = rig.begun()
    seen: list[bytes] = []
    sale = SimPayment.sale

    def look(terminal: SimPayment, amount_amd: int, reference: str, scope: CancelScope) -> Payment:
        seen.append((demo_settings.payments / f"{reference}.json").read_bytes())
        return sale(terminal, amount_amd, reference, scope)

    monkeypatch.setattr(SimPayment, "sale", look)
    demo_settings.payments.write_bytes(b"")  # a folder can not be made here
    assert code(rig.take(which)).startswith("STN-1")
    assert seen == []
    assert rig.states(which) == []
    demo_settings.payments.unlink()
    paid = rig.take(which)
    assert isinstance(paid, EnrollmentView), paid
    (said,) = map(json.loads, seen)
    assert (said["state"], said["amount_amd"], said["enrollment_id"]) == ("open", 3000, which)
    assert set(said) == {*vars(rig.of(which)[0]), "version"} - {"reference"}


def test_a_row_that_was_refused_leaves_no_file(rig_of: Callable[..., Rig], demo_settings: Settings) -> None:
    rig = rig_of()
    which = rig.begun()
    refusing = "CREATE TRIGGER full BEFORE INSERT ON payment_attempt BEGIN SELECT RAISE(ABORT, ''); END"
    rig.work.call(rig.desk.db.execute, refusing)
    assert code(rig.take(which)) == "STN-103"
    assert list(demo_settings.payments.iterdir()) == []
    assert rig.approved == 0


def test_the_doctor_tells_what_nobody_knows_by_sum_and_reference(
    rig_of: Callable[..., Rig], demo_settings: Settings
) -> None:
    rig = rig_of("timeout")
    open_, ended = rig.begun(), rig.begun()
    for which in (open_, ended):
        assert code(rig.take(which)) == "STN-455"
        rig.adapter._till.keep("of-another-program", 7, PaymentState.APPROVED)
    rig.work.call(rig.desk.enroll.discard, ended)
    lines = rig.work.call(payment_lines, demo_settings.database, demo_settings.payments)
    assert [(line.code, line.outcome) for line in lines] == [
        ("CHK-PAYMENT-OPEN", "fail"),
        ("CHK-PAYMENT-ENDED", "skip"),
    ]
    (attempt,) = rig.of(open_)
    assert attempt.reference in lines[0].measured
    assert "3\u00a0000\u00a0AMD" in lines[0].measured
    assert lines[0].params["application"] == open_[:8]
    assert set(lines[0].params) == {"application", "reference"}
    (demo_settings.payments / f"{attempt.reference}.json").write_bytes(b"{}")
    (demo_settings.payments / ".tmp-cut.json").write_bytes(b"{")
    assert ("CHK-PAYMENT-FILES", "fail") in doctor(rig, demo_settings)
    assert rig.states(open_) == [AttemptState.UNCLEAR], "what the table knows of it stays"
