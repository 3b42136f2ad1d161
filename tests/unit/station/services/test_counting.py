"""What is counted of visits: each kind from what really happens at a desk, of nobody by name, and never too much."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from station.__main__ import main
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.events import AuditEvent, EventKind
from station.domain.sample import BiometricException, ExceptionReason, Finger
from station.domain.visit_events import KINDS, VisitEvent, VisitKind, age_band
from station.services.visit_summary import Attempts, Times, summary
from station.settings import Settings
from station.storage import visit_events
from station.storage.database import transaction
from station.texts import LANGUAGES
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, PINS, Bench, complete_draft, open_desk, portrait_candidate

SAID = {**ADULT, "document_kind": "none"}
"""As far as the second page."""
DOCS = Path(__file__).parents[4] / "docs" / "events.md"


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    made = open_desk(demo_settings, NOW)
    made.sign_in_as(OPERATOR)
    return made


def counted(bench: Bench) -> list[VisitEvent]:
    return list(visit_events.read(bench.db))


def kinds(bench: Bench) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.about, each.reason) for each in counted(bench)]


def test_the_page_is_the_table() -> None:
    """One table of kinds, in the code; what docs/events.md shows of it is it."""
    rows = [f"| `{kind}` | {told.when} | {told.about} | {told.reason} | {told.lasts} |" for kind, told in KINDS.items()]
    page = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert page == rows
    assert set(KINDS) == set(VisitKind)


def test_a_visit_from_the_first_step_to_the_seal(bench: Bench) -> None:
    view = bench.enroll.start("biometric_passport")
    which = view.enrollment.enrollment_id
    bench.clock.forward(timedelta(seconds=40))
    bench.enroll.set_fields(which, SAID)
    bench.clock.forward(timedelta(seconds=20))
    bench.enroll.go_to(which, "applicant")
    bench.clock.forward(timedelta(seconds=5))
    bench.enroll.go_to(which, "document")
    bench.clock.forward(timedelta(seconds=30))
    bench.enroll.go_to(which, "applicant")
    found = counted(bench)
    assert [(each.kind.value, each.about, each.lasted_s) for each in found] == [
        ("visit_begun", "", None),
        ("step_begun", "document", None),
        ("step_done", "document", 60.0),
        ("step_begun", "applicant", None),
        ("step_left", "applicant", 5.0),
        ("step_begun", "document", None),
        ("step_done", "document", 30.0),
        ("step_begun", "applicant", None),
    ]
    assert len({each.visit for each in found}) == 1
    assert {(each.service, each.unit) for each in found} == {("biometric_passport", "gyumri-1")}
    assert {each.partner for each in found} == {bench.signed_in.require().operator.organisation}
    assert [each.sex for each in found][:2] == ["", ""]
    assert {(each.sex, each.band) for each in found[2:]} == {(ADULT["sex"], "30-44")}
    assert summary(found).steps == {"document": Times(1, 90.0), "applicant": Times(1, 5.0)}


def test_signatures_approval_and_seal_end_it_and_nobody_can_say_whose_it_was(bench: Bench) -> None:
    which = complete_draft(bench)
    bench.clock.forward(timedelta(minutes=2))
    bench.enroll.sign(which)
    bench.clock.forward(timedelta(minutes=7))
    bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER])
    assert bench.db.execute("SELECT count(*) FROM visit_open").fetchone() == (1,)
    bench.enroll.seal(which)
    last = counted(bench)[-4:]
    assert [(each.kind.value, each.reason, each.lasted_s) for each in last if each.kind is not VisitKind.STEP_DONE] == [
        ("wait", "approval", 420.0),
        ("approval", "", None),
        ("visit_done", "", 540.0),
    ]
    assert bench.db.execute("SELECT count(*) FROM visit_open").fetchone() == (0,)
    assert which not in "\n".join(bench.db.iterdump()).partition("CREATE TABLE visit_event")[2].partition("CREATE")[0]


def test_what_an_officer_sends_back_is_a_rejection_and_waits_anew(bench: Bench) -> None:
    which = complete_draft(bench)
    for minutes in (3, 5):
        bench.enroll.sign(which)
        bench.clock.forward(timedelta(minutes=minutes))
        code, told = EventKind.CASE_RETURNED, {"reasons": "ANS-101", "items": "portrait"}
        bench.enroll._audit(AuditEvent(code, "officer", which, told))
    found = [each for each in counted(bench) if each.kind in (VisitKind.WAIT, VisitKind.REJECTION)]
    assert [(each.reason, each.lasted_s) for each in found] == [
        ("approval", 180.0),
        ("ANS-101", None),
        ("approval", 300.0),
        ("ANS-101", None),
    ]


def test_attempts_exceptions_and_refusals(bench: Bench) -> None:
    which = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    refused = AuditEvent(EventKind.CAPTURE_REFUSED, details={"sample": "portrait", "device": "d", "code": "FACE-BLUR"})
    bench.enroll._audit(refused)
    bench.enroll.accept_portrait(which, portrait_candidate(NOW))
    bench.enroll.set_exceptions(which, (BiometricException(Finger.LEFT_THUMB, ExceptionReason.AMPUTATED),))
    bench.sign_in.sign_out()
    bench.enroll.start("biometric_passport")
    assert kinds(bench)[2:] == [
        ("attempt", "portrait", "FACE-BLUR"),
        ("attempt", "portrait", ""),
        ("exception", "fingers", "1"),
        ("refusal", "start", "STN-401"),
    ]
    assert counted(bench)[-1].visit == "", "nobody had begun"
    found = summary(counted(bench))
    assert found.samples == {"portrait": Attempts(taken=1, refused=1, visits=1, again=1)}
    assert (found.others, found.refusals) == ({"exception": 1}, {"STN-401": 1})


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda bench, which: bench.enroll.discard(which), "discarded"),
        (lambda bench, which: bench.enroll.withdraw(which), "withdrew"),
    ],
)
def test_who_turns_back_is_counted_with_the_step(
    bench: Bench, end: Callable[[Bench, EnrollmentId], None], code: str
) -> None:
    which = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    bench.clock.forward(timedelta(seconds=90))
    assert end(bench, which) is None
    last = counted(bench)[-1]
    assert (last.kind, last.about, last.reason, last.lasted_s) == (VisitKind.ABANDONMENT, "document", code, 90.0)
    found = summary(counted(bench))
    assert (found.begun, found.abandoned, found.abandoned_percent) == (1, 1, 100)
    assert bench.db.execute("SELECT count(*) FROM visit_open").fetchone() == (0,)


def test_a_pause_is_a_wait_and_no_time_of_the_step(bench: Bench) -> None:
    which = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    bench.clock.forward(timedelta(seconds=30))
    bench.enroll.set_fields(which, SAID)
    bench.clock.forward(timedelta(days=1))
    bench.enroll.resume(which)
    bench.clock.forward(timedelta(seconds=15))
    bench.enroll.go_to(which, "applicant")
    waits = [each for each in counted(bench) if each.kind in (VisitKind.WAIT, VisitKind.STEP_DONE)]
    assert [(each.about, each.reason, each.lasted_s) for each in waits] == [
        ("", "resumed", 86400.0),
        ("document", "", 45.0),
    ]


def test_each_of_those_who_came_together_is_a_visit_with_a_time_of_its_own(bench: Bench) -> None:
    first = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    bench.clock.forward(timedelta(seconds=20))
    bench.enroll.set_fields(first, SAID)
    second = bench.enroll.add_person(first, Relation.SPOUSE).enrollment.enrollment_id
    bench.clock.forward(timedelta(minutes=10))
    bench.enroll.turn_to(first)
    bench.clock.forward(timedelta(seconds=5))
    bench.enroll.go_to(first, "applicant")
    done = [each for each in counted(bench) if each.kind is VisitKind.STEP_DONE]
    assert [(each.about, each.lasted_s) for each in done] == [("document", 25.0)]
    bench.enroll.discard(first)
    ended = [each for each in counted(bench) if each.kind is VisitKind.ABANDONMENT]
    assert len({each.visit for each in ended}) == 2
    assert bench.db.execute("SELECT count(*) FROM visit_open").fetchone() == (0,), (first, second)


def test_practice_is_not_counted(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings, NOW, work_mode="TRAINING")
    bench.sign_in_as(OPERATOR)
    which = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    bench.enroll.set_fields(which, SAID)
    bench.enroll.discard(which)
    assert counted(bench) == []


def test_what_is_rolled_back_is_not_counted(bench: Bench) -> None:
    """The event of the log and what is counted of it are one commit."""
    with suppress(ValueError), transaction(bench.db):
        bench.enroll._audit(AuditEvent(EventKind.ENROLLMENT_STARTED, subject="x", details={"procedure": "y"}))
        raise ValueError
    assert counted(bench) == []
    assert "enrollment_started" not in bench.events()


def test_what_fails_while_a_step_is_counted_stops_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bench.enroll, "_seen", lambda draft: {}["no such"])
    view = bench.enroll.start("biometric_passport")
    assert view.current == "document"
    caplog.clear()


def test_it_is_bounded_in_number_and_in_age(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_events, "MOST", 30)
    monkeypatch.setattr(visit_events, "_PRUNED_EVERY", 10)
    for _ in range(100):
        visit_events.write(bench.db, VisitEvent(VisitKind.REFUSAL), NOW, NOW)
    assert len(counted(bench)) == 30
    visit_events.prune(bench.db, NOW + visit_events.OLDEST + timedelta(seconds=1))
    assert counted(bench) == []


def test_a_clock_that_runs_ahead_throws_nothing_away(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_events, "_PRUNED_EVERY", 1)
    visit_events.write(bench.db, VisitEvent(VisitKind.REFUSAL), NOW, NOW)
    visit_events.write(bench.db, VisitEvent(VisitKind.REFUSAL), NOW + timedelta(days=4000), NOW)
    assert len(counted(bench)) == 2


def test_nothing_that_was_typed_stands_there(bench: Bench) -> None:
    which = complete_draft(bench)
    rows = (
        bench.db.execute("SELECT * FROM visit_event").fetchall()
        + bench.db.execute("SELECT visit, service, step, sex, band FROM visit_open").fetchall()
    )
    told = {str(value) for row in rows for value in row}
    typed = {value for value in ADULT.values() if len(value) > 3 and value not in ("PASSPORT", "TABLE")}
    assert not told & typed
    assert which not in told


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2026-11-30", "0-5"),
        ("2020-11-30", "6-15"),
        ("2010-12-01", "6-15"),
        ("2008-12-01", "16-17"),
        ("2008-11-30", "18-29"),
        ("1996-11-30", "30-44"),
        ("1951-12-01", "60-74"),
        ("1930-01-01", "75+"),
    ],
)
def test_bands_of_age(born: str, band: str) -> None:
    assert age_band(date.fromisoformat(born), date(2026, 11, 30)) == band


def test_a_draft_that_no_count_knows_is_a_visit_from_now_on(bench: Bench) -> None:
    """Recovered from a copy, or after the database was rebuilt."""
    which = bench.enroll.start("biometric_passport").enrollment.enrollment_id
    bench.db.execute("DELETE FROM visit_open")
    bench.enroll.resume(which)
    bench.enroll.discard(which)
    last = counted(bench)[-1]
    assert (last.kind, last.service, last.about) == (VisitKind.ABANDONMENT, "biometric_passport", "document")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_adds_it_up(
    bench: Bench, demo_home: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    which = complete_draft(bench)
    bench.clock.forward(timedelta(minutes=2))
    bench.enroll.sign(which)
    bench.clock.forward(timedelta(minutes=7))
    bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER])
    bench.enroll.seal(which)
    home = ["--home", str(demo_home), "--lang", language, "events"]
    assert main(home) == 0
    told = capsys.readouterr().out
    assert "540" in told
    assert "420" in told
    assert "CLI-" not in told
    assert main([*home, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["begun"], found["done"], found["waits"]["approval"]["median_s"]) == (1, 1, 420.0)
