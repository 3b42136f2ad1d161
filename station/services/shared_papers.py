"""A paper of people who came together: photographed or seen for one of them, and taken over by another as it is.

Each has pages of their own, under their own name in the vault: what is deleted or photographed anew for one stays with
the others, and so does all when somebody is taken away. Every packet has them whole.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from station.cases.case import Case
from station.domain.attachment import COMPANION, MOST_BYTES, PaperWanted, item_of
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.item import MOST_ITEMS, Item, ItemId
from station.domain.sample import Blob
from station.domain.value import Said, Source
from station.services.offered import Offered
from station.services.samples import keep, kept
from station.services.session import Session


class PagesFull(StationError):
    """A paper has as many pages as one may have. `limit`: how many."""

    code, retryable = "STN-425", True


class AttachmentsTooLarge(StationError):
    """The pages of one person would be more than a packet takes. `limit`: in MB."""

    code, retryable = "STN-426", True


def require_place(enrollment: Enrollment, paper: PaperWanted) -> None:
    """For one more paper. Raises PagesFull."""
    if len(enrollment.items) >= MOST_ITEMS:
        raise PagesFull(limit=MOST_ITEMS, field=paper.about)


def require_room(enrollment: Enrollment, more: int, paper: PaperWanted) -> None:
    """more: bytes. Raises AttachmentsTooLarge."""
    held = sum(page.size for item in enrollment.items for page in item.files)
    if held + more > MOST_BYTES:
        raise AttachmentsTooLarge(limit=MOST_BYTES // 1024**2, field=paper.about)


def with_papers(
    session: Session, case: Case, enrollment: Enrollment, offers: Iterable[Offered], at: datetime
) -> Enrollment:
    """With the papers that are offered. What is said of each page stays as it was said, its device and moment too.

    Raises PagesFull, AttachmentsTooLarge, and what the vault raises.
    """
    for offer in offers:
        paper = offer.paper
        other = case.of(offer.whose)
        item = item_of(other.items, paper) if paper is not None else None
        if paper is None or item is None:
            continue
        former = item_of(enrollment.items, paper)
        if former is None:
            require_place(enrollment, paper)
        require_room(enrollment, sum(page.size for page in item.files), paper)
        pages = tuple(_copied(session, other, enrollment, page) for page in item.files)
        given = Said(offer.whose, Source.COMPANION, at, session.operator.credential_id, offer.whose)
        item_id = ItemId(str(uuid4())) if former is None else former.item_id
        enrollment = enrollment.with_item(_taken(item, item_id, pages, given))
    return enrollment


def _taken(item: Item, item_id: ItemId, pages: tuple[Blob, ...], given: Said) -> Item:
    return replace(item, item_id=item_id, files=pages).with_said({COMPANION: given}, None)


def _copied(session: Session, other: Enrollment, enrollment: Enrollment, page: Blob) -> Blob:
    data = kept(session.vault, other, page.digest)
    return keep(
        session.vault,
        enrollment,
        data,
        page.media_type,
        width=page.width,
        height=page.height,
        resolution_ppi=page.resolution_ppi,
    )
