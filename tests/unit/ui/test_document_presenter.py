"""Document page: what the zone fills is marked, what is typed over it counts as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from station.services.mrz_marks import MrzMarks
from tests.support.form_fakes import FakeFormView, FakeSaver, enrollment_view
from ui.pages.document.presenter import DocumentPresenter

# The specimen of ICAO Doc 9303-4.
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


@dataclass
class Screen(FakeFormView):
    kind: tuple[bool, bool] = (False, False)
    marks: MrzMarks = field(default_factory=lambda: MrzMarks("", 0, 0, ()))
    from_mrz: dict[str, bool] = field(default_factory=dict)

    def show_kind(self, details: bool, mrz: bool) -> None:
        self.kind = (details, mrz)

    def show_marks(self, marks: MrzMarks) -> None:
        self.marks = marks

    def show_source(self, from_mrz: Mapping[str, bool]) -> None:
        self.from_mrz = dict(from_mrz)


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def saver() -> FakeSaver:
    return FakeSaver()


@pytest.fixture
def presenter(screen: Screen, saver: FakeSaver) -> DocumentPresenter:
    made = DocumentPresenter(screen, saver)
    made.enter(enrollment_view(step="document"))
    return made


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("", (False, False)),
        ("none", (False, False)),
        ("passport", (True, True)),
        ("id_card", (True, True)),
        ("birth_certificate", (True, False)),
    ],
)
def test_the_kind_decides_what_is_asked(
    presenter: DocumentPresenter, screen: Screen, kind: str, shown: tuple[bool, bool]
) -> None:
    presenter.typed("document_kind", kind)
    assert screen.kind == shown


def test_check_digits_are_marked_while_typing(presenter: DocumentPresenter, screen: Screen) -> None:
    presenter.typed("document_mrz", ZONE)
    assert [mark.right for mark in screen.marks.marks] == [True] * 5
    presenter.typed("document_mrz", ZONE[:60])
    assert [mark.right for mark in screen.marks.marks] == [True, None, None, None, None]


def test_what_the_zone_filled_is_shown_as_such(presenter: DocumentPresenter, screen: Screen) -> None:
    filled = {"document_source": "mrz_typed", "document_number": "L898902C3", "document_issuer": "UTO"}
    presenter.refresh(enrollment_view(filled, step="document"))
    assert screen.values["document_number"] == "L898902C3"
    assert screen.from_mrz == {"document_number": True, "document_issuer": True, "document_expiry": False}


def test_typing_over_it_counts_as_typed(presenter: DocumentPresenter, screen: Screen, saver: FakeSaver) -> None:
    presenter.refresh(enrollment_view({"document_source": "mrz_typed", "document_number": "1"}, step="document"))
    presenter.typed("document_number", "12")
    assert saver.unsaved["document_source"] == "typed"
    assert screen.from_mrz["document_number"] is False
