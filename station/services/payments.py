"""Taking a fee with a terminal. Nothing here waits for a device or a person: each payment has a thread of its own."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NoAnswer
from threading import Thread
from typing import TypeAlias, TypeVar

from devices.api import Cancelled, DeviceError, DeviceKind, PaymentTerminal
from devices.manager import DeviceManager, Lease
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.paying import PaymentStopped, PaymentWaiting
from station.services.door import answer_of, answering
from station.services.payment_book import PaymentBook
from station.services.views import EnrollmentView
from station.services.work import Work

T = TypeVar("T")

LAST_S = 20.0
SALE_S = 180.0
"""How long somebody may take to find their card."""
_LATER_S = 30.0
"""After which a driver that does not even keep its own deadline is waited for no longer."""


class PaymentOpen(StationError):
    """The terminal did not say what became of a payment; it is asked before anybody is charged again."""

    code, retryable = "STN-455", True


PaymentEvent: TypeAlias = PaymentWaiting | PaymentStopped | EnrollmentView | Problem
"""The last is the end: the case with the payment in it, or why there is none."""


class Taking:
    """One payment under way. `start` and `cancel` return at once, from any thread."""

    def __init__(
        self,
        lease: Lease,
        book: PaymentBook,
        work: Work,
        enrollment_id: EnrollmentId,
        on_event: Callable[[PaymentEvent], None],
    ) -> None:
        self._lease, self._payment_book, self._work = lease, book, work
        self._enrollment_id, self._on_event = enrollment_id, on_event
        self._scope = lease.scope(SALE_S)

    def start(self) -> None:
        Thread(target=self._run, name="payment", daemon=True).start()

    def cancel(self) -> None:
        """Ask the terminal to stop. The end says whether it was in time."""
        self._scope.cancel()

    def _run(self) -> None:
        end = answer_of(self._take)
        self._lease.release()
        self._on_event(end)

    def _take(self) -> EnrollmentView | PaymentStopped:
        """Raises DeviceError, StationError."""
        try:
            found = self._work.call(self._payment_book.found, self._enrollment_id)
            if found is not None:
                return found
            last = self._ask(lambda terminal: terminal.last(self._lease.scope(LAST_S)), LAST_S)
            begun = self._work.call(self._payment_book.begin, self._enrollment_id, self._lease.info, last)
            if isinstance(begun, EnrollmentView):
                return begun
            self._on_event(PaymentWaiting(begun.amount_amd))
            try:
                paid = self._ask(lambda terminal: terminal.sale(begun.amount_amd, begun.reference, self._scope), SALE_S)
            except Cancelled:
                self._work.call(self._payment_book.stopped, begun)
                return PaymentStopped()
            except (DeviceError, NoAnswer) as error:
                raise PaymentOpen from error
            return self._work.call(self._payment_book.end, begun, paid)
        except (Cancelled, CancelledError):  # before the terminal was asked for anything, or the program ends
            return PaymentStopped()

    def _ask(self, call: Callable[[PaymentTerminal], T], limit_s: float) -> T:
        return self._lease.run(call).result(limit_s + _LATER_S)


class Payments:
    """`take` from any thread, `nothing_taken` on the work thread."""

    def __init__(self, manager: DeviceManager, book: PaymentBook, work: Work) -> None:
        self._manager, self._payment_book, self._work = manager, book, work

    @property
    def terminal(self) -> bool:
        """Whether one is plugged in."""
        return any(status.state != "gone" for status in self._manager.devices(DeviceKind.PAYMENT))

    @answering
    def take(self, enrollment_id: EnrollmentId, on_event: Callable[[PaymentEvent], None]) -> Taking:
        """on_event: called on a thread of the payment; it must not wait."""
        taking = Taking(
            self._manager.borrow(DeviceKind.PAYMENT), self._payment_book, self._work, enrollment_id, on_event
        )
        taking.start()
        return taking

    @answering
    def nothing_taken(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """A person says so, with the terminal's paper in hand."""
        return self._payment_book.dismiss(enrollment_id)
