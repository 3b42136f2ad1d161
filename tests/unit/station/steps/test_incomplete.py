"""A paper that is brought later, where the law allows it: signed as INCOMPLETE, with the day by which it is due."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from station.domain.dates import day_after, format_date
from station.domain.lines import Choice, Line
from station.domain.outbox import Handling
from station.domain.sample import Samples
from station.outbox.store import OutboxStore
from station.packet import content
from station.packet.archive import write_archive
from station.packet.incomplete import papers_due
from station.steps.plans import Plans
from station.storage.database import connect
from station.workflow.engine import Walk
from tests.support.kept_papers import CARD, IDENTITY, READER, plans
from tests.support.packets import queue_one
from tests.support.people import Shelf, context, enrollment

FRIDAY = date(2026, 12, 4)
RULE = 'forms = ["ORIGINAL", "COPY"]'
PHOTO = 'one_of = ["PHOTOGRAPH"]'


def allowed(term: str, photo: str = "") -> Plans:
    changes = [(RULE, f"{RULE}\nlater = {term}")]
    return plans(*changes, *([(PHOTO, f"{PHOTO}\nlater = {photo}")] if photo else []))


def walk_of(of: Plans, texts: Mapping[str, str]) -> Walk:
    some = enrollment(Shelf())
    made = replace(some, values={}, samples=Samples(), procedure=CARD, version=1, step="papers")
    return of.walk(made.with_fields({**READER, **texts}), FRIDAY)


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ("{ days = 5 }", date(2026, 12, 9)),
        ("{ days = 5, working = true }", date(2026, 12, 11)),
        ("{ days = 5, working = true, closed = [2026-12-07] }", date(2026, 12, 14)),
    ],
)
def test_it_says_until_when_and_puts_it_into_the_packet(term: str, due: date) -> None:
    walk = walk_of(allowed(term), {IDENTITY: "LATER"})
    assert walk.problems["papers"] == ()
    step = next(step for step in walk.plan.steps if step.kind == "papers")
    given = step.part(walk.enrollment, walk.sheet).further
    assert given["incomplete"] == {"status": "INCOMPLETE", "due": f"{due}", "papers": {IDENTITY: f"{due}"}}
    lines = [line for line in step.lines(walk.enrollment, walk.sheet) if isinstance(line, Line)]
    assert lines[-1] == Line("step.papers.incomplete", (format_date(due),), (IDENTITY,))
    assert Choice(IDENTITY, "LATER") in lines[0].said


def test_nothing_is_copied_of_a_paper_that_is_not_here_and_of_others_all_is() -> None:
    walk = walk_of(allowed("{ days = 5 }"), {IDENTITY: "LATER"})
    kept = next(step for step in walk.plan.steps if step.kind == "attachments")
    assert kept.papers(walk.enrollment, walk.sheet) == ()
    assert kept.problems(walk.enrollment, walk.sheet) == ()
    assert [problem.code for problem in walk_of(allowed("{ days = 5 }"), {}).problems["kept"]] == [
        "ATT-ORIGINAL",
        "ATT-COPY",
    ]


def test_where_it_is_not_allowed_it_blocks_as_any_other_word_that_is_on_no_list() -> None:
    walk = walk_of(plans(), {IDENTITY: "LATER"})
    assert [(problem.code, problem.field) for problem in walk.problems["papers"]] == [("APP-CHOICE", IDENTITY)]
    assert walk.enrollment.fields[IDENTITY] == "LATER"
    step = next(step for step in walk.plan.steps if step.kind == "papers")
    assert "incomplete" not in step.part(walk.enrollment, walk.sheet).further


def test_small_letters_and_blanks_are_the_same_word_and_nothing_chosen_is_missing() -> None:
    assert not walk_of(plans(), {IDENTITY: " id_card "}).problems["papers"]
    assert [problem.code for problem in walk_of(plans(), {IDENTITY: " "}).problems["papers"]] == ["PAP-MISSING"]


def test_of_several_the_earliest_day_counts() -> None:
    walk = walk_of(allowed("{ days = 5 }", "{ days = 2 }"), {IDENTITY: "LATER", "photograph_paper": "LATER"})
    step = next(step for step in walk.plan.steps if step.kind == "papers")
    told = step.part(walk.enrollment, walk.sheet).further["incomplete"]
    assert told["due"] == "2026-12-06"
    assert told["papers"] == {IDENTITY: "2026-12-09", "photograph_paper": "2026-12-06"}


def test_working_days_are_counted_from_any_day() -> None:
    week = [date(2026, 12, day) for day in range(7, 14)]
    assert [day_after(day, 1, working=True).isoweekday() for day in week] == [2, 3, 4, 5, 1, 1, 1]
    assert all(day_after(day, 10, working=True) > day_after(day, 10) for day in week)


def test_the_day_is_read_from_what_was_signed_and_kept_beside_the_packet(tmp_path: Path) -> None:
    """For the receipt, which is printed when nobody at the desk can read the application any more."""
    shelf = Shelf()
    for of, due in ((allowed("{ days = 5 }"), date(2026, 12, 9)), (plans(), None)):
        walk = walk_of(of, {IDENTITY: "LATER"})
        signed = content.build(walk.enrollment, walk.content(), shelf.get, context(walk.enrollment))
        assert papers_due(write_archive(signed.files)) == due
        with closing(connect(tmp_path / f"{due}.db")) as db:
            store = OutboxStore(db, tmp_path / f"{due}")
            packet_id = queue_one(db, store, handling=Handling(papers_due=due))
            assert store.papers_due(packet_id) == due
