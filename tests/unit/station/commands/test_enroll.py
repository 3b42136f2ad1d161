"""What `stationctl enroll` says of the packet before anybody signs."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from station.commands.captures import Halt
from station.commands.enroll import Enrolling
from station.commands.exits import Exit
from station.commands.script import Applicant, load_script
from station.commands.words import Voice
from station.domain.capture import PhotoCandidate
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.proven import Proof
from station.domain.sample import ExceptionReason, Modality
from station.profiles import Library
from station.services.enrollment_views import view_of
from station.services.views import EnrollmentView
from station.steps.plans import Plans
from tests.support.applicants import ADULT, OF_A_CHILD
from tests.support.capture_fakes import DEVICE, enrollment, view
from tests.support.clock import NOW
from tests.support.plans import PLANS
from tests.support.proving import FakeProofs, proving_view
from tests.unit.station.profiles.test_faults import PROFILE

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "enroll.toml"


def review(shown: EnrollmentView) -> tuple[str, str, Exit]:
    """What it prints, what it complains of, and how it ends; DONE where work goes on."""
    out, errors = StringIO(), StringIO()
    station: Any = SimpleNamespace(
        work=SimpleNamespace(call=lambda call, *args: call(*args)),
        enroll=SimpleNamespace(view=lambda _: shown, go_to=lambda _, step: {"review": shown}[step]),
    )
    try:
        Enrolling(station, load_script(EXAMPLE), Voice("en", out, errors)).review(EnrollmentId("e"))
    except Halt as halt:
        return out.getvalue(), errors.getvalue(), halt.status
    return out.getvalue(), errors.getvalue(), Exit.DONE


def asked_for(script: Path, service: str) -> tuple[str, Exit]:
    """What it complains of a script before anything is captured, and how it ends; DONE where work goes on."""
    errors, given = StringIO(), load_script(script)
    made = replace(enrollment(), procedure=service, started_at=NOW, values={}).with_fields(given.applicants[0].fields)
    run = Enrolling(SimpleNamespace(), given, Voice("en", StringIO(), errors))  # type: ignore[arg-type]
    try:
        run.asked_for(view_of(PLANS.walk(made, NOW.date())), given.applicants[0])
    except Halt as halt:
        return errors.getvalue(), halt.status
    return errors.getvalue(), Exit.DONE


@pytest.mark.parametrize("name", ["surname_hi", "parents.1.nam", "guardian_acts_paper"])
def test_a_name_that_nobody_asks_for_is_said_with_its_line(tmp_path: Path, name: str) -> None:
    """Misspelled, or of somebody else: it would be in no packet."""
    script = tmp_path / "script.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("[fields] ", f'[fields]\n"{name}" = "X"\n#')
    script.write_text(text, encoding="utf-8")
    line = text.splitlines().index(f'"{name}" = "X"') + 1
    said, status = asked_for(script, "biometric_passport")
    assert f"fields.{name} (script.toml:{line})" in said
    assert status is Exit.USAGE


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("ground (What for): ", "birth_date (Date of birth): ")), ("ru", ("ground (Для чего): ",)),
     ("hy", ("ground (Ինչի՞ համար): ",))],
)  # fmt: skip
def test_what_is_missing_is_said_by_id_and_by_name(language: str, said: tuple[str, ...]) -> None:
    """The id is what the script has; the name is the service's own, else the program's."""
    made = replace(enrollment(), procedure="library_card", version=1, started_at=NOW, values={}, step="person")
    plans = Plans(lambda: Library({"library_card@1.toml": PROFILE.encode()}))
    errors = StringIO()
    run = Enrolling(SimpleNamespace(), load_script(EXAMPLE), Voice(language, StringIO(), errors))  # type: ignore[arg-type]
    for born in ("", "1990"):
        seen = view_of(plans.walk(made.with_fields({"birth_date": born}), NOW.date()))
        with pytest.raises(Halt):
            run._demand(seen.steps[0])
    assert all(words in errors.getvalue() for words in said)


@pytest.mark.parametrize(("service", "stopped"), [("id_card", True), ("biometric_passport", False)])
def test_who_is_turned_away_is_told_why_and_nothing_is_captured(service: str, stopped: bool) -> None:
    guardian = {name: text for name, text in OF_A_CHILD.items() if name.startswith("guardian")}
    child = {**ADULT, **guardian, "birth_date": f"01.01.{NOW.year - 4}", "psn_kind": "pending", "psn": ""}
    version = PLANS.plan(service, NOW.date()).service.profile.version
    made = replace(enrollment(), procedure=service, version=version, started_at=NOW, values={}, step="applicant")
    errors = StringIO()
    run = Enrolling(SimpleNamespace(), load_script(EXAMPLE), Voice("en", StringIO(), errors))  # type: ignore[arg-type]
    steps = view_of(PLANS.walk(made.with_fields(child), NOW.date())).steps
    applicant = next(each for each in steps if each.step_id == "applicant")
    with pytest.raises(Halt) if stopped else nullcontext():
        run._demand(applicant)
    told = "birth_date (Date of birth): This service is not for people of this age (age(application) >= 6)."
    assert errors.getvalue().startswith(told) is stopped
    assert bool(errors.getvalue()) is stopped


def test_everything_in_the_example_is_asked_for() -> None:
    assert asked_for(EXAMPLE, "biometric_passport") == ("", Exit.DONE)


def test_what_is_cut_is_said_and_work_goes_on() -> None:
    sizes = {"size_mb": 6.2, "limit_mb": 5.0}
    said, complained, status = review(
        view(notices=(Problem("REV-MOSIP-FINGERS", sizes), Problem("REV-MOSIP-PORTRAIT", sizes)))
    )
    assert said.count("6.2 MB") == said.count("5.0 MB") == 2
    assert (complained, status) == ("", Exit.DONE)


def test_what_fits_in_no_way_is_said_and_nobody_signs() -> None:
    said, complained, status = review(view(hindrance=Problem("STN-242", {"size_mb": 6.2, "limit_mb": 5.0})))
    assert (said, status) == ("", Exit.INCOMPLETE)
    assert "[STN-242]" in complained


def test_what_fits_is_not_spoken_of() -> None:
    assert review(view()) == ("", "", Exit.DONE)


@pytest.mark.parametrize(("reason", "taken"), [(ExceptionReason.CANNOT_WRITE, False), (ExceptionReason.MARK, True)])
def test_what_cannot_be_taken_is_said_and_a_mark_is_taken_all_the_same(reason: ExceptionReason, taken: bool) -> None:
    made = replace(enrollment(), started_at=NOW, values={}, step="signature").with_fields(ADULT)
    held = replace(made, samples=replace(made.samples, signature=None))
    told: list[object] = []

    def set_exception(which: str, what: Modality, why: ExceptionReason) -> EnrollmentView:
        told.append((what, why))
        return view_of(PLANS.walk(held.with_exception(what, why), NOW.date()))

    def signature(hear: object, device: str) -> Problem:
        told.append("pad")
        return Problem("DEV-001")

    enroll = SimpleNamespace(set_exception=set_exception, go_to=lambda which, step: None)
    work = SimpleNamespace(call=lambda call, *given: call(*given))
    station: Any = SimpleNamespace(enroll=enroll, work=work, capture=SimpleNamespace(signature=signature))
    run = Enrolling(station, load_script(EXAMPLE), Voice("en", StringIO(), StringIO()))
    applicant = Applicant({}, reasons={Modality.SIGNATURE: reason})
    with pytest.raises(Halt) if taken else nullcontext():
        run._walk(made.enrollment_id, "signature", Modality.SIGNATURE, applicant)
    assert told == [(Modality.SIGNATURE, reason), *(["pad"] if taken else [])]


def test_what_a_service_asks_beside_a_reason_is_photographed_and_confirmed(tmp_path: Path) -> None:
    made = enrollment().with_exception(Modality.FACE, ExceptionReason.ILLNESS)
    proofs = FakeProofs(made, Proof.PHOTO, Proof.SECOND)
    person = SimpleNamespace(name="Second", credential_id="second")
    station: Any = SimpleNamespace(
        work=SimpleNamespace(call=lambda call, *args: call(*args)),
        capture=SimpleNamespace(photo=lambda hear, device: Shot(hear)),
        sign_in=SimpleNamespace(credentials=lambda: (person,)),
        proofs=proofs,
    )
    shown = proving_view(made, Modality.FACE, Proof.PHOTO, Proof.SECOND)
    out = StringIO()
    alone = Enrolling(station, load_script(EXAMPLE), Voice("en", out, StringIO()))._prove(shown, Modality.FACE)
    assert alone.step.proven.missing == (Proof.SECOND,), "nobody is named who confirms"
    named = tmp_path / "named.toml"
    second = '[second]\ncredential = "Second"\npin = "2222"\n\n[officer]'
    named.write_text(EXAMPLE.read_text(encoding="utf-8").replace("[officer]", second, 1), encoding="utf-8")
    whole = Enrolling(station, load_script(named), Voice("en", out, StringIO()))._prove(alone, Modality.FACE)
    assert whole.step.proven.missing == ()
    assert proofs.calls == [("photo", Modality.FACE), ("confirm", Modality.FACE, "second", "2222")]
    assert "2222" not in out.getvalue()


@dataclass
class Shot:
    """A photograph, as soon as it is asked for."""

    hear: Callable[[object], None]

    def capture(self) -> None:
        self.hear(PhotoCandidate(np.zeros((4, 4, 3), np.uint8), DEVICE, NOW))

    def stop(self) -> None: ...
