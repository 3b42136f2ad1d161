"""Papers that stay with an application: of which pages are taken, and what is kept of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from station.domain.item import Item, ItemKind
from station.domain.sample import Blob, Digest
from station.domain.value import FieldValue

LATER = "LATER"
"""In the place of a paper: it is not here yet, and will be brought."""
MOST_PAGES = 20
"""Of one paper."""
MOST_BYTES = 32 * 1024 * 1024
"""Of all pages of one person: the centre takes packets of twice as much, and they hold prints as well."""
SAME_PAGE_BITS = 6
"""Pictures whose likeness differs in no more bits show the same page."""


class PaperForm(StrEnum):
    """In what form a paper comes with the application."""

    ORIGINAL = "ORIGINAL"  # it was seen, and given back
    COPY = "COPY"
    TRANSLATION = "TRANSLATION"  # notarised


@dataclass(frozen=True)
class PaperWanted:
    """One paper in one form. about: id of the field that says which paper it is; paper: that word, "" while nobody has
    said; pages: whether pages are photographed, otherwise somebody says that it was seen."""

    about: str
    paper: str
    form: PaperForm
    left: bool = False

    @property
    def pages(self) -> bool:
        return self.form is not PaperForm.ORIGINAL


@dataclass(frozen=True)
class PageKept:
    """A page of an item. number: from 1. warnings: codes, one more where it is there twice."""

    image: Blob
    number: int
    warnings: tuple[str, ...]


FORM, PAPER, LANGUAGE, COMPANION = "form", "paper", "language", "companion"
"""What is said of an item beside its pages. The last: for whose enrollment it was photographed or seen, where that was
somebody who came together with this person."""
WARNINGS, LIKENESS, DEVICE = "warnings", "likeness", "device"
"""And of each page, by its digest, so that an order of pages moves nothing else."""
TWICE = "PAGE-TWICE"


def page_texts(digest: Digest, warnings: tuple[str, ...], likeness: int, device_id: str) -> dict[str, str]:
    """What an item says of one of its pages."""
    texts = {WARNINGS: " ".join(warnings), LIKENESS: f"{likeness:016x}", DEVICE: device_id}
    return {f"{name}.{digest}": text for name, text in texts.items()}


def page_said(item: Item, name: str, digest: Digest) -> FieldValue | None:
    return item.values.get(f"{name}.{digest}")


def pages_of(item: Item) -> tuple[PageKept, ...]:
    """In their order."""
    found: list[PageKept] = []
    seen: list[int] = []
    for number, image in enumerate(item.files, start=1):
        likeness = int(said(item, f"{LIKENESS}.{image.digest}") or "0", 16)
        twice = any((likeness ^ other).bit_count() <= SAME_PAGE_BITS for other in seen)
        warnings = tuple(said(item, f"{WARNINGS}.{image.digest}").split())
        seen.append(likeness)
        found.append(PageKept(image, number, (TWICE, *warnings) if twice else warnings))
    return tuple(found)


def item_of(items: Iterable[Item], wanted: PaperWanted) -> Item | None:
    """What is there of a paper in this form."""
    return next((item for item in items if _is_of(item, wanted)), None)


def is_there(items: Iterable[Item], wanted: PaperWanted) -> bool:
    """Whether what is wanted of a paper is there: its pages, or that somebody saw it."""
    item = item_of(items, wanted)
    return item is not None and (bool(item.files) or not wanted.pages)


def form_of(item: Item) -> str:
    return said(item, FORM)


def said(item: Item, name: str) -> str:
    value = item.values.get(name)
    return "" if value is None else value.text


def _is_of(item: Item, wanted: PaperWanted) -> bool:
    named = (item.about, said(item, PAPER), form_of(item))
    return item.kind is ItemKind.ATTACHMENT and named == (wanted.about, wanted.paper, wanted.form.value)
