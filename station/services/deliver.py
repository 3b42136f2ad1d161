"""What waits, what was sent, what was refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from station.domain.answers import ITEMS_BEFORE, AnswerRow, Verdict
from station.domain.contact import Contact
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.errors import Problem, StationError
from station.domain.outbox import OutboxCounts, OutboxRow, OutboxState, PacketId
from station.listeners import Listeners
from station.outbox.answers import OutboxAnswers
from station.outbox.errors import PacketUnknown
from station.outbox.pages import PAGE, STUCK, OutboxPages
from station.outbox.store import OutboxStore
from station.services.door import answering
from station.services.views import OutboxSummary, OutboxView
from station.services.work import Work
from station.settings import Settings
from station.storage.database import reading


class Deliver:
    """All for the work thread, but `waiting` and `subscribe`, which are for any."""

    def __init__(
        self,
        store: OutboxStore,
        pages: OutboxPages,
        answers: OutboxAnswers,
        work: Work,
        wake: Callable[[], None],
        gone: Callable[[], int] = lambda: 0,
        due: Callable[[], bool] = lambda: False,
        called: Callable[[str, str], Mapping[str, str]] = lambda service, item: {},
        confidential: Callable[[], bool] = lambda: False,
        contact: Callable[[OutboxRow], Contact | None] = lambda _: None,
    ) -> None:
        """gone: how many drafts are kept because their packet is nowhere. due: whether a decision of the centre's is to
        be asked for now. called: what a service calls an item, by language. confidential: whether who sits here now is
        shown packets of confidential classes; to others there are none. contact: whose a packet is, as far as who sits
        here may know."""
        self._store = store
        self._pages = pages
        self._answers = answers
        self._work = work
        self._wake = wake
        self._gone = gone
        self._due = due
        self._called = called
        self._confidential = confidential
        self._contact = contact
        self._listeners = Listeners()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Packets without a receipt that are still on their way, as last seen; without those of confidential classes,
        whoever asks."""
        return self._waiting

    def rows(self, most: int = PAGE) -> tuple[OutboxView, ...]:
        """A page: packets that need a person first, then the newest; at most so many of each."""
        return self.shown(self._pages.newest(most, confidential=self._confidential()))

    def shown(self, rows: tuple[OutboxRow, ...]) -> tuple[OutboxView, ...]:
        """As front ends see them: those that need a person with whose they are."""
        pairs = zip(rows, _views(rows, self._answers), strict=True)
        return tuple(self._named(self._with_contact(row, view)) for row, view in pairs)

    def summary(self) -> OutboxSummary:
        """How many there are of each kind, what was put aside, and what is gone."""
        shown, aside = self._confidential(), self._store.quarantine.for_a_person()
        counts, unseen = self._pages.counts(confidential=shown), self._answers.unseen(confidential=shown)
        return OutboxSummary(counts.total, counts.on_the_way, counts.stuck, aside, self._gone(), unseen)

    @answering
    def row(self, packet_id: PacketId) -> OutboxView:
        (view,) = self.shown((self._shown(packet_id),))
        return view

    def of_enrollment(self, enrollment_id: EnrollmentId) -> OutboxView | None:
        """The packet that an enrollment became; None while it became none."""
        row = self._pages.of_enrollment(enrollment_id)
        if row is None or (row.confidential and not self._confidential()):
            return None
        return _views((row,), self._answers)[0]

    def _shown(self, packet_id: PacketId) -> OutboxRow:
        """Raises PacketUnknown, also for one that who sits here is not shown."""
        row = self._store.row(packet_id)
        if row.confidential and not self._confidential():
            raise PacketUnknown
        return row

    def _with_contact(self, row: OutboxRow, view: OutboxView) -> OutboxView:
        return replace(view, contact=self._contact(row)) if _needs_person(view) else view

    def _named(self, view: OutboxView) -> OutboxView:
        """With the service's own words for what the centre asks for, which not every program knows."""
        items = () if view.answer is None else view.answer.answer.items
        others = [item for item in items if item not in ITEMS_BEFORE]
        if not others:
            return view
        service = self._answers.service_of(view.packet_id)
        try:
            return replace(view, called={item: self._called(service, item) for item in others})
        except StationError:  # services that cannot be read have no words; whoever begins one is told why
            return view

    def under_way(self) -> bool:
        """Whether any packet is, of whatever class: whoever empties a desk must know, and learns no more."""
        return self._pages.counts(confidential=True).on_the_way > 0

    def settled(self) -> bool:
        """Whether every file in the outbox has its row: after a start found ones are looked at first. Reads it all."""
        return not self._store.strangers()

    def erasing(self) -> bool:
        """Whether a packet that was received under a receipt is still here."""
        return bool(self._store.due_for_erasure(None))

    def asking(self) -> bool:
        """Whether the centre is to be asked now what it decided about a packet."""
        return self._due()

    @answering
    def retry(self, packet_id: PacketId) -> None:
        """Try again now, whatever stopped it."""
        self._store.retry(self._shown(packet_id).packet_id)
        self._wake()
        self.refresh()

    @answering
    def see_answer(self, packet_id: PacketId) -> None:
        """A person looked at what the centre decided about it: it is not counted any more."""
        self._answers.see(self._shown(packet_id).packet_id)
        self.refresh()

    @answering
    def packet_path(self, packet_id: PacketId) -> str:
        """Where the packet lies, or lay before it was erased."""
        return str(self._store.packet_path(self._shown(packet_id).packet_id))

    @answering
    def receipt_path(self, packet_id: PacketId) -> str:
        """Where the receipt lies once there is one."""
        return str(self._store.receipt_path(self._shown(packet_id).packet_id))

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the work thread after anything changed. Returns the unsubscribe."""
        return self._listeners.add(on_change)

    def changed(self) -> None:
        """The dispatcher says that something changed; from any thread."""
        self._work.post(self.refresh)

    def refresh(self) -> None:
        """Count again and tell whoever listens. On the work thread."""
        self._waiting = self._pages.counts(confidential=False).on_the_way
        self._listeners.tell()


@dataclass(frozen=True)
class OnDisk:
    """Packets and how many there are, without those of confidential classes. under_way: as `Deliver.under_way`."""

    rows: tuple[OutboxView, ...]
    counts: OutboxCounts
    under_way: bool


def packets_on_disk(settings: Settings, most: int | None = PAGE) -> OnDisk:
    """As nobody in particular sees it, without a station, beside whichever runs; most: None for all, oldest first.
    Raises as `reading`."""
    with reading(settings.database) as db:
        pages = OutboxPages(db)
        rows = (
            (row for row in pages.every() if not row.confidential)
            if most is None
            else pages.newest(most, confidential=False)
        )
        under_way = pages.counts(confidential=True).on_the_way > 0
        return OnDisk(_views(tuple(rows), OutboxAnswers(db)), pages.counts(confidential=False), under_way)


def _views(rows: tuple[OutboxRow, ...], answers: OutboxAnswers) -> tuple[OutboxView, ...]:
    ids = [row.packet_id for row in rows]
    decided, back = answers.of(ids), answers.followers.taken_back(ids)
    return tuple(_view(row, decided.get(row.packet_id), back.get(row.packet_id)) for row in rows)


def _needs_person(view: OutboxView) -> bool:
    """It was refused or is parked, or the centre said no to it or asks for more."""
    said_no = view.answer is not None and view.answer.answer.verdict is not Verdict.ACCEPTED
    return said_no or view.state in STUCK


def _view(row: OutboxRow, answer: AnswerRow | None, taken_back: EnrollmentState | None) -> OutboxView:
    retryable = row.state is not OutboxState.REFUSED
    params = {"incident": row.incident} if row.incident else {}
    return OutboxView(
        packet_id=row.packet_id,
        enrollment_id=row.enrollment_id,
        state=row.state,
        queued_at=row.queued_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        size=row.size,
        problem=Problem(row.problem_code, params, retryable) if row.problem_code else None,
        erased=row.erased,
        unsigned=row.unsigned,
        answer=answer,
        taken_back=taken_back,
    )
