"""What is owed, what terminals were asked for it, and what became of that: nobody is charged twice."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from devices.api import DeviceInfo, Payment, PaymentState
from station.acts import Act
from station.domain.clock import Clock
from station.domain.dates import format_date
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.item import SIMULATED, YES, Item, ItemId, ItemKind
from station.domain.money import AMOUNT, CHANNEL, DAY, RECEIPT, TERMINAL, masked
from station.domain.value import Said, Source
from station.services.enroll import Enroll
from station.services.session import Session
from station.services.views import EnrollmentView
from station.steps.plans import Plans
from station.storage.payment_files import TAKEN, UNSETTLED, Attempt, AttemptState
from station.storage.payments import PaymentAttempts

_MOST_RECEIPT = 60  # characters, as the type of the field has it


class NothingDue(StationError):
    """Nothing is to be paid with a terminal: it is paid, falls away, or the service has no such way."""

    code, retryable = "STN-451", True


class PaymentDeclined(StationError):
    """The terminal said no; nothing was taken."""

    code, retryable = "STN-452", True


class PaymentUnclear(StationError):
    """Whether an earlier payment was taken only a person can say, who has the terminal's paper."""

    code, retryable = "STN-453", True


class TerminalBusy(StationError):
    """A payment runs at the terminal."""

    code, retryable = "STN-454", True


class PaidTooLate(StationError):
    """A payment of today would not be in the time that the service asks for."""

    code = "STN-456"


class PaymentBook:
    """For the work thread. Each call asks whether who sits here may type into that case."""

    def __init__(
        self,
        attempts: PaymentAttempts,
        enroll: Enroll,
        plans: Plans,
        clock: Clock,
        audit: Callable[[AuditEvent], None],
    ) -> None:
        self._attempts = attempts
        self._enroll, self._plans, self._clock, self._audit = enroll, plans, clock, audit

    def found(self, enrollment_id: EnrollmentId) -> EnrollmentView | None:
        """What was approved and did not come into the case, is in it now; None where there is none of it.

        Raises NothingDue, PaidTooLate, and as `Enroll.alter`.
        """
        owed = self._owed(enrollment_id)
        taken = self._of(enrollment_id, *TAKEN)
        fresh = any(each.state is AttemptState.APPROVED for each in taken)
        return self._keep(enrollment_id, taken) if fresh or (taken and _sum(taken) >= owed) else None

    def begin(
        self, enrollment_id: EnrollmentId, terminal: DeviceInfo, last: Payment | None
    ) -> Attempt | EnrollmentView:
        """What the terminal is to be asked for now; or the case, where it is found that it was paid before. last: of
        this terminal, asked just now.

        Raises NothingDue, PaidTooLate, PaymentUnclear, TerminalBusy, and as `Enroll.alter`.
        """
        for each in self._attempts.open_at(terminal.device_id):
            self._settle(each, *_by_last(each, last))
        found = self.found(enrollment_id)
        if found is not None:
            return found
        if last is not None and last.state is PaymentState.RUNNING:
            raise TerminalBusy
        if self._of(enrollment_id, *UNSETTLED):
            raise PaymentUnclear
        new = Attempt(
            uuid4().hex,
            enrollment_id,
            terminal.device_id,
            terminal.simulated,
            self._owed(enrollment_id) - _sum(self._of(enrollment_id, *TAKEN)),
            last.reference if last is not None else "",
            self._clock.now(),
        )
        self._attempts.begin(new)
        self._note(EventKind.PAYMENT_BEGUN, new, amount_amd=new.amount_amd)
        return new

    def stopped(self, attempt: Attempt) -> None:
        """The terminal said that nothing was taken."""
        self._settle(attempt, AttemptState.NONE)

    def end(self, attempt: Attempt, paid: Payment) -> EnrollmentView:
        """What the terminal said of it.

        Raises PaymentDeclined; PaymentUnclear where it took another sum, TerminalBusy where it runs still; and as
        `Enroll.alter`: then it is found again by whoever opens the case.
        """
        state, receipt = _by_last(attempt, paid)
        self._settle(attempt, state, receipt)
        if state is AttemptState.UNCLEAR:
            raise PaymentUnclear
        if state is AttemptState.OPEN:
            raise TerminalBusy
        taken = self._of(EnrollmentId(attempt.enrollment_id), *TAKEN)
        if attempt.reference not in {each.reference for each in taken}:
            raise PaymentDeclined
        return self._keep(EnrollmentId(attempt.enrollment_id), taken)

    def dismiss(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """A person says so of what is unclear, with the terminal's paper in hand. Raises as `Enroll.alter`."""
        view = self._enroll.alter(enrollment_id, lambda _, enrollment: enrollment, Act.ENTER)
        for each in self._of(enrollment_id, *UNSETTLED):
            self._settle(each, AttemptState.NONE, by=view.enrollment.operator.credential_id)
        return view

    def _of(self, enrollment_id: EnrollmentId, *states: AttemptState) -> tuple[Attempt, ...]:
        return tuple(each for each in self._attempts.of(enrollment_id) if each.state in states)

    def _settle(self, attempt: Attempt, state: AttemptState, receipt: str = "", by: str = "") -> None:
        if state is not attempt.state:
            self._attempts.settle(attempt.reference, state, masked(receipt))
            self._note(EventKind.PAYMENT_SETTLED, attempt, state=state.value, **({"by": by} if by else {}))

    def _note(self, kind: EventKind, attempt: Attempt, **details: str | int) -> None:
        told = {"reference": attempt.reference, "terminal": attempt.terminal, **details}
        self._audit(AuditEvent(kind, subject=attempt.enrollment_id, details=told))

    def _owed(self, enrollment_id: EnrollmentId) -> int:
        """In all. Raises NothingDue, PaidTooLate."""
        today = self._clock.now().astimezone().date()
        owed: list[int] = []

        def look(_: Session, enrollment: Enrollment) -> Enrollment:
            owed.append(self._due(enrollment, today))
            if not owed[0]:
                raise NothingDue
            paid = {name: said.text for name, said in _texts(owed[0], "1", today).items()}
            if self._due(enrollment.with_fields(paid), today):
                raise PaidTooLate
            return enrollment

        self._enroll.alter(enrollment_id, look, Act.ENTER)
        return owed[0]

    def _due(self, enrollment: Enrollment, today: date) -> int:
        walk = self._plans.walk(enrollment, today)
        return sum(step.due(walk.sheet) for step in walk.wanted)

    def _keep(self, enrollment_id: EnrollmentId, taken: Sequence[Attempt]) -> EnrollmentView:
        """Into the case, as often as it is asked: the same again changes nothing."""
        day = taken[-1].begun_at.astimezone().date()
        receipts = ", ".join(each.receipt for each in taken)[:_MOST_RECEIPT]
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            by = session.operator.credential_id
            for each in taken:
                said = {name: Said(text, Source.TERMINAL, at, by) for name, text in _told(each).items()}
                held = next((item for item in enrollment.items if item.item_id == _item_id(each)), None)
                if held is None:
                    empty = Item(_item_id(each), ItemKind.PAYMENT, "fee")
                    enrollment = enrollment.with_item(empty.with_said(said, None))
            texts = _texts(_sum(taken), receipts, day).items()
            return enrollment.with_said({name: Said(said.text, said.source, at, by) for name, said in texts})

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told: dict[str, str | int] = {"kind": ItemKind.PAYMENT.value, "about": "fee", "files": 0}
            return AuditEvent(EventKind.ITEM_KEPT, session.operator.credential_id, enrollment.enrollment_id, told)

        view = self._enroll.alter(enrollment_id, change, Act.ENTER, note)
        for each in taken:
            if each.state is AttemptState.APPROVED:
                self._attempts.settle(each.reference, AttemptState.KEPT)
        return view


def _by_last(attempt: Attempt, last: Payment | None) -> tuple[AttemptState, str]:
    """What became of an attempt, by the last transaction of its terminal."""
    reference = last.reference if last is not None else ""
    if last is None or reference != attempt.reference:
        return (AttemptState.NONE if reference == attempt.former else AttemptState.UNCLEAR), ""
    if last.state is PaymentState.RUNNING:
        return AttemptState.OPEN, ""
    if last.state is not PaymentState.APPROVED:
        return AttemptState.NONE, ""
    if last.amount_amd != attempt.amount_amd:
        return AttemptState.UNCLEAR, ""
    return AttemptState.APPROVED, last.receipt


def _sum(attempts: Sequence[Attempt]) -> int:
    return sum(each.amount_amd for each in attempts)


def _item_id(attempt: Attempt) -> ItemId:
    return ItemId(str(UUID(attempt.reference)))


def _told(attempt: Attempt) -> dict[str, str]:
    return {
        "reference": attempt.reference,
        "terminal": attempt.terminal,
        SIMULATED: YES if attempt.simulated else "NO",
        "amount_amd": str(attempt.amount_amd),
        "receipt": attempt.receipt,
    }


def _texts(amount_amd: int, receipts: str, day: date) -> dict[str, Said]:
    """As the fields of the payment are filled in where a terminal took it."""
    texts = {CHANNEL: TERMINAL, AMOUNT: str(amount_amd), RECEIPT: receipts, DAY: format_date(day)}
    return {name: Said(text, Source.TERMINAL) for name, text in texts.items()}
