"""The note over the drafts: late copies, how late, why, in the language in use; nothing while all is well."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.services.views import CopiesView
from tests.support.clock import NOW
from ui.messages import problem_text, say, set_language
from ui.pages.home.copies_note import CopiesNote

PULLED = Problem("STN-169", {"reason": "gone"})
LONG_AGO = NOW - timedelta(days=3)


@pytest.fixture
def note(qtbot: QtBot) -> Iterator[CopiesNote]:
    set_language("en")
    made = CopiesNote()
    qtbot.addWidget(made)
    yield made
    set_language("hy")


def test_it_says_why_how_many_and_since_when(note: CopiesNote) -> None:
    note.show_copies(CopiesView(PULLED, behind=2, newest=LONG_AGO))
    assert not note.isHidden()
    for language in ("ru", "hy", "en"):
        set_language(language)
        note.retranslate()
        text = problem_text(PULLED)
        assert note.text.startswith(text.happened)
        assert note.text.endswith(text.remedy)
        assert f"{LONG_AGO.astimezone():%d.%m.%Y}" in note.text
    note.show_copies(CopiesView(behind=1))
    assert not note.isHidden()
    assert say("home.copies_none") in note.text


def test_nothing_is_said_while_all_is_well(note: CopiesNote) -> None:
    note.show_copies(CopiesView(PULLED, behind=2))
    note.show_copies(CopiesView(newest=LONG_AGO))
    assert note.isHidden()
