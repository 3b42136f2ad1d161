"""The first list of a session at a desk with 500 unfinished applications: each is opened, on the work thread; then as
many rows are drawn as a look takes in. In processor time of the thread that does it."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crypto.sealing import unseal
from station.domain.enrollment import EnrollmentId
from station.services.views import EnrollmentView
from station.settings import load_settings
from station.storage.vault import DRAFT, OWN_KEY, _context
from tests.support.applicants import ADULT
from tests.support.desk import OPERATOR, Bench, open_desk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(0)
MANY = 500
_LIST = f"drafts, {MANY} listed"
_ROWS = f"drafts, rows of {MANY}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """With an adult's fields in each draft, all typed."""
    settings = load_settings(tmp_path_factory.mktemp("home"))
    from station.bootstrap import build

    build(settings).close()  # makes the demonstration's keys
    bench = open_desk(settings)
    with closing(bench.db):
        bench.sign_in_as(OPERATOR)
        for _ in range(MANY):
            view = bench.enroll.start("biometric_passport")
            assert isinstance(view, EnrollmentView)
            assert isinstance(bench.enroll.set_fields(view.enrollment.enrollment_id, ADULT), EnrollmentView)
        yield bench


def measure(benchmark: BenchmarkFixture, call: Callable[[], object], before: Callable[[], object], rounds: int) -> None:
    benchmark._timer = thread_time
    benchmark.pedantic(call, setup=lambda: before() and None, rounds=rounds)


@pytest.mark.benchmark(group=_LIST)
def test_the_first_list(benchmark: BenchmarkFixture, desk: Bench) -> None:
    def another_session() -> None:
        desk.sign_in.sign_out()
        desk.sign_in_as(OPERATOR)

    measure(benchmark, lambda: listed(desk), another_session, rounds=3)
    benchmark.extra_info.update(what=f"the first list of a session, {MANY} drafts opened", target_s=1.0)


@pytest.mark.benchmark(group=_LIST)
def test_another_list(benchmark: BenchmarkFixture, desk: Bench) -> None:
    measure(benchmark, lambda: listed(desk), lambda: listed(desk), rounds=5)
    benchmark.extra_info.update(what="another list of that session, nothing changed", target_s=0.25)


@pytest.mark.benchmark(group=_LIST)
def test_the_same_files_read_and_opened(benchmark: BenchmarkFixture, desk: Bench) -> None:
    assert desk.signed_in.session is not None
    vault: Any = desk.signed_in.session.vault
    ids = [each.enrollment_id for each in listed(desk)]

    def run() -> None:
        for which in ids:
            key = unseal(vault._key, read(vault, which, OWN_KEY), _context(which, OWN_KEY))
            unseal(key, read(vault, which, DRAFT), _context(which, DRAFT))

    measure(benchmark, run, lambda: None, rounds=5)
    benchmark.extra_info.update(what="the same files read and decrypted", floor=True)


def read(vault: Any, which: EnrollmentId, name: str) -> bytes:
    path: Path = vault._path(which, name)
    return path.read_bytes()


def listed(desk: Bench) -> Any:
    found = desk.enroll.drafts()
    assert isinstance(found, tuple)
    assert len(found) == MANY
    return found


@pytest.fixture(scope="module")
def turns(desk: Bench) -> list[float]:
    """Of the UI thread, seconds, from the answer on until as many rows are there as a look takes in."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

    from ui.messages import language, read_words
    from ui.pages.home.draft_list import A_LOOK, DraftList
    from ui.shell.display import application
    from ui.theme import LIGHT, load
    from ui.theme.active import use

    app = QApplication.instance() or application(["bench"], "hy")  # of the day, where both are run
    assert isinstance(app, QApplication)
    use(app, load(LIGHT))
    read_words(language())  # as the work thread did it while somebody signed in
    page, shown = QWidget(), DraftList()
    QVBoxLayout(page).addWidget(shown)
    page.resize(600, 700)
    page.show()
    app.processEvents()
    took: list[float] = []

    def turn(call: Callable[[], object]) -> None:
        begun = thread_time()
        call()
        app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        took.append(thread_time() - begun)

    drafts = listed(desk)
    turn(lambda: shown.show_drafts(drafts))
    while len(shown.rows) < A_LOOK:
        turn(app.processEvents)
    page.close()
    return took


@pytest.mark.benchmark(group=_ROWS)
def test_the_longest_turn(benchmark: BenchmarkFixture, turns: list[float]) -> None:
    spent = iter([0.0, max(turns)] * 2)
    benchmark._timer = lambda: next(spent)
    benchmark.pedantic(lambda: None, rounds=1)
    what = f"the longest turn of the window until {len(turns)} turns later a look's worth of rows is there"
    benchmark.extra_info.update(what=what, target_s=0.016)
