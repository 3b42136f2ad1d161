"""What stays of papers in the packet: a file for each page, an entry of `documentData` for each paper, and what was
seen."""

from collections.abc import Iterable
from dataclasses import replace

from station.domain.attachment import COMPANION, DEVICE, LANGUAGE, PaperWanted, page_said, pages_of, said
from station.domain.item import Item
from station.domain.sample import Blob
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.further import further
from station.packet.part import Json, Part

_TYPES = ("PASSPORT", "ID_CARD", "BIRTH_CERTIFICATE")
"""Types that the enrollment object has words for; all others are OTHER, with our word beside it."""


def part(given: Iterable[tuple[PaperWanted, Item]]) -> Part:
    told: list[Json] = []
    documents: list[Json] = []
    kept: dict[str, Blob] = {}
    items: set[str] = set()
    for wanted, item in given:
        items.add(item.item_id)
        told.append(_told(wanted, item))
        if item.files:
            paths = {
                layout.attachment_page(len(documents) + 1, page.number, page.image.media_type): page.image
                for page in pages_of(item)
            }
            kept |= paths
            documents.append(_document(wanted, item, paths))
    made = further({"attachments": told} if told else {})
    return replace(made, documents=tuple(documents), kept=kept, items=frozenset(items))


def _told(wanted: PaperWanted, item: Item) -> Json:
    language, companion = said(item, LANGUAGE), said(item, COMPANION)
    return {
        "paper": wanted.paper,
        "form": wanted.form.value,
        "pages": len(item.files),
        **({"language": language} if language else {}),
        **({"companion": companion} if companion else {}),
        **({"warnings": [" ".join(page.warnings) for page in pages_of(item)]} if item.files else {}),
    }


def _document(wanted: PaperWanted, item: Item, paths: dict[str, Blob]) -> Json:
    known = wanted.paper in _TYPES
    return {
        "documentType": wanted.paper if known else "OTHER",
        **({} if known else {"documentTypeOther": wanted.paper}),
        "instance": wanted.form.value,
        "parts": [_page(item, number, path, image) for number, (path, image) in enumerate(paths.items(), start=1)],
    }


def _page(item: Item, number: int, path: str, image: Blob) -> Json:
    taken = page_said(item, DEVICE, image.digest)
    return {
        "pages": [number],
        "dataRef": path,
        "mimeType": image.media_type,
        "width": image.width,
        "height": image.height,
        **({"captureDevice": taken.text} if taken is not None else {}),
        **({"captureDate": moment_text(taken.at)} if taken is not None and taken.at is not None else {}),
    }
