"""The saver of what is typed: the newest text of each field wins, and nothing typed is lost or lands on another."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.door import answer_of
from station.services.views import EnrollResult
from tests.support.capture_fakes import enrollment, view
from tests.support.form_fakes import RunLater
from ui.keeping import FieldSaver

T = TypeVar("T")
ONE, OTHER = EnrollmentId("one"), EnrollmentId("other")


class Kept:
    """A work thread that is asked later and may say no."""

    def __init__(self) -> None:
        self.later = RunLater()
        self.calls: list[tuple[EnrollmentId, dict[str, str]]] = []
        self.answers: list[EnrollResult] = []
        self.bug = False
        self.full = False
        self.saver = FieldSaver(self._run, self._save, self.answers.append)
        self.saver.open(ONE)

    def _run(self, call: Callable[[], T], done: Callable[[T | Problem], None], /) -> None:
        self.later(lambda: answer_of(call), done)

    def _save(self, which: EnrollmentId, changes: Mapping[str, str]) -> EnrollResult:
        self.calls.append((which, dict(changes)))
        if self.bug:
            raise ZeroDivisionError
        return Problem("STN-101") if self.full else view(replace(enrollment(), enrollment_id=which))

    @property
    def texts(self) -> list[dict[str, str]]:
        return [changes for _, changes in self.calls]


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_typing_while_one_save_is_under_way_becomes_one_more(kept: Kept) -> None:
    for end in range(1, 9):
        kept.saver.put({"surname_hy": "Հակոբյան"[:end]})
    kept.saver.put({"sex": "F"})
    kept.later.run()
    assert kept.texts == [{"surname_hy": "Հ"}]
    assert not kept.saver.idle
    assert kept.saver.pending() == {"surname_hy": "Հակոբյան", "sex": "F"}
    kept.later.run()
    assert kept.texts[1:] == [{"surname_hy": "Հակոբյան", "sex": "F"}]
    assert kept.saver.idle


def test_flush_hands_over_at_once(kept: Kept) -> None:
    kept.saver.put({"sex": "F"})
    kept.saver.put({"sex": "M"})
    kept.saver.flush()
    kept.saver.flush()
    assert kept.saver.pending() == {"sex": "M"}
    kept.later.run()
    assert kept.texts == [{"sex": "F"}, {"sex": "M"}]
    assert kept.saver.idle


def test_what_could_not_be_saved_goes_along_with_what_comes_next(kept: Kept) -> None:
    kept.full = True
    kept.saver.put({"sex": "F"})
    kept.saver.put({"birth_place": "Գ"})
    kept.later.run()
    assert kept.answers == [Problem("STN-101")]
    assert kept.saver.pending() == {"sex": "F", "birth_place": "Գ"}
    kept.full = False
    kept.saver.put({"birth_place": "Գյ"})
    kept.later.run()
    assert kept.texts[-1] == {"sex": "F", "birth_place": "Գյ"}
    assert kept.saver.idle


def test_a_bug_while_saving_loses_nothing_and_the_saver_goes_on(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    kept.bug = True
    kept.saver.put({"sex": "F"})
    kept.saver.put({"birth_place": "Գ"})
    kept.later.run()
    (answer,) = kept.answers
    assert isinstance(answer, Problem)
    assert answer.code == "STN-150"
    assert str(answer.params["incident"]) in caplog.text
    kept.bug = False
    kept.saver.flush()
    kept.later.run()
    assert kept.texts[-1] == {"sex": "F", "birth_place": "Գ"}
    assert kept.saver.idle


def test_an_older_text_never_comes_back_over_a_newer_one(kept: Kept) -> None:
    """The first save fails when the second, of the same field, is on its way already."""
    kept.full = True
    kept.saver.put({"surname_hy": "Պետրոս", "sex": "F"})
    kept.saver.put({"surname_hy": "Պետրոսյան"})
    kept.saver.flush()
    first, second = kept.later.waiting
    kept.later.waiting = []
    first()
    kept.full = False
    second()
    kept.later.run()
    assert kept.texts == [{"surname_hy": "Պետրոս", "sex": "F"}, {"surname_hy": "Պետրոսյան"}, {"sex": "F"}]
    assert kept.saver.idle


def test_what_is_typed_for_one_is_never_saved_for_another(kept: Kept) -> None:
    kept.full = True
    kept.saver.put({"sex": "F"})
    kept.saver.open(OTHER)
    assert kept.saver.idle
    kept.later.run()
    kept.full = False
    kept.saver.put({"birth_place": "Գյումրի"})
    kept.later.run()
    assert kept.calls == [(ONE, {"sex": "F"}), (OTHER, {"birth_place": "Գյումրի"})]
    kept.saver.open(ONE)
    assert kept.saver.pending() == {"sex": "F"}
    kept.saver.flush()
    kept.later.run()
    assert kept.calls[-1] == (ONE, {"sex": "F"})
    assert kept.saver.idle


def test_what_one_typed_is_never_saved_in_the_name_of_another(kept: Kept) -> None:
    kept.full = True
    kept.saver.put({"sex": "F"})
    kept.saver.put({"birth_place": "Գ"})  # waits for the first
    kept.saver.forget()
    kept.later.run()
    kept.full = False
    kept.later.run()
    kept.saver.open(ONE)
    kept.saver.put({"sex": "M"})
    kept.later.run()
    assert kept.texts == [{"sex": "F"}, {"sex": "M"}]


def test_an_answer_that_comes_late_goes_on_with_its_own_enrollment(kept: Kept) -> None:
    kept.saver.put({"sex": "F"})
    kept.saver.put({"sex": "M"})  # waits for the first
    kept.saver.open(OTHER)
    kept.later.run()
    kept.later.run()
    assert kept.calls == [(ONE, {"sex": "F"}), (ONE, {"sex": "M"})]
