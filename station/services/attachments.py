"""Papers of an application, page by page: photographed, put in order, taken away and put back. Each act is one commit
with its event."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from station.acts import Act
from station.domain.attachment import (
    FORM,
    LANGUAGE,
    MOST_PAGES,
    PAPER,
    PaperWanted,
    item_of,
    page_texts,
)
from station.domain.capture import PageCandidate
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.item import SIMULATED, YES, Item, ItemId, ItemKind
from station.domain.sample import Blob
from station.domain.value import Said, Source
from station.formats import page_image
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.samples import keep, kept
from station.services.session import Session
from station.services.shared_papers import PagesFull, require_place, require_room
from station.services.views import EnrollmentView


class PageGone(StationError):
    """There is no such page any more."""

    code, retryable = "STN-427", True


Make = Callable[[Session, Enrollment, Item], Item]


class Attachments:
    """For the work thread. place: of a page among those of its paper, from 0."""

    def __init__(self, enroll: Enroll, clock: Clock) -> None:
        self._enroll, self._clock = enroll, clock

    @answering
    def see(self, enrollment_id: EnrollmentId, paper: PaperWanted, seen: bool) -> EnrollmentView:
        """The original was seen, or it was not after all."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item = item_of(enrollment.items, paper)
            if not seen:
                return enrollment if item is None else enrollment.without_item(item.item_id)
            return enrollment if item is not None else enrollment.with_item(self._new(session, enrollment, paper))

        return self._alter(enrollment_id, paper, change, Act.ENTER)

    @answering
    def say_language(self, enrollment_id: EnrollmentId, paper: PaperWanted, language: str) -> EnrollmentView:
        """In which language the paper is, as two letters."""
        return self._pages(
            enrollment_id, paper, lambda session, _, item: self._with(session, item, {LANGUAGE: language})
        )

    @answering
    def add(
        self, enrollment_id: EnrollmentId, paper: PaperWanted, candidate: PageCandidate, instead: int | None = None
    ) -> EnrollmentView:
        """Keep a page behind the others, or in the place of one that was taken anew."""

        def made(session: Session, enrollment: Enrollment, item: Item) -> Item:
            place = len(item.files) if instead is None else _there(item, instead)
            if instead is None and len(item.files) >= MOST_PAGES:
                raise PagesFull(limit=MOST_PAGES, field=paper.about)
            data, width, height, ppi = page_image.encode_page(candidate.pixels, candidate.ppi)
            require_room(enrollment, len(data), paper)
            blob = keep(
                session.vault, enrollment, data, page_image.JPEG, width=width, height=height, resolution_ppi=ppi
            )
            texts = page_texts(blob.digest, candidate.warnings, candidate.likeness, candidate.device.device_id)
            if candidate.device.simulated:
                texts[SIMULATED] = YES
            files = (*item.files[:place], blob, *item.files[place + (instead is not None) :])
            return self._with(session, replace(item, files=files), texts)

        return self._pages(enrollment_id, paper, made)

    @answering
    def move(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int, to: int) -> EnrollmentView:
        def made(session: Session, enrollment: Enrollment, item: Item) -> Item:
            files = list(item.files)
            files.insert(max(0, to), files.pop(_there(item, place)))
            return replace(item, files=tuple(files))

        return self._pages(enrollment_id, paper, made)

    @answering
    def take_away(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int) -> EnrollmentView:
        """One page. It stays sealed in the draft, named by nobody, until that ends: `put_back` undoes it."""

        def made(session: Session, enrollment: Enrollment, item: Item) -> Item:
            _there(item, place)
            return replace(item, files=(*item.files[:place], *item.files[place + 1 :]))

        return self._pages(enrollment_id, paper, made)

    @answering
    def put_back(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int, page: Blob) -> EnrollmentView:
        """A page that was taken away of the same paper."""

        def made(session: Session, enrollment: Enrollment, item: Item) -> Item:
            if page in item.files:
                return item
            kept(session.vault, enrollment, page.digest)  # it is there still, and this person's
            return replace(item, files=(*item.files[:place], page, *item.files[place:]))

        return self._pages(enrollment_id, paper, made)

    @answering
    def clear(self, enrollment_id: EnrollmentId, paper: PaperWanted) -> EnrollmentView:
        """All of a paper that is not asked for any more."""

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            item = item_of(enrollment.items, paper)
            return enrollment if item is None else enrollment.without_item(item.item_id)

        return self._alter(enrollment_id, paper, change, Act.CAPTURE)

    def _pages(self, enrollment_id: EnrollmentId, paper: PaperWanted, make: Make) -> EnrollmentView:
        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item = item_of(enrollment.items, paper) or self._new(session, enrollment, paper)
            made = make(session, enrollment, item)
            return enrollment if made == item else enrollment.with_item(made).taken_by(session.operator)

        return self._alter(enrollment_id, paper, change, Act.CAPTURE)

    def _alter(
        self,
        enrollment_id: EnrollmentId,
        paper: PaperWanted,
        change: Callable[[Session, Enrollment], Enrollment],
        act: Act,
    ) -> EnrollmentView:
        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            item, who = item_of(enrollment.items, paper), session.operator.credential_id
            told = {"kind": ItemKind.ATTACHMENT.value, "about": paper.about}
            if item is None:
                return AuditEvent(EventKind.ITEM_TAKEN_AWAY, who, enrollment_id, told)
            return AuditEvent(EventKind.ITEM_KEPT, who, enrollment_id, {**told, "files": len(item.files)})

        return self._enroll.alter(enrollment_id, change, act, note)

    def _new(self, session: Session, enrollment: Enrollment, paper: PaperWanted) -> Item:
        """Raises PagesFull."""
        require_place(enrollment, paper)
        empty = Item(ItemId(str(uuid4())), ItemKind.ATTACHMENT, paper.about)
        return self._with(session, empty, {PAPER: paper.paper, FORM: paper.form.value})

    def _with(self, session: Session, item: Item, texts: dict[str, str]) -> Item:
        at, by = self._clock.now(), session.operator.credential_id
        return item.with_said({name: Said(text, Source.PAPER, at, by) for name, text in texts.items()}, None)


def _there(item: Item, place: int) -> int:
    """Raises PageGone."""
    if not 0 <= place < len(item.files):
        raise PageGone(field=item.about)
    return place
