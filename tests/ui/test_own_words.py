"""A service that came by signed policy brings its own words: each stands on the page, on the review and on paper, in
the language in use; packets have the ids."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from re import DOTALL, search

import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from station.domain.enrollment import Enrollment
from station.domain.lines import Line
from station.policy import PolicyStore
from station.profiles import Library
from station.services.enrollment_views import view_of
from station.services.publishing import files_in
from station.services.views import EnrollmentView
from station.steps.plans import Plans
from tests.support.capture_fakes import enrollment
from tests.support.clock import NOW
from tests.support.policy import open_office
from tests.support.window import fake_station, open_page
from ui.messages import languages, say, set_language
from ui.pages.form.view import FormPage
from ui.pages.review.paper import sections_of
from ui.widgets.lines import Lines
from ui.widgets.said import label_of, said
from ui.widgets.words import retranslate_all

GUIDE = (Path(__file__).parents[2] / "docs" / "service-guide.md").read_text(encoding="utf-8")
TODAY = NOW.astimezone().date()
TYPED = {"surname": "Սարյան", "birth_date": "1990", "ground": "WORK", "guarantors.1.card": "A-7"}
FORM = {
    "hy": {"Ազգանուն", "Ընթերցման նպատակը", "ինչպես ասում է դիմողը", "Ուսման համար", "Աշխատանքի համար",
           "Երաշխավորներ", "Քարտի համարը"},
    "en": {"Surname", "Why they read", "as the applicant says", "To study", "For work", "Guarantors",
           "Number of the card"},
    "ru": {"Фамилия", "Зачем читает", "со слов заявителя", "Для учёбы", "Для работы", "Поручители", "Номер билета"},
}  # fmt: skip
PAPER = {"hy": "Ով է նա", "en": "Who it is", "ru": "Кто это"}


@pytest.fixture(autouse=True)
def _english_after() -> Iterator[None]:
    yield
    set_language("en")


def profile() -> str:
    found = search(r"```toml\n(.*?)```", GUIDE, DOTALL)
    assert found is not None
    return found[1].replace("until = 2026-12-31", "")


@pytest.fixture
def plans(tmp_path: Path) -> Plans:
    """Published, and taken by a station."""
    (tmp_path / "policy" / "profiles").mkdir(parents=True)
    (tmp_path / "policy" / "profiles" / "mine.toml").write_text(profile(), encoding="utf-8")
    office = open_office(tmp_path / "repository")
    office.publish()
    files = files_in(tmp_path / "policy", office.repository.files(), office.at)
    office.repository.publish(files, office.online, office.at)
    policy, _ = PolicyStore(tmp_path / "station", office.first_root).fetch(office.source)
    return Plans(lambda: Library(dict(policy.profiles)))


def begun(step: str) -> Enrollment:
    made = replace(enrollment(), procedure="reading_card", version=1, started_at=NOW, step=step, values={})
    return made.with_fields(TYPED)


def view(plans: Plans, step: str) -> EnrollmentView:
    return view_of(plans.walk(begun(step), TODAY))


def shown(page: FormPage) -> set[str]:
    boxes = {box.itemText(index) for box in page.findChildren(QComboBox) for index in range(box.count())}
    return boxes | {label.text() for label in page.findChildren(QLabel) if label.text()}


def test_each_word_of_its_own_stands_on_the_page_in_the_language_in_use(plans: Plans, qtbot: QtBot) -> None:
    page = open_page(FormPage, fake_station(begun("person")), view(plans, "person"))
    qtbot.addWidget(page)
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        assert FORM[tag] <= shown(page)
        assert say("field.unnamed") not in shown(page)
    page.leave()


def test_the_review_and_the_paper_say_them_too(plans: Plans, qtbot: QtBot) -> None:
    seen = view(plans, "review")
    lines = [line for step in seen.steps for line in step.lines if isinstance(line, Line)]
    drawn = Lines(2)
    qtbot.addWidget(drawn)
    drawn.show_lines(lines)
    expected = {"hy": ("Ընթերցման նպատակը", "Աշխատանքի համար"), "en": ("Why they read", "For work"),
                "ru": ("Зачем читает", "Для работы")}  # fmt: skip
    for tag in languages():
        set_language(tag)
        retranslate_all(drawn)
        told = {say(label_of(line)): said(line) for line in lines}
        label, word = expected[tag]
        assert told[label] == word
        assert PAPER[tag] in told
        assert say("field.unnamed") not in told
        assert {label, PAPER[tag]} <= {each.text() for each in drawn.findChildren(QLabel)}
        assert (label, word) in {(row.label, row.value) for of in sections_of(seen, {}) for row in of.rows}


def test_the_packet_has_ids(plans: Plans) -> None:
    walk = plans.walk(begun("review"), TODAY)
    further = walk.plan.steps[0].part(walk.enrollment, walk.sheet).further
    assert further["ground"] == "WORK"
    assert further["guarantors"] == [{"card": "A-7"}]
