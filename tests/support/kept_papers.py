"""A service that keeps copies of papers: an invented library card, for whoever photographs pages."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from station.domain.attachment import FORM, PAPER, PaperForm, PaperWanted
from station.domain.capture import PageCandidate
from station.domain.item import Item, ItemId, ItemKind
from station.domain.sample import Blob, CaptureDevice
from station.domain.value import FieldValue
from station.steps.plans import Plans
from tests.support.clock import NOW
from tests.support.invented import plans_of, profile_of

CARD = "library_card"
TODAY = NOW.astimezone().date()
PROFILE = profile_of(
    CARD,
    ("Գրադարան", "Library card", "Читательский билет"),
    """
[fields.abroad]
type = "yes_no"

[[steps]]
id = "reader"
kind = "form"
name = { hy = "Ընթերցող", en = "Reader", ru = "Читатель" }
fields = ["birth_date", "abroad"]

[[steps]]
id = "papers"
kind = "papers"

[[steps]]
id = "kept"
kind = "attachments"

[[steps]]
id = "review"
kind = "review"

[[papers]]
one_of = ["BIRTH_CERTIFICATE", "ID_CARD"]
forms = ["ORIGINAL", "COPY"]

[[papers]]
one_of = ["COURT_ACT"]
forms = ["TRANSLATION"]
when = "abroad"

[[papers]]
one_of = ["PHOTOGRAPH"]
""",
)
IDENTITY = "birth_certificate_or_id_card_paper"
READER = {
    "birth_date": "1990",
    "abroad": "NO",
    IDENTITY: "BIRTH_CERTIFICATE",
    "photograph_paper": "PHOTOGRAPH",
}
COPY = PaperWanted(IDENTITY, "BIRTH_CERTIFICATE", PaperForm.COPY)
ORIGINAL = PaperWanted(IDENTITY, "BIRTH_CERTIFICATE", PaperForm.ORIGINAL)
DESK = CaptureDevice("sim_document:desk:1", "Simulator", "Document camera", simulated=True)


def plans(*changes: tuple[str, str]) -> Plans:
    """With other words in the profile: what stands there, and what instead."""
    return plans_of(PROFILE, *changes)


def page_of(number: int, at: datetime = NOW, likeness: int | None = None, **said: object) -> PageCandidate:
    """A small page with stripes of its own. likeness: where nothing is said of its number, far from all others."""
    pixels: NDArray[np.uint8] = np.full((120, 90, 3), 230, np.uint8)
    pixels[10 + 7 * number :: 12] = 40
    far = int("5a3c" * 4, 16) * (2 * number + 3) % 2**64
    given: Mapping[str, object] = {"size": "A4", "ppi": 240, "warnings": ("PAGE-SKEW",), **said}
    return PageCandidate(pixels, DESK, at, likeness=far if likeness is None else likeness, **given)  # type: ignore[arg-type]


def copy_of(*pages: Blob) -> Item:
    """The copy of a birth certificate, as it is kept."""
    said = {PAPER: COPY.paper, FORM: COPY.form.value}
    return Item(
        ItemId("copy"), ItemKind.ATTACHMENT, COPY.about, {name: FieldValue(text) for name, text in said.items()}, pages
    )
