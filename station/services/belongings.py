"""What belongs to an application beside fields and samples: papers, consents, answers of registers, chips; links to
something elsewhere, and that somebody was told of their rights. Each act is one commit with its event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from station.acts import Act, facts_of
from station.domain.citizen_view import DATA_CONFIRMED, DATA_DOUBTED
from station.domain.clock import Clock
from station.domain.confirmed import data_texts
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.item import (
    MOST_FILE_BYTES,
    MOST_FILES,
    MOST_ITEMS,
    SUMMARY_CONFIRMED,
    SUMMARY_PRINTED,
    Item,
    ItemId,
    ItemKind,
    LinkKind,
    Notice,
)
from station.domain.value import Said, Source
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.entry import require_short
from station.services.refusals import Refusals
from station.services.rights import Rights
from station.services.samples import keep
from station.services.session import Session, SignedIn
from station.services.views import EnrollmentView

_SUMMARY_VERSION = "1"  # of the page that is printed


class TooMuch(StationError):
    """More things, more pages, or a longer page than one application holds. `limit`: items, files or bytes; `what`
    says which."""

    code, retryable = "STN-464", True


class SeenOtherwise(StationError):
    """What the applicant found right, or not, was changed before it was kept that they said so."""

    code, retryable = "STN-660", True


class ItemUnknown(StationError):
    """The application has nothing of that id."""

    code = "STN-465"


@dataclass(frozen=True)
class Page:
    """One file of an item, as it came."""

    data: bytes
    media_type: str


class Belongings:
    """For the work thread."""

    def __init__(
        self, signed_in: SignedIn, enroll: Enroll, rights: Rights, clock: Clock, audit: Callable[[AuditEvent], None]
    ) -> None:
        self._enroll, self._rights, self._clock = enroll, rights, clock
        self.refusals = Refusals(audit, signed_in.who)

    @answering
    def add(
        self,
        enrollment_id: EnrollmentId,
        kind: ItemKind,
        about: str,
        texts: Mapping[str, str],
        pages: Sequence[Page] = (),
        source: Source = Source.TYPED,
    ) -> EnrollmentView:
        """about: which of its kind, as the service's profile calls it. texts: what is said of it."""
        item_id = ItemId(str(uuid4()))

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if len(enrollment.items) >= MOST_ITEMS:
                raise TooMuch(what="items", limit=MOST_ITEMS)
            self._ask(session, enrollment, kind, files=bool(pages))
            _require_few(pages)
            files = tuple(keep(session.vault, enrollment, page.data, page.media_type) for page in pages)
            empty = Item(item_id, kind, about, files=files)
            made = enrollment.with_item(empty.with_said(self._said(session, texts, source), enrollment.settled_at))
            return made.taken_by(session.operator) if files or kind is ItemKind.CHIP else made

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"kind": kind.value, "about": about, "files": len(pages)}
            return _event(EventKind.ITEM_KEPT, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def correct(self, enrollment_id: EnrollmentId, item_id: ItemId, texts: Mapping[str, str]) -> EnrollmentView:
        """Other texts of an item; what they correct is kept."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item, said = _item(enrollment, item_id), self._said(session, texts, Source.TYPED)
            self._ask(session, enrollment, item.kind, files=bool(item.files))
            return enrollment.with_item(item.with_said(said, enrollment.settled_at))

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            item = _item(enrollment, item_id)
            told = {"kind": item.kind.value, "about": item.about, "files": len(item.files)}
            return _event(EventKind.ITEM_KEPT, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def take_away(self, enrollment_id: EnrollmentId, item_id: ItemId) -> EnrollmentView:
        """Its files stay sealed in the draft, named by nobody, until that ends."""
        taken: list[Item] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item = _item(enrollment, item_id)
            self._ask(session, enrollment, item.kind, files=bool(item.files))
            taken.append(item)
            return enrollment.without_item(item_id)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"kind": taken[0].kind.value, "about": taken[0].about}
            return _event(EventKind.ITEM_TAKEN_AWAY, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def link(
        self, enrollment_id: EnrollmentId, kind: LinkKind, number: str, source: Source = Source.TYPED
    ) -> EnrollmentView:
        """To what it belongs elsewhere; "" for nothing any more."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return enrollment.with_link(kind, self._said(session, {kind.value: number}, source)[kind.value])

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return _event(EventKind.LINK_SET, session, enrollment, {"kind": kind.value})

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def told(self, enrollment_id: EnrollmentId, about: str, version: str, language: str) -> EnrollmentView:
        """The applicant was told of their rights. about: which text, as the service's profile calls it."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return self._noticed(session, enrollment, about, version, language)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"about": about, "version": version, "language": language}
            return _event(EventKind.NOTICE_GIVEN, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def answered(
        self, enrollment_id: EnrollmentId, seen: Sequence[str], version: str, language: str, *, right: bool
    ) -> EnrollmentView:
        """The applicant compared their data letter by letter. seen: as `data_texts`, of what stood on their screen.
        Not right: nothing is confirmed any more."""
        about = DATA_CONFIRMED if right else DATA_DOUBTED

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if tuple(seen) != data_texts(enrollment):
                raise SeenOtherwise
            if right:
                return self._noticed(session, enrollment, about, version, language)
            return enrollment.without_notice(DATA_CONFIRMED)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"about": about, "version": version, "language": language}
            return _event(EventKind.NOTICE_GIVEN, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.ENTER, note)

    @answering
    def on_paper(self, enrollment_id: EnrollmentId, language: str, *, confirmed: bool) -> EnrollmentView:
        """The application was printed for the applicant; confirmed: they signed on that paper that it is right. Of what
        an operator signed already nothing changes: then the log alone says so."""
        about = SUMMARY_CONFIRMED if confirmed else SUMMARY_PRINTED

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if enrollment.signed is not None:
                return enrollment
            self._rights.ask(session, Act.ENTER, facts_of(enrollment))
            return self._noticed(session, enrollment, about, _SUMMARY_VERSION, language)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"about": about, "version": _SUMMARY_VERSION, "language": language}
            return _event(EventKind.NOTICE_GIVEN, session, enrollment, told)

        return self._enroll.alter(enrollment_id, change, Act.LOOK, note)

    def _noticed(self, session: Session, enrollment: Enrollment, about: str, version: str, language: str) -> Enrollment:
        """Raises TooMuch."""
        if len(enrollment.notices) >= MOST_ITEMS:
            raise TooMuch(what="notices", limit=MOST_ITEMS)
        return enrollment.with_notice(Notice(about, version, language, self._clock.now(), session.operator))

    def _ask(self, session: Session, enrollment: Enrollment, kind: ItemKind, *, files: bool) -> None:
        """Beside typing: an answer of a register comes of looking somebody up, pages and chips of capturing.

        Raises as `station.acts.require`.
        """
        if kind is ItemKind.LOOKUP:
            self._rights.ask(session, Act.LOOK_UP, facts_of(enrollment))
        if files or kind is ItemKind.CHIP:
            self._rights.ask(session, Act.CAPTURE, facts_of(enrollment))

    def _said(self, session: Session, texts: Mapping[str, str], source: Source) -> Mapping[str, Said]:
        """Raises TextTooLong."""
        require_short(texts)
        at, by = self._clock.now(), session.operator.credential_id
        return {name: Said(text, source, at, by) for name, text in texts.items()}


def _item(enrollment: Enrollment, item_id: ItemId) -> Item:
    """Raises ItemUnknown."""
    for each in enrollment.items:
        if each.item_id == item_id:
            return each
    raise ItemUnknown


def _require_few(pages: Sequence[Page]) -> None:
    """Raises TooMuch."""
    if len(pages) > MOST_FILES:
        raise TooMuch(what="pages", limit=MOST_FILES)
    if any(len(page.data) > MOST_FILE_BYTES for page in pages):
        raise TooMuch(what="bytes", limit=MOST_FILE_BYTES)


def _event(kind: EventKind, session: Session, enrollment: Enrollment, told: Mapping[str, str | int]) -> AuditEvent:
    return AuditEvent(kind, session.operator.credential_id, enrollment.enrollment_id, told)
