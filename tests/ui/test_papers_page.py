"""The page of papers by keyboard: the key that it names reaches it from wherever the keyboard stands."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from station.domain.attachment import LANGUAGE, PaperWanted
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.value import FieldValue
from station.services.views import EnrollmentView
from tests.support.capture_fakes import FakeCapture, FakeSession, blob, enrollment, view
from tests.support.kept_papers import COPY, ORIGINAL, copy_of
from tests.support.window import fake_station, open_page
from ui.messages import set_language
from ui.pages.attachments.rows import fill
from ui.pages.attachments.view import AttachmentsPage


@pytest.mark.parametrize("where", ["papers", "pages"])
def test_space_is_the_pages_own_in_either_list(where: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(AttachmentsPage, fake_station(attachments=SimpleNamespace()))
    qtbot.addWidget(page)
    taken: list[str] = []
    monkeypatch.setattr(page.presenter, "press", lambda: taken.append(where))
    rows = getattr(page, where)
    fill(rows, [("Passport", "to_do"), ("Receipt", "to_do")], 0)
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert taken == [where]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.currentRow() == 1
    assert taken == [where], "what a list does itself stays in it"
    page.leave()


class FakePages(FakeCapture):
    def page(self, paper: str, on_event: object) -> FakeSession | Problem:
        return self._start(on_event, paper)


class Papers:
    """Keeps one enrollment, and what was said of the language of its paper."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.problem: Problem | None = None

    def say_language(self, _: EnrollmentId, paper: PaperWanted, language: str) -> EnrollmentView | Problem:
        self.said.append(language)
        return self.problem or paper_view(language)


def paper_view(language: str = "", *, pages: bool = True) -> EnrollmentView:
    item = copy_of(*((blob("page", "image/jpeg"),) if pages else ()))
    said = {**item.values, LANGUAGE: FieldValue(language)} if language else item.values
    shown = view(enrollment().with_item(replace(item, values=said)), current="portrait")
    steps = tuple(replace(each, papers=(COPY, ORIGINAL)) for each in shown.steps if each.step_id == "portrait")
    return replace(shown, steps=steps)


@pytest.mark.parametrize("language", ["en", "hy", "ru"])
def test_the_language_of_a_paper_is_said_once_there_are_pages(qtbot: QtBot, language: str) -> None:
    set_language(language)
    papers = Papers()
    page = open_page(AttachmentsPage, fake_station(attachments=papers, capture=FakePages()), paper_view())
    qtbot.addWidget(page)
    box = page.language.box
    assert not page.language.isVisible(), "what is not done yet is in hand first: the original"
    page.presenter.choose(0)
    assert (page.language.isVisible(), box.value(), box.count()) == (True, "", 9)
    assert all(box.itemText(at) and "field." not in box.itemText(at) for at in range(box.count()))
    box.set_value("fa")
    box.chosen.emit("fa")
    qtbot.waitUntil(lambda: page.context.shell.view is not None)
    assert (papers.said, box.value()) == (["fa"], "fa")
    papers.problem = Problem("STN-105")
    box.chosen.emit("ru")
    qtbot.waitUntil(lambda: papers.problem in page.context.shell.problems)
    page.presenter.choose(1)
    assert not page.language.isVisible(), "of an original that was seen nothing stays"
    page.refresh(paper_view(pages=False))
    page.presenter.choose(0)
    assert not page.language.isVisible()
    page.leave()
    set_language("en")
