"""Referring somebody to those who protect: what is typed stays here until it is sealed. No Qt.

It is sealed when the operator says so, and as it stands as soon as anything else is asked of the window: another step
or person, the first page, a lock, the end. So nothing is lost, and nobody who sits there next reads it. What could not
be sealed stays with whoever wrote it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import Problem
from station.domain.item import ItemKind
from station.domain.referral import Indicator, Referral, number_of
from ui.threads import Run

if TYPE_CHECKING:  # not before the window is there
    from station.domain.enrollment import EnrollmentId
    from station.services.views import EnrollmentView, EnrollResult

NOTHING = Referral(frozenset())


class ReferralService(Protocol):
    def require_ready(self, enrollment_id: "EnrollmentId", /) -> Problem | None: ...
    def refer(self, enrollment_id: "EnrollmentId", referral: Referral, /) -> "EnrollResult": ...


class Sheet(Protocol):
    def open_with(self, referral: Referral, sent: tuple[str, ...]) -> None:
        """sent: numbers of those that went with this application before."""

    def show_sent(self, number: str) -> None: ...
    def tell(self, problem: Problem) -> None: ...
    def close_quietly(self) -> None: ...


@dataclass(frozen=True)
class _Writing:
    """by: whose credential; on: about whom."""

    by: str
    on: "EnrollmentId"
    referral: Referral = NOTHING


class Referring:
    """UI thread only. changed: is given the newer view of the application; told: what stood in the way while no sheet
    was open."""

    def __init__(
        self,
        sheet: Sheet,
        service: ReferralService,
        run: Run,
        changed: "Callable[[EnrollmentView], None]",
        told: Callable[[Problem], None],
    ) -> None:
        self._sheet, self._service, self._run = sheet, service, run
        self._changed, self._told = changed, told
        self._writing: _Writing | None = None

    def open(self, view: "EnrollmentView | None", by: str) -> None:
        """Asked on an application. by: who sits here."""
        if view is None:
            return
        which = view.enrollment.enrollment_id
        if self._writing is None or (self._writing.by, self._writing.on) != (by, which):
            self._writing = _Writing(by, which)
        sent = numbers_in(view)
        self._run(lambda: self._service.require_ready(which), lambda problem: self._ready(which, sent, problem))

    def _ready(self, which: "EnrollmentId", sent: tuple[str, ...], problem: Problem | None) -> None:
        if problem is not None:
            self._told(problem)
        elif self._writing is not None and self._writing.on == which:
            self._sheet.open_with(self._writing.referral, sent)

    def write(self, indicators: frozenset[Indicator], text: str) -> None:
        if self._writing is not None:
            self._writing = replace(self._writing, referral=Referral(indicators, text))

    @property
    def empty(self) -> bool:
        return self._writing is None or self._writing.referral.empty

    def drop(self) -> None:
        """Whoever wrote it wants it gone."""
        self._writing = None
        self._sheet.close_quietly()

    def send(self) -> None:
        writing = self._writing
        if writing is not None and not writing.referral.empty:
            self._run(
                lambda: self._service.refer(writing.on, writing.referral), lambda answer: self._sent(writing, answer)
            )

    def settle(self) -> None:
        """Seal it as it stands, before anything else is asked."""
        writing, self._writing = self._writing, None
        self._sheet.close_quietly()
        if writing is None or writing.referral.empty:
            return
        as_it_stands = replace(writing.referral, unfinished=True)
        self._run(lambda: self._service.refer(writing.on, as_it_stands), lambda answer: self._settled(writing, answer))

    def _sent(self, writing: _Writing, answer: "EnrollResult") -> None:
        if isinstance(answer, Problem):
            self._sheet.tell(answer)
            return
        if self._writing == writing:
            self._writing = None
        self._changed(answer)
        self._sheet.show_sent(numbers_in(answer)[-1])

    def _settled(self, writing: _Writing, answer: "EnrollResult") -> None:
        if isinstance(answer, Problem):
            self._writing = self._writing or writing
            self._told(answer)
        else:
            self._changed(answer)


def numbers_in(view: "EnrollmentView") -> tuple[str, ...]:
    return tuple(number_of(item.item_id) for item in view.enrollment.items if item.kind is ItemKind.REFERRAL)
